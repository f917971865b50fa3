"""The form of a service by which a packet is filed, and by which it stays filed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from totalis.connected.services.wire import ServiceAwayError, get

if TYPE_CHECKING:
    from totalis.connected.models import Filing

Json = dict[str, Any]


def form_for(filing: Filing) -> Json:
    """The form of today for a packet that is to be filed; for one that was taken, the edition by which it was.

    Raises:
        ServiceAwayError: no answer that counts, or the service has no such form.
        ServiceRefusedError: it refuses.
    """
    snapshot = filing.packet.snapshot
    lane = snapshot["lane"]["lane"]
    query = {"agreement": snapshot["agreement"], "lane": lane, "product": snapshot["product"]}
    day = {"day": _received_on(filing)} if filing.edition else {}
    forms: list[Json] = get(filing.service, "forms", query | day).get("forms") or []
    found = next((one for one in forms if filing.edition in ("", one["key"])), None)
    if found is None:
        message = f"The service has no form {filing.edition or 'for ' + ', '.join(query.values())}."
        raise ServiceAwayError(message)
    return found


def _received_on(filing: Filing) -> str:
    """The day on which the service took the filing, by its own signed answer."""
    said = json.loads(filing.proof["answer"])
    return str(said["received_at"])[:10]
