"""The certificate whose place another takes on a request: held, and nothing that was done to it since is lost by that."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from totalis.authority.models import Agency, CoverageRequest, IssuedCertificate, Standing
from totalis.authority.selectors.following import CORRECTION, TAKES_PLACE
from totalis.authority.services.registering_steps import none_waits
from totalis.documents.certificate import CERTIFICATE, LETTER
from totalis.documents.certificate_changes import correctables, issued_again
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from totalis.authority.models import Decision

Json = dict[str, Any]


def hold_for_issue(row: CoverageRequest) -> None:
    """Lock all that an issue on a request locks, before the chain of the agency is; the caller holds the request.

    Whoever acts in the register takes a request, its certificate and a place in a status list, and the chain last. A decision
    stands in the chain before it is issued: it would hold the chain and wait for a certificate whose holder waits for the chain.
    """
    if row.product in TAKES_PLACE:
        _held(row)
    Agency.objects.select_for_update().get(organisation=row.organisation)


def former_of(row: CoverageRequest, made: Decision) -> IssuedCertificate | None:
    """The certificate whose place the new one takes, locked; None where it takes nobody's.

    Raises:
        InputError: the request refers to none that counts; a correction of it waits for a second person; the days that are decided
            reach beyond its early end, or beyond those to which both agencies agreed.
    """
    if row.product not in TAKES_PLACE:
        return None
    former = _held(row)
    if former is None:
        path, found = "decision", "a request that refers to no certificate that counts"
        expected = "the control number of a request whose certificate is in force"
        raise _wrong(path, found, expected, "Open the request again to see what became of it.")
    none_waits(former)
    if row.product == CORRECTION:
        _not_beyond(made, former)
    return former


def _held(row: CoverageRequest) -> IssuedCertificate | None:
    """The certificate that counts on the earlier request; first that request, then it, as in the register."""
    if row.refers_to_id is None:
        return None
    earlier = CoverageRequest.objects.select_for_update(of=("self",)).get(pk=row.refers_to_id)
    held = IssuedCertificate.objects.select_for_update(of=("self",)).filter(
        request=earlier, standing=Standing.IN_FORCE
    )
    return held.order_by("-pk").first()


def product_of(row: CoverageRequest, former: IssuedCertificate | None) -> str:
    """Certificate or letter: what the former one is, else what is asked for."""
    if former is not None:
        return former.product
    return LETTER if row.product == LETTER else CERTIFICATE


def with_what_was_done(content: Json, *, asked_before: Json, former: IssuedCertificate) -> Json:
    """A new content with what was done to the former one: that both agencies agreed, and what the register corrected.

    Where the request says something else than the earlier one did, that stands.

    Args:
        content: What follows from the earlier request and the one that corrects.
        asked_before: What follows from the earlier request alone.
        former: The certificate as it stands.
    """
    held = former.content["coverage"]
    agreed = {key: held[key] for key in ("exception", "agreed") if held.get(key)}
    content = content | {"coverage": content["coverage"] | agreed}
    new, asked = _values(content), _values(asked_before)
    carried = {
        key: value
        for key, value in _values(former.content).items()
        if key in new and value != asked.get(key) and new[key] == asked.get(key)
    }
    if not carried:
        return content
    again = issued_again(
        content,
        number=content["number"],
        check_code=content["check_code"],
        day=date.fromisoformat(content["issued_on"]),
        reason=content["replaces_reason"],
        changes=carried,
    )
    return again | {"replaces": content["replaces"]}


def _values(content: Json) -> dict[str, str]:
    return {one.key: one.value for one in correctables(content)}


def _not_beyond(made: Decision, former: IssuedCertificate) -> None:
    """A correction gives back no day that was taken away, and none to which the other agency did not agree."""
    agreed = bool(former.content["coverage"].get("exception"))
    last = former.ended_on or (former.end if agreed else None)
    path, remedy = "end", "A longer period takes a request for a certificate of its own."
    if last is not None and (made.end is None or made.end > last):
        found = f"{made.end}" if made.end else "no last day"
        raise _wrong(path, found, f"{last} or earlier, as the certificate stands", remedy)
    if agreed and made.start is not None and made.start < former.start:
        path, expected = "start", f"{former.start} or later, as the certificate stands"
        raise _wrong(path, f"{made.start}", expected, remedy)


def _wrong(path: str, found: str, expected: str, remedy: str) -> InputError:
    return InputError([Problem(path, found, expected, remedy)])
