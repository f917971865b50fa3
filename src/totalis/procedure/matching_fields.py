"""One comparison for each field of a certificate, with its rank and the sentence that says why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from totalis.facts.countries import with_article
from totalis.kernel.dates import day_words
from totalis.procedure.casefile import Difference
from totalis.procedure.matching_names import Likeness, business_likeness, likeness, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.procedure.casefile import CertificateRecord
    from totalis.procedure.matching_shape import Expected

BREAKS, CHECK, HARMLESS = "breaks", "check", "harmless"
_SIGNS = re.compile(r"[\W_]+")


def compare(expected: Expected, certificate: CertificateRecord) -> Iterator[Difference]:
    """Every difference, field by field."""
    yield from _kind(expected, certificate)
    yield from _countries(expected, certificate)
    yield from _worker(expected, certificate)
    yield from _number(expected, certificate)
    yield from _employer(expected, certificate)
    yield from _start(expected, certificate)
    yield from _end(expected, certificate)
    yield from _article(expected, certificate)


def _difference(field: str, rank: str, expected: str, found: str, says: str) -> Difference:
    return Difference(field=field, rank=rank, expected=expected, found=found, says=says)


def _kind(expected: Expected, found: CertificateRecord) -> Iterator[Difference]:
    if found.product != expected.product:
        statement = found.product == "ssa_statement"
        rank = CHECK if statement else BREAKS
        says = (
            "It is a statement of SSA in place of the certificate: the alternate procedure must be on record."
            if statement
            else "It is another kind of document than the one that this case needs."
        )
        yield _difference("product", rank, expected.product, found.product, says)


def _countries(expected: Expected, found: CertificateRecord) -> Iterator[Difference]:
    statement = found.product == "ssa_statement" and found.issuer_country == "US"
    if found.issuer_country != expected.issuer_country and not statement:
        yield _other_country(
            "issuer_country",
            expected.issuer_country,
            found.issuer_country,
            "Only the country that covers the work issues the certificate",
        )
    if expected.issuer and words_of(found.issuer) != words_of(expected.issuer):
        says = "The office names itself otherwise: check that it issues certificates for this agreement."
        yield _difference("issuer", CHECK, expected.issuer, found.issuer, says)
    if found.covered_by != expected.covered_by:
        why = "It names another covering country"
        yield _other_country("covered_by", expected.covered_by, found.covered_by, why)
    if found.exempt_in != expected.exempt_in:
        why = "It frees from another country's contributions"
        yield _other_country("exempt_in", expected.exempt_in, found.exempt_in, why)


def _other_country(field: str, expected: str, found: str, why: str) -> Difference:
    wanted = with_article(expected) if expected else "no country that is decided"
    given = with_article(found) if found else "no country"
    return _difference(field, BREAKS, expected, found, f"{why}: {given} instead of {wanted}.")


def _worker(expected: Expected, found: CertificateRecord) -> Iterator[Difference]:
    wanted = expected.worker_names[0] if expected.worker_names else ""
    best = max(
        (likeness(name, found.worker_name) for name in expected.worker_names),
        default=Likeness.OTHER,
    )
    own = likeness(wanted, found.worker_name) if wanted else Likeness.OTHER
    if own is Likeness.SAME:
        return
    if own is Likeness.SPELLING:
        rank, says = HARMLESS, "The same names, written otherwise."
    elif best >= Likeness.PART:
        rank, says = CHECK, "Part of the name, or the name at birth: check that it is the worker."
    else:
        rank, says = BREAKS, "It speaks for somebody else."
    yield _difference("worker_name", rank, wanted, found.worker_name, says)


def _number(expected: Expected, found: CertificateRecord) -> Iterator[Difference]:
    wanted = expected.worker_numbers[0] if expected.worker_numbers else ""
    given = _plain(found.worker_number)
    if given in {_plain(number) for number in expected.worker_numbers} or (
        not given and not wanted
    ):
        return
    if not given:
        rank, says = CHECK, "It shows no number: the name alone must identify the worker."
    elif not wanted:
        rank, says = CHECK, "No number of the worker is on record to compare it with."
    else:
        rank, says = BREAKS, "The number is another person's, or a slip of the pen."
    yield _difference("worker_number", rank, _last(wanted), _last(found.worker_number), says)


def _plain(number: str) -> str:
    return _SIGNS.sub("", number).casefold()


def _last(number: str) -> str:
    """A number as differences show it: the last four signs, since differences go into logs and exports."""
    kept = 4
    plain = _plain(number).upper()
    return plain if len(plain) <= kept else "•" * (len(plain) - kept) + plain[-kept:]


def _employer(expected: Expected, found: CertificateRecord) -> Iterator[Difference]:
    name = found.employer_name.strip()
    wanted = " or ".join(expected.employers)
    best = max((business_likeness(item, name) for item in expected.employers), default=None)
    if best is Likeness.SAME or (not name and not expected.needs_employer):
        return
    if not name:
        rank, says = CHECK, "It names no employer; a certificate speaks for one employer only."
    elif any(business_likeness(item, name) >= Likeness.SPELLING for item in expected.clients):
        rank, says = BREAKS, "It names a client where the employer belongs."
    elif best is None:
        rank, says = CHECK, "No employer or business is on record to compare it with."
    elif best is Likeness.SPELLING:
        rank, says = HARMLESS, "The same business, written otherwise."
    elif best is Likeness.PART:
        rank, says = (
            CHECK,
            "Part of the name: check that it is this company and no other of its group.",
        )
    elif not expected.needs_employer:
        rank, says = CHECK, "Check that this names the self-employed activity of the case."
    else:
        rank, says = BREAKS, "A certificate speaks only for the employer that it names."
    yield _difference("employer_name", rank, wanted, found.employer_name, says)


def _start(expected: Expected, found: CertificateRecord) -> Iterator[Difference]:
    if expected.start is None or found.start == expected.start:
        return
    wanted, given = expected.start.isoformat(), found.start.isoformat()
    if found.start < expected.start:
        says = "It begins before the work; no day of the work is without it."
        yield _difference("start", HARMLESS, wanted, given, says)
        return
    says = f"The days from {day_words(expected.start)} until it begins on {day_words(found.start)} are not covered by it."
    yield _difference("start", BREAKS, wanted, given, says)


def _end(expected: Expected, found: CertificateRecord) -> Iterator[Difference]:
    if found.end == expected.end:
        return
    wanted = expected.end.isoformat() if expected.end is not None else ""
    if found.end is None:
        rank = CHECK if expected.has_limit else HARMLESS
        says = "It has no last day and holds without end (POMS RS 02605.038)."
        if expected.has_limit:
            says += " This agreement counts a limit for such work: check that nothing was left out."
        yield _difference("end", rank, wanted, "", says)
        return
    given = found.end.isoformat()
    if found.end < found.start:
        yield _difference("end", BREAKS, wanted, given, "It ends before it begins.")
    elif expected.end is None:
        says = f"The work has no known last day; after {day_words(found.end)} nothing exempts it."
        yield _difference("end", CHECK, wanted, given, says)
    elif found.end < expected.end:
        says = f"It ends before the work: nothing exempts the days after {day_words(found.end)}."
        yield _difference("end", BREAKS, wanted, given, says)
    elif expected.last_lawful_day is not None and found.end > expected.last_lawful_day:
        limit = day_words(expected.last_lawful_day)
        says = f"It runs beyond the limit of the agreement, {limit}: ask the issuer."
        yield _difference("end", CHECK, wanted, given, says)
    else:
        says = "It runs longer than the work; it ends with the work all the same."
        yield _difference("end", HARMLESS, wanted, given, says)


def _article(expected: Expected, found: CertificateRecord) -> Iterator[Difference]:
    if not expected.article or _plain(found.article) == _plain(expected.article):
        return
    if not found.article.strip():
        says = "It names no article."
        yield _difference("article", HARMLESS, expected.article, "", says)
        return
    says = "It rests on another article: check that this is the rule that was asked for."
    yield _difference("article", CHECK, expected.article, found.article, says)
