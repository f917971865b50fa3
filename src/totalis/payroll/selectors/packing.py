"""The file in which the answers of one call are kept: what a certificate reaches once, then one line for each answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.gate.question import Charges, GateAnswer

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Line(msgspec.Struct, frozen=True, array_like=True):
    """An answer without its charges, and their place in the first line."""

    charges: int | None
    answer: GateAnswer


_HEAD = msgspec.json.Decoder(list[Charges])
_LINE = msgspec.json.Decoder(_Line)


def packed(answers: Sequence[GateAnswer]) -> bytes:
    """The lines as bytes."""
    places: dict[int, int] = {}  # all who are exempt in a country on a day share one value
    shared: list[Charges] = []
    lines = []
    for one in answers:
        if one.charges is None:
            lines.append(_Line(None, one))
            continue
        place = places.setdefault(id(one.charges), len(shared))
        if place == len(shared):
            shared.append(one.charges)
        lines.append(_Line(place, msgspec.structs.replace(one, charges=None)))
    encoder = msgspec.json.Encoder()
    return encoder.encode(shared) + b"\n" + encoder.encode_lines(lines)


def unpacked(data: bytes) -> list[GateAnswer]:
    """The answers, as they were."""
    head, *lines = data.splitlines()
    charges = _HEAD.decode(head)
    found = []
    for raw in lines:
        line = _LINE.decode(raw)
        if line.charges is None:
            found.append(line.answer)
        else:
            found.append(msgspec.structs.replace(line.answer, charges=charges[line.charges]))
    return found
