"""The field catalogue of a request: what is asked, of whom, when, and where that stands.

`fields_for` puts together SSA's general list, the agreement's own list and its additions. What no source that was
read states stays visible: a field is `inferred` where no list of that agreement has it, and `unknown` names what
nobody knows of it (its length, its label on the screen …).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec

from totalis.facts.countries import with_article
from totalis.procedure.casefile import Direction, Lane
from totalis.procedure.forms_shapes import (
    ALWAYS_UNKNOWN,
    UNKNOWN,
    Condition,
    FieldEntry,
    FieldType,
    FormBook,
    FormField,
    Product,
    Requirement,
    Wording,
)
from totalis.procedure.reader import read_data
from totalis.procedure.sources import cite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.lawbook.model import (
        Agreement,
        CertificateSide,
        RequestField as ListedField,
        Source,
    )

__all__ = [
    "Condition",
    "FieldType",
    "FormField",
    "Product",
    "Requirement",
    "fields_for",
    "form_book",
    "listed_fields",
    "wording_of",
]

FROM_AGREEMENT = "agreement_file"


@cache
def form_book() -> FormBook:
    """Products, fields and wordings.

    Raises:
        LawError: the file does not read.
    """
    return read_data("forms", FormBook)


def fields_for(
    product: str, lane: Lane, agreement: Agreement | None, direction: Direction
) -> tuple[FormField, ...]:
    """The fields of a request in the order of the catalogue; none on hold and without an agreement."""
    if lane is Lane.HOLD or agreement is None or direction in (Direction.NONE, Direction.OPEN):
        return ()
    listed = listed_fields(agreement, direction, lane)
    asked = _Asked(product, lane, agreement.country, direction, bool(listed))
    made = (
        _field(entry, listed.get(entry.key, ()), asked, agreement)
        for entry in form_book().fields.values()
        if _is_asked(entry, entry.key in listed, asked)
    )
    return tuple(made)


def wording_of(text: str) -> Wording | None:
    """What an item of an agreement's list means; None where the catalogue does not know the words."""
    return _wordings().get(text)


@cache
def _wordings() -> dict[str, Wording]:
    return {text: item for item in form_book().wordings for text in item.text}


def listed_fields(
    agreement: Agreement, direction: Direction, lane: Lane
) -> dict[str, tuple[ListedField, ...]]:
    """The fields that the agreement's own list names, with the items of the list that name them."""
    found: dict[str, tuple[ListedField, ...]] = {}
    side = _side(agreement, direction)
    own = set(side.fields)
    for item in _items(side, agreement, lane):
        wording = wording_of(item.field)
        for key in wording.fields if wording else ():
            only_own = direction.value in form_book().fields[key].only_if_listed
            if item in own or not only_own:
                found[key] = (*found.get(key, ()), item)
    return found


class _Asked(msgspec.Struct, frozen=True):
    """What is asked for; `has_list` where a list of this agreement was read."""

    product: str
    lane: Lane
    country: str
    direction: Direction
    has_list: bool


def _side(agreement: Agreement, direction: Direction) -> CertificateSide:
    foreign = direction is Direction.FOREIGN_CERTIFICATE
    return agreement.certificate_partner if foreign else agreement.certificate_us


def _items(side: CertificateSide, agreement: Agreement, lane: Lane) -> Iterator[ListedField]:
    """The items of a list for a lane; a list that points to the US one brings its items with it."""
    unwanted = {Lane.EMPLOYER: "self_employed", Lane.SELF_EMPLOYED: "employee"}.get(lane)
    for item in side.fields:
        if item.applies_to == unwanted:
            continue
        yield item
        wording = wording_of(item.field)
        if wording is not None and wording.as_us and side is not agreement.certificate_us:
            yield from _items(agreement.certificate_us, agreement, lane)


def _is_asked(entry: FieldEntry, listed: bool, asked: _Asked) -> bool:  # noqa: FBT001
    lanes = (*entry.lanes,) or (asked.lane.value,)
    products = entry.products or (asked.product,)
    directions = entry.directions or (asked.direction.value,)
    if asked.lane.value not in lanes or asked.product not in products:
        return False
    if asked.direction.value not in directions or asked.country in entry.replaced_in:
        return False
    if listed:
        return True
    if asked.direction.value in entry.only_if_listed:
        return False
    return not entry.countries or asked.country in entry.countries


def _field(
    entry: FieldEntry, items: tuple[ListedField, ...], asked: _Asked, agreement: Agreement
) -> FormField:
    foreign = asked.direction is Direction.FOREIGN_CERTIFICATE
    core = entry.group in ("request", "requester") or bool(entry.countries)
    guessed = (
        asked.country in entry.inferred
        or asked.lane is Lane.PERFORMER
        or asked.direction is Direction.LETTER_OF_EXEMPTION
        or (foreign and not items and not core)
    )
    length = int(entry.max_length) if entry.max_length.isdecimal() else None
    return FormField(
        key=entry.key,
        label=_label(entry.label, asked),
        group=entry.group,
        type=entry.type,
        requirement=_requirement(entry, items, asked),
        when=entry.when,
        sources=_sources(entry, items, agreement),
        lanes=entry.lanes,
        countries=entry.countries,
        listed=bool(items),
        inferred=guessed,
        unknown=_unknown(entry, length),
        number=entry.number,
        help=entry.help,
        validation=entry.validation,
        max_length=length,
    )


def _label(text: str, asked: _Asked) -> str:
    """A label with the names of the countries in it."""
    host = "US" if asked.direction is Direction.FOREIGN_CERTIFICATE else asked.country
    return text.format(partner=with_article(asked.country), host=with_article(host))


def _requirement(entry: FieldEntry, items: tuple[ListedField, ...], asked: _Asked) -> Requirement:
    performer = asked.lane is Lane.PERFORMER and entry.group in ("employer", "self_employment")
    if performer or (asked.country in entry.inferred and not items):
        return Requirement.UNKNOWN
    if items and all(item.only_if in ("known", "there is one") for item in items):
        return Requirement.IF_KNOWN
    if asked.country in entry.if_known_in and asked.direction is not Direction.FOREIGN_CERTIFICATE:
        return Requirement.IF_KNOWN
    if items:
        return entry.required
    if asked.country in entry.not_listed_in:
        return Requirement.OPTIONAL
    return entry.required


def _sources(
    entry: FieldEntry, items: tuple[ListedField, ...], agreement: Agreement
) -> tuple[Source, ...]:
    """The catalogue's sources and the agreement's own, each once."""
    own = [agreement.source_of(key) for item in items for key in item.source]
    keys = [key for key in entry.source if not (own and key == FROM_AGREEMENT)]
    return tuple({source.title: source for source in (*own, *cite(keys))}.values())


def _unknown(entry: FieldEntry, length: int | None) -> tuple[str, ...]:
    """What no source that was read says of a field."""
    typed = entry.type not in (
        FieldType.DATE,
        FieldType.COUNTRY,
        FieldType.COUNTRIES,
        FieldType.YES_NO,
    )
    found = [*ALWAYS_UNKNOWN]
    if typed and length is None:
        found.append("greatest length")
    if entry.validation == UNKNOWN:
        found.append("validation")
    return tuple(found)
