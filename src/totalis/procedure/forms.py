"""The fields of a request at the case desk: those of the form edition that a list names.

The editions stand in `lawbook.forms`, one definition for each agreement and lane. The public form asks more, because a
rule needs it; the desk has those facts in its fact sheet. What no source that was read states stays visible: a field
is `inferred` where no list of that agreement has it, and `unknown` names what nobody knows of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.lawbook.forms.book import forms
from totalis.lawbook.forms.model import ALWAYS, Asks
from totalis.procedure.casefile import Direction, Lane
from totalis.procedure.forms_shapes import (
    ALWAYS_UNKNOWN,
    UNKNOWN,
    Condition,
    FieldType,
    FormField,
    Product,
    Requirement,
)

if TYPE_CHECKING:
    from totalis.lawbook.forms.model import FormField as EditionField
    from totalis.lawbook.model import Agreement

__all__ = [
    "Condition",
    "FieldType",
    "FormField",
    "Product",
    "Requirement",
    "desk_field",
    "fields_for",
    "products",
]

_CONDITIONS = frozenset(item.value for item in Condition)
_OF_KNOWN_LENGTH = (
    FieldType.DATE,
    FieldType.COUNTRY,
    FieldType.COUNTRIES,
    FieldType.YES_NO,
)


def products() -> dict[str, Product]:
    """What can be asked for, by key."""
    return forms().catalogue.products


def fields_for(
    product: str, lane: Lane, agreement: Agreement | None, direction: Direction
) -> tuple[FormField, ...]:
    """The fields of a request in the order of the catalogue; none on hold and without an agreement.

    They are those of the newest edition. A product that the edition does not have asks what a certificate does.
    """
    if lane is Lane.HOLD or agreement is None or direction in (Direction.NONE, Direction.OPEN):
        return ()
    entry = forms().entry_for(
        agreement=agreement.country, asks=Asks(direction.value), lane=lane.value
    )
    if entry is None:
        return ()
    order = {key: place for place, key in enumerate(forms().catalogue.fields)}
    every = forms().made(agreement.country, entry, product).fields
    named = sorted((item for item in every if not item.is_ours), key=lambda item: order[item.key])
    return tuple(desk_field(item) for item in named)


def desk_field(item: EditionField) -> FormField:
    """A field of an edition as the desk and its checks see it; conditions that only forms have are none of theirs."""
    catalogue = forms().catalogue
    says = ALWAYS if item.when == ALWAYS else catalogue.conditions[item.when].says
    return FormField(
        key=item.key,
        label=item.label,
        group=catalogue.fields[item.key].group,
        type=item.type,
        requirement=item.requirement,
        when=Condition(item.when) if item.when in _CONDITIONS else Condition.ALWAYS,
        when_says=says,
        sources=item.sources,
        listed=item.listed,
        inferred=item.inferred,
        unknown=_unknown(item),
        number=item.number,
        help=item.note,
        validation=item.validation,
        max_length=item.max_length,
    )


def _unknown(item: EditionField) -> tuple[str, ...]:
    """What no source that was read says of a field."""
    found = [*ALWAYS_UNKNOWN]
    if item.type not in _OF_KNOWN_LENGTH and item.max_length is None:
        found.append("greatest length")
    if item.validation == UNKNOWN:
        found.append("validation")
    return tuple(found)
