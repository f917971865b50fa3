"""The law over HTTP: what is known of each agreement, and one agreement in full."""

from __future__ import annotations

from datetime import date
from functools import cache

import msgspec

from totalis.lawbook.book import Lawbook
from totalis.lawbook.model import Agreement, Outcome, Rule

LIST_SCHEMA = "totalis/law/list/1"
AGREEMENT_SCHEMA = "totalis/law/agreement/1"


class AgreementLine(msgspec.Struct, frozen=True, kw_only=True):
    """One agreement in force, in figures.

    `disputed` and `not_stated` count rules of that outcome; `weak` counts rules that rest on weak
    sources alone (press, mirrors, commentary, memory).
    """

    country: str
    name: str
    signed: date | None
    in_force: date
    rules: int
    disputed: int
    not_stated: int
    weak: int
    checked_longest_ago: date


class SignedLine(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement that is signed and not in force; nothing is decided by it."""

    country: str
    name: str
    signed: date
    status: str


class LawList(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is modelled; `law` is the digest of the lawbook."""

    schema: str
    law: str
    agreements: tuple[AgreementLine, ...]
    signed_only: tuple[SignedLine, ...]


class LawAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """One agreement as Totalis knows it; `law` is the digest of the lawbook."""

    schema: str
    law: str
    agreement: Agreement


@cache
def lawbook() -> Lawbook:
    """The packaged law, read once a process."""
    return Lawbook()


def law_list(book: Lawbook) -> LawList:
    """List what is modelled."""
    return LawList(
        schema=LIST_SCHEMA,
        law=book.digest,
        agreements=tuple(_line(agreement) for agreement in book.agreements()),
        signed_only=tuple(
            SignedLine(country=item.country, name=item.name, signed=item.signed, status=item.status)
            for item in book.register.signed
        ),
    )


def law_agreement(book: Lawbook, country: str) -> LawAgreement:
    """One agreement in full.

    Raises:
        NotFoundError: there is none with that country.
    """
    return LawAgreement(schema=AGREEMENT_SCHEMA, law=book.digest, agreement=book.agreement(country))


def _line(agreement: Agreement) -> AgreementLine:
    outcomes = [rule.outcome for rule in agreement.rules]
    return AgreementLine(
        country=agreement.country,
        name=agreement.name,
        signed=agreement.signed,
        in_force=agreement.in_force,
        rules=len(agreement.rules),
        disputed=outcomes.count(Outcome.DISPUTED),
        not_stated=outcomes.count(Outcome.NOT_STATED),
        weak=sum(_rests_on_weak_sources(agreement, rule) for rule in agreement.rules),
        checked_longest_ago=min(source.checked_on for source in agreement.sources.values()),
    )


def _rests_on_weak_sources(agreement: Agreement, rule: Rule) -> bool:
    return all(agreement.source_of(key).kind.weak for key in rule.source)
