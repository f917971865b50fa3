"""What a packet says: the snapshot in the one form of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis import __version__
from totalis.documents import form
from totalis.kernel.dates import days_written_out

if TYPE_CHECKING:
    from totalis.documents.form import Json


def packet_content(snapshot: Json, digest: str) -> Json:
    """Draw any snapshot: plain values at the head, every other part a section of labelled values."""
    plain = {key: value for key, value in snapshot.items() if not isinstance(value, dict | list)}
    parts = {key: value for key, value in snapshot.items() if isinstance(value, dict | list)}
    reference = str(snapshot.get("reference", ""))
    return {
        "kicker": "Request packet",
        "title": str(snapshot.get("title") or f"Request {reference}").strip(),
        "reference": reference,
        "author": f"Totalis {__version__}",
        "description": "What is asked for, of whom, on which grounds. Approval is of its digest.",
        "head": [[form.words(key), _said(value), ""] for key, value in plain.items()],
        "answer": None,
        "sections": [
            *(
                form.section(form.words(key), *_blocks(value))
                for key, value in parts.items()
                if value
            ),
            form.section(
                "Approval",
                form.text("Approval is of this digest and of nothing else:"),
                form.text(digest),
            ),
        ],
        "footer": [
            f"Packet {digest}",
            f"Drawn by Totalis {__version__} from the snapshot of the request.",
        ],
    }


def _blocks(value: dict[str, Any] | list[Any]) -> list[Json | None]:
    if isinstance(value, dict):
        return [form.rows(*((form.words(key), _said(item)) for key, item in value.items()))]
    if all(isinstance(item, dict) for item in value):
        return [form.entries(_entry(item) for item in value)]
    return [form.listing(_said(item) for item in value)]


def _entry(item: dict[str, Any]) -> Json:
    (_, title), *rest = [(key, _said(value)) for key, value in item.items()]
    return form.entry(title, *(f"{form.words(key)}: {said}" for key, said in rest if said))


def _said(value: Any) -> str:  # noqa: ANN401 - JSON can be anything
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_said(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{form.words(key)}: {_said(item)}" for key, item in value.items())
    return days_written_out(str(value))
