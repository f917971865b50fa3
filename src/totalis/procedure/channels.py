"""By which way a request goes, where to, and what sources say against each other about it.

Online is the rule for a US certificate. Everything else is an exception: asked for, approved, and sent to a
destination that somebody checked lately. For a foreign certificate the agreement's file names issuer and channels.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from totalis.procedure.casefile import CaseFile, Direction, Lane
from totalis.procedure.channels_shapes import (
    ByLetter,
    Channel,
    ChannelAdvice,
    ChannelBook,
    ChannelEntry,
    Destination,
    Disagreement,
    ReadingSaid,
)
from totalis.procedure.lanes import who_may_submit
from totalis.procedure.reader import read_data
from totalis.procedure.sources import cite

if TYPE_CHECKING:
    from datetime import date

    from totalis.lawbook.model import Agreement, CertificateSide, Source

__all__ = [
    "Channel",
    "ChannelAdvice",
    "channel_book",
    "channels_for",
    "connected_channel",
    "exception_problems",
    "must_recheck",
]

ONLINE = "online"
CONNECTED = "connected"
"""Offered only by an organisation's own connection (`connected_channel`), never by a source."""
AS_THE_AGENCY_SAYS = "agency"


@cache
def channel_book() -> ChannelBook:
    """Ways of sending, destinations, contradictions.

    Raises:
        LawError: the file does not read.
    """
    return read_data("channels", ChannelBook)


def channels_for(
    agreement: Agreement, direction: Direction, lane: Lane, product: str = "certificate"
) -> ChannelAdvice:
    """By which ways a request of a lane goes under an agreement."""
    foreign = direction is Direction.FOREIGN_CERTIFICATE
    side = agreement.certificate_partner if foreign else agreement.certificate_us
    return ChannelAdvice(
        issuer=side.issuer,
        issuer_country=agreement.country if foreign else "US",
        form=side.form,
        requested_by=side.requested_by,
        copies=side.copies,
        channels=_foreign(agreement) if foreign else _to_ssa(agreement, product),
        submitters=() if foreign else who_may_submit(agreement.country, lane),
        contradictions=() if foreign else _contradictions(agreement.country, product),
        notes=tuple(remark.says for remark in side.notes),
        sources=tuple(agreement.source_of(key) for key in side.source),
    )


def connected_channel(name: str, address: str) -> Channel:
    """The way to a service that an organisation is connected to; its operator told the address."""
    entry = channel_book().channels[CONNECTED]
    sources = cite(entry.source)
    return Channel(
        key=entry.key,
        label=f"{entry.label}: {name}",
        exception=entry.exception,
        says=entry.says,
        destination=Destination(text=address, sources=()),
        sources=sources,
    )


def must_recheck(checked_on: date | None, on: date) -> bool:
    """Whether a destination was checked too long ago, or never, to be used on a day."""
    limit = channel_book().recheck_after_days
    return checked_on is None or (on - checked_on).days > limit


def exception_problems(case: CaseFile, on: date) -> tuple[str, ...]:
    """What is missing before a request may go by another way than online; empty where nothing is."""
    request = case.request
    entry = channel_book().channels.get(request.channel) if request else None
    if request is None or entry is None or not entry.exception:
        return ()
    if case.direction is Direction.FOREIGN_CERTIFICATE or _goes_by_letter(request.product):
        return ()
    asked = request.exception
    if asked is None or asked.channel != request.channel:
        return (f"Nobody asked for {entry.label.lower()} instead of online.",)
    found = [
        (asked.reason.strip(), "The reason is missing."),
        (asked.destination.strip(), "The destination is missing."),
        (asked.destination_source.strip(), "It is not said where the destination stands."),
        (asked.approved_by is not None, "Nobody approved it."),
        (
            not must_recheck(asked.destination_checked_on, on),
            f"The destination was checked on {asked.destination_checked_on.isoformat()}: check it again.",
        ),
        (asked.destination_checked_on <= on, "The destination was checked on a day to come."),
    ]
    return tuple(says for holds, says in found if not holds)


def _goes_by_letter(product: str) -> bool:
    """Whether the manual itself names mail, fax and courier for a product, so that they are no exception."""
    return any(item.product == product for item in channel_book().by_letter)


def _to_ssa(agreement: Agreement, product: str) -> tuple[Channel, ...]:
    """SSA's ways: online first, unless the manual sends the product by letter only."""
    book = channel_book()
    letter = next((item for item in book.by_letter if item.product == product), None)
    found = [
        _channel(entry, agreement, letter)
        for entry in book.channels.values()
        if entry.key != CONNECTED
    ]
    if letter is None:
        return tuple(found)
    return tuple(sorted(found, key=lambda item: item.key == ONLINE))


def _channel(entry: ChannelEntry, agreement: Agreement, letter: ByLetter | None) -> Channel:
    text = channel_book().service.address if entry.key == ONLINE else entry.destination
    says, sources = entry.says, cite(entry.source)
    if entry.key == "mail":
        text, sources = _post_box(text, sources, agreement)
    return Channel(
        key=entry.key,
        label=entry.label,
        exception=entry.exception if letter is None else False,
        says=says if letter is None or entry.key == ONLINE else f"{says} {letter.says}",
        destination=Destination(text=text, sources=sources) if text else None,
        sources=sources,
    )


def _post_box(
    text: str, sources: tuple[Source, ...], agreement: Agreement
) -> tuple[str, tuple[Source, ...]]:
    """The post address as the agreement's own page has it, where it has one."""
    side = agreement.certificate_us
    if side.address == "not_stated":
        return text, sources
    return side.address, tuple(agreement.source_of(key) for key in side.source)


def _foreign(agreement: Agreement) -> tuple[Channel, ...]:
    """The ways to the other country's agency as the agreement's file names them, in its order."""
    side: CertificateSide = agreement.certificate_partner
    sources = tuple(agreement.source_of(key) for key in side.source)
    known = [key for key in channel_book().channels if key != CONNECTED]
    found = []
    for words in side.channels or (AS_THE_AGENCY_SAYS,):
        head, _colon, rest = words.partition(": ")
        kind = next((key for key in known if key in head.lower()), AS_THE_AGENCY_SAYS)
        text = rest if kind in (ONLINE, "fax") and rest else _address(side)
        label = "Ask the agency" if words == AS_THE_AGENCY_SAYS else words
        found.append(
            Channel(
                key=kind,
                label=label,
                exception=False,
                says="" if side.channels else "No source that was read names a way.",
                destination=Destination(text=text, sources=sources) if text else None,
                sources=sources,
            )
        )
    return tuple(found)


def _address(side: CertificateSide) -> str:
    return "" if side.address == "not_stated" else side.address


def _contradictions(country: str, product: str) -> tuple[Disagreement, ...]:
    return tuple(
        Disagreement(
            topic=item.topic,
            readings=tuple(
                ReadingSaid(
                    says=said.says,
                    countries=said.countries,
                    here=country in said.countries,
                    sources=cite(said.source),
                )
                for said in item.readings
            ),
        )
        for item in channel_book().contradictions
        if not item.products or product in item.products
    )
