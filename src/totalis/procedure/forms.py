"""The field catalogue of a request: what is asked, of whom, when, and where that stands.

`fields_for` puts together SSA's general list, the agreement's own list and its additions. What no source that was
read states stays visible: a field is `inferred` where no list of that agreement has it, and `unknown` names what
nobody knows of it (its length, its label on the screen …).
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from totalis.lawbook.model import Source
from totalis.procedure.casefile import Direction, Lane, Value
from totalis.procedure.reader import read_data
from totalis.procedure.sources import cite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.lawbook.model import Agreement, CertificateSide, RequestField as ListedField

FROM_AGREEMENT = "agreement_file"
UNKNOWN = "unknown"
ALWAYS_UNKNOWN = ("label on the screen", "mark of required fields", "error messages")


class FieldType(StrEnum):
    """What a value is; it is held as text in any case (ISO days, country codes, `yes` and `no`)."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NAME = "name"
    ORGANISATION = "organisation"
    ADDRESS = "address"
    SSN = "ssn"
    NUMBER = "number"
    FOREIGN_NUMBER = "foreign_number"
    DATE = "date"
    COUNTRY = "country"
    COUNTRIES = "countries"
    YES_NO = "yes_no"
    FAMILY = "family"
    EMAIL = "email"
    PHONE = "phone"


class Requirement(StrEnum):
    """Whether a value must be given, where the field is asked for at all."""

    REQUIRED = "required"
    IF_KNOWN = "if_known"
    OPTIONAL = "optional"
    UNKNOWN = "unknown"


class Condition(StrEnum):
    """When a field is asked for at all."""

    ALWAYS = "always"
    AFFILIATE = "affiliate"
    AFFILIATE_AGREED = "affiliate_agreed"
    NAME_AT_BIRTH = "name_at_birth"
    SPANISH_NATIONAL = "spanish_national"
    ITALIAN_NATIONAL = "italian_national"
    FAMILY = "family"
    IN_BOTH_COUNTRIES = "in_both_countries"
    WORK_IN_PARTNER = "work_in_partner"


WHEN_WORDS = {
    Condition.ALWAYS: "always",
    Condition.AFFILIATE: "where the worker will work for an affiliate of the employer",
    Condition.AFFILIATE_AGREED: "where there is a section 3121(l) agreement",
    Condition.NAME_AT_BIRTH: "where the name at birth is another",
    Condition.SPANISH_NATIONAL: "for Spanish nationals",
    Condition.ITALIAN_NATIONAL: "for Italian and dual nationals",
    Condition.FAMILY: "where family members come along",
    Condition.IN_BOTH_COUNTRIES: "where somebody is self-employed in both countries",
    Condition.WORK_IN_PARTNER: "where the work is done in that country",
}


class FieldEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A field as `forms.yaml` has it."""

    key: str
    label: str
    group: str
    type: FieldType
    required: Requirement
    source: tuple[str, ...]
    when: Condition = Condition.ALWAYS
    lanes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    only_if_listed: tuple[str, ...] = ()
    not_listed_in: tuple[str, ...] = ()
    if_known_in: tuple[str, ...] = ()
    replaced_in: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    number: str = ""
    """The kind of number (`procedure.numbers`)."""
    help: str = ""
    validation: str = UNKNOWN
    max_length: str = UNKNOWN


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """Words of an agreement's list, and the fields that they mean."""

    text: tuple[str, ...]
    fields: tuple[str, ...]
    as_us: bool = False


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """What can be asked for; `only` names the countries where it exists."""

    key: str
    label: str
    says: str
    source: tuple[str, ...]
    only: tuple[str, ...] = ()


class FormBook(msgspec.Struct, frozen=True, kw_only=True):
    """The file `forms.yaml`."""

    products: dict[str, Product]
    fields: dict[str, FieldEntry]
    wordings: tuple[Wording, ...]


class FormField(Value, frozen=True, kw_only=True):
    """A field of one request, as the agreement asks for it."""

    key: str
    label: str
    group: str
    type: FieldType
    requirement: Requirement
    when: Condition
    sources: tuple[Source, ...]
    lanes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    listed: bool = False
    """The agreement's own list names it; otherwise it stands in SSA's general list only."""
    inferred: bool = False
    """No list that was read for this agreement has it."""
    unknown: tuple[str, ...] = ALWAYS_UNKNOWN
    number: str = ""
    help: str = ""
    validation: str = UNKNOWN
    max_length: int | None = None
    """None is unknown."""

    @property
    def required_when(self) -> str:
        """When it must be given, in words."""
        when = WHEN_WORDS[self.when]
        words = {
            Requirement.REQUIRED: when,
            Requirement.IF_KNOWN: "if known"
            if self.when is Condition.ALWAYS
            else f"{when}, if known",
            Requirement.OPTIONAL: "never",
            Requirement.UNKNOWN: "unknown",
        }
        return words[self.requirement]

    @property
    def weak(self) -> bool:
        """Whether no strong source is behind it."""
        return all(source.kind.weak for source in self.sources)


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
        label=entry.label,
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
