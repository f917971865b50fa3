"""What a request asks for in one case: its fields in their groups, with value, source and what is unknown of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from totalis.frontdoor.selectors.law import lawbook
from totalis.procedure.channels import channels_for
from totalis.procedure.forms import FieldType, fields_for, products

if TYPE_CHECKING:
    from totalis.casework.models import Case
    from totalis.lawbook.model import Agreement
    from totalis.procedure.casefile import CaseFile, Direction, Lane
    from totalis.procedure.channels import Channel, ChannelAdvice
    from totalis.procedure.forms import FormField, Product

Offer = Callable[["Case", str], "Channel | None"]
offered: list[Offer] = []
"""Called with the case and the country that issues: a way that an app above the case desk has for it, or None.

The desk may not know those apps; they put their functions here when they start.
"""

SECRET = frozenset({FieldType.SSN, FieldType.FOREIGN_NUMBER})
"""Kinds of fields that hold a personal number: once saved, no page gives it back whole unless somebody must type it."""


def agreement_of(country: str) -> Agreement | None:
    """The agreement with a country; None where there is none."""
    law = lawbook()
    return law.agreement(country) if country and law.has(country) else None


def form_fields(
    file: CaseFile, product: str, lane: Lane, direction: Direction | None = None
) -> tuple[FormField, ...]:
    """The fields that a request of the case asks for, in the order of the form."""
    return fields_for(product, lane, agreement_of(file.partner), direction or file.direction)


def fields_of_request(file: CaseFile) -> tuple[FormField, ...]:
    """The fields of the case's own request; none where there is no request."""
    request = file.request
    return form_fields(file, request.product, request.lane) if request is not None else ()


def advice_for(
    file: CaseFile, product: str, lane: Lane, case: Case | None = None
) -> ChannelAdvice | None:
    """By which ways a request goes; None where there is no agreement. With the case, its own connections too."""
    agreement = agreement_of(file.partner)
    if agreement is None:
        return None
    advice = channels_for(agreement, file.direction, lane, product)
    if case is None:
        return advice
    own = [offer(case, advice.issuer_country) for offer in offered]
    more = tuple(channel for channel in own if channel is not None)
    return msgspec.structs.replace(advice, channels=(*advice.channels, *more))


def advice_of_request(file: CaseFile, case: Case | None = None) -> ChannelAdvice | None:
    """By which ways the case's own request goes; None where there is no request or no agreement."""
    request = file.request
    return advice_for(file, request.product, request.lane, case) if request is not None else None


def products_for(country: str) -> tuple[Product, ...]:
    """What can be asked for where a country is concerned."""
    return tuple(item for item in products().values() if not item.only or country in item.only)


def is_secret(field: FormField) -> bool:
    """Whether the field holds a personal number."""
    return field.type in SECRET
