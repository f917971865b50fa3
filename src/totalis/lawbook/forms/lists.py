"""The editions beside the agreements' own lists of what a request must contain: one must not say less than the other."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from totalis.lawbook.forms.model import Asks, Lane

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.lawbook.forms.book import Forms
    from totalis.lawbook.forms.model import EditionEntry, Wording
    from totalis.lawbook.model import Agreement, CertificateSide, RequestField

OTHER_LANE = {Lane.EMPLOYER: "self_employed", Lane.SELF_EMPLOYED: "employee"}
"""For whom an item of a list is, when it is not for this lane."""
NOT_THERE = frozenset({"worker_ssn", "accompanying_family_members"})
"""Fields of the US list that a partner's list which points to it does not take over: it has numbers and a form of its own."""


class Lists:
    """What the lists in the agreement files name, read by the wordings of the forms."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms

    @cached_property
    def _wordings(self) -> dict[str, Wording]:
        return {text: item for item in self.forms.wordings for text in item.text}

    def named(
        self, agreement: Agreement, asks: Asks, lane: Lane
    ) -> dict[str, tuple[RequestField, ...]]:
        """The fields that an agreement's list names, with the items that name them."""
        side = side_of(agreement, asks)
        own = set(side.fields)
        found: dict[str, tuple[RequestField, ...]] = {}
        for item in self._items(side, agreement, lane):
            wording = self._wordings.get(item.field)
            for key in wording.fields if wording else ():
                if item in own or key not in NOT_THERE:
                    found[key] = (*found.get(key, ()), item)
        return found

    def unread(self, agreement: Agreement) -> tuple[str, ...]:
        """Items of the lists whose words no wording knows."""
        every = (*agreement.certificate_us.fields, *agreement.certificate_partner.fields)
        return tuple(item.field for item in every if item.field not in self._wordings)

    def differences(self, code: str) -> Iterator[str]:
        """What an agreement's list says and the newest edition does not, or the other way round, in sentences."""
        agreement = self.forms.law.agreement(code)
        for words in self.unread(agreement):
            yield f"{code}: no wording knows '{words}'; add it to forms/wordings.yaml."
        for asks in Asks:
            for lane in Lane:
                entry = self.forms.entry_for(agreement=code, asks=asks, lane=lane)
                if entry is not None:
                    yield from self._differ(agreement, entry)

    def _differ(self, agreement: Agreement, entry: EditionEntry) -> Iterator[str]:
        asked = {key for step in entry.steps for key in step.fields}
        listed = {key for item in entry.listed for key in item.fields}
        named = set(self.named(agreement, entry.asks, entry.lane)) & asked
        where = f"{agreement.country}, {entry.asks.value}, {entry.lane.value}"
        for key in sorted(named - listed):
            yield f"{where}: the list of the agreement names {key}, the edition does not say so."
        for key in sorted(listed - named):
            yield f"{where}: the edition says that a list names {key}, the agreement's does not."

    def _items(
        self, side: CertificateSide, agreement: Agreement, lane: Lane
    ) -> Iterator[RequestField]:
        """The items of a list for a lane; a list that points to the US one brings its items with it."""
        for item in side.fields:
            if item.applies_to == OTHER_LANE.get(lane):
                continue
            yield item
            wording = self._wordings.get(item.field)
            if wording is not None and wording.as_us and side is not agreement.certificate_us:
                yield from self._items(agreement.certificate_us, agreement, lane)


def side_of(agreement: Agreement, asks: Asks) -> CertificateSide:
    """The side of the agreement that issues what is asked for."""
    foreign = asks is Asks.FOREIGN_CERTIFICATE
    return agreement.certificate_partner if foreign else agreement.certificate_us
