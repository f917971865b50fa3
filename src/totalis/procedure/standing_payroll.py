"""What the records of a case say to payroll for one day. `totalis.gate` is its door for callers.

Nothing here trusts a stage or a flag: an exemption is built up anew from the certificate, its comparison, its
acceptance, its release and the decision. The first doubt ends it. ADR 0034 says why the order is what it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from totalis.facts.countries import with_article
from totalis.kernel.dates import day_words
from totalis.lawbook.model import Outcome
from totalis.procedure.casefile import PayrollState
from totalis.procedure.standing_certificates import (
    awaits_correction,
    fits_direction,
    superseded,
    supports,
    was_relied_on,
)
from totalis.procedure.standing_decision import (
    FOR_A_PERSON,
    NOTHING_TO_ASK,
    current_answers,
    main_answer,
)
from totalis.procedure.waiting import completed_on

__all__ = ["PayrollAnswer", "of_certificate", "payroll_of", "was_relied_on"]

if TYPE_CHECKING:
    from datetime import date

    from totalis.procedure.casefile import (
        CaseFile,
        CertificateRecord,
        MatchRecord,
        Person,
        Reopening,
    )
    from totalis.procedure.standing_decision import Answer

BREAKS = "breaks"
PERIOD_FIELDS = frozenset({"start", "end", "period"})
"""Differences that break from a day on: the days of the certificate itself see to them."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayrollAnswer:
    """One of the four words for one day, why, and the proof that it rests on."""

    state: PayrollState
    reason: str
    certificate: str = ""
    match: MatchRecord | None = None
    released_by: Person | None = None
    valid_until: date | None = None
    covered_by: str = ""
    exempt_in: str = ""


def payroll_of(file: CaseFile, day: date) -> PayrollAnswer:
    """The word for a day: the best that any certificate gives, else what was asked for so far.

    Certificates are read first: exempt, then changed, hold, withhold; without any, the request and the
    decision speak. Evaluate a file as known at an earlier moment to learn what could be known then.
    """
    found = [
        of_certificate(file, certificate, day)
        for certificate in file.certificates
        if not _set_aside(file, certificate)
    ]
    if not found:
        return _without_certificate(file, day)
    best = min(found, key=lambda answer: _ORDER.index(answer.state))
    if best.state is PayrollState.WITHHOLD:
        pending = _without_certificate(file, day)
        if pending.state is PayrollState.HOLD and _asked_after(file, best.certificate):
            return pending
    return best


def _set_aside(file: CaseFile, certificate: CertificateRecord) -> bool:
    """Whether another one came in its place before payroll ever relied on it: it says nothing any more."""
    return not was_relied_on(file.match_of(certificate.id)) and superseded(file, certificate)


_OTHER_WORK = (
    "The case has other work on this day, which the certificate does not carry, and pay of both would be exempt by it. "
    "Give that work a case of its own."
)
"""Streams are linked to cases: where a case has several works, nothing tells whose pay a stream is."""
_ORDER = (PayrollState.EXEMPT, PayrollState.CHANGED, PayrollState.HOLD, PayrollState.WITHHOLD)


def of_certificate(file: CaseFile, certificate: CertificateRecord, day: date) -> PayrollAnswer:
    """What one certificate does for a day."""
    match = file.match_of(certificate.id)
    state, reason = _verdict(file, certificate, match, day)
    exempt = state is PayrollState.EXEMPT
    return PayrollAnswer(
        state=state,
        reason=reason,
        certificate=certificate.id,
        match=match,
        released_by=match.released_by if match is not None else None,
        valid_until=_last_day(certificate) if exempt else None,
        covered_by=certificate.covered_by,
        exempt_in=certificate.exempt_in,
    )


def _last_day(certificate: CertificateRecord) -> date | None:
    """The last day for which it can exempt; None where it states none."""
    if certificate.withdrawn_on is None:
        return certificate.end
    last = certificate.withdrawn_on - _ONE_DAY
    return last if certificate.end is None else min(last, certificate.end)


def _verdict(
    file: CaseFile, certificate: CertificateRecord, match: MatchRecord | None, day: date
) -> tuple[PayrollState, str]:
    relied_on = was_relied_on(match)
    gone = certificate.withdrawn_on
    if gone is not None and day >= gone:
        state = PayrollState.CHANGED if relied_on else PayrollState.WITHHOLD
        reason = certificate.withdrawn_reason
        return state, f"The certificate no longer holds from {day_words(gone)} on: {reason}"
    if not fits_direction(file, certificate):
        # It fell with a decision that was reopened, or it never was the right paper.
        fell = relied_on and any(certificate.id in item.certificates for item in file.reopenings)
        state = PayrollState.CHANGED if fell else PayrollState.HOLD
        return state, "The certificate is not the proof that this case is after."
    if match is None:
        return PayrollState.HOLD, "A document was received and not compared with the request."
    if not match.accepted:
        return PayrollState.HOLD, "The certificate was compared and is not accepted."
    if match.released_by is None or match.released_at is None:
        return PayrollState.HOLD, "The certificate is accepted; payroll was not told to rely on it."
    return _of_relied_on(file, certificate, match, day)


def _of_relied_on(
    file: CaseFile, certificate: CertificateRecord, match: MatchRecord, day: date
) -> tuple[PayrollState, str]:
    broken = [item for item in match.differences if item.rank == BREAKS]
    if any(item.field not in PERIOD_FIELDS for item in broken):
        return PayrollState.HOLD, f"The certificate differs from the request: {broken[0].says}"
    if broken and awaits_correction(file, certificate):
        return PayrollState.HOLD, "A correction was asked for and has not come."
    if superseded(file, certificate):
        return PayrollState.CHANGED, "The certificate was replaced by another one."
    outside = _outside(certificate, day)
    if outside:
        return PayrollState.WITHHOLD, outside
    fallen = _fallen(file, certificate, match, day)
    if fallen is not None:
        return PayrollState.CHANGED, _fallen_words(fallen)
    return _of_decision(file, certificate, match, day)


def _of_decision(
    file: CaseFile, certificate: CertificateRecord, match: MatchRecord, day: date
) -> tuple[PayrollState, str]:
    if file.current_determination is None:
        return (
            PayrollState.CHANGED,
            "The facts changed after the decision and were not decided again.",
        )
    answers = current_answers(file)
    supporting = [item for item in answers if supports(file, item, certificate)]
    if not supporting:
        return PayrollState.CHANGED, "The decision that stands now does not support the exemption."
    if not any(item.holds_on(day) for item in supporting):
        return PayrollState.HOLD, "The day lies outside the days of work that were decided."
    if any(item.holds_on(day) for item in answers if item not in supporting):
        return PayrollState.HOLD, _OTHER_WORK
    return PayrollState.EXEMPT, _exempt_words(certificate, match)


def _exempt_words(certificate: CertificateRecord, match: MatchRecord) -> str:
    until = f" to {day_words(certificate.end)}" if certificate.end is not None else ", without end"
    by = match.released_by.name if match.released_by is not None else ""
    return (
        f"Certificate {certificate.number or certificate.id} of {certificate.issuer} covers the days from "
        f"{day_words(certificate.start)}{until}; accepted by {match.by.name}, released by {by}."
    )


def _outside(certificate: CertificateRecord, day: date) -> str:
    if day < certificate.start:
        return f"The certificate begins on {day_words(certificate.start)}."
    if certificate.end is not None and day > certificate.end:
        after = day_words(certificate.end + _ONE_DAY)
        return f"The certificate ended; from {after} on nothing exempts the work."
    return ""


def _fallen(
    file: CaseFile, certificate: CertificateRecord, match: MatchRecord, day: date
) -> Reopening | None:
    """The reopening under which a certificate fell for a day, unless it was released again afterwards."""
    for item in file.reopenings:
        again = match.at > item.at and match.released_at is not None and match.released_at > item.at
        named = certificate.id in item.certificates
        if named and not again and (item.pay_from is None or day >= item.pay_from):
            return item
    return None


def _fallen_words(reopening: Reopening) -> str:
    why = " ".join(reopening.changed) or "What the decision rested on changed."
    start = f" It falls from {day_words(reopening.pay_from)} on." if reopening.pay_from else ""
    return f"{why}{start}"


def _asked_after(file: CaseFile, certificate: str) -> bool:
    """Whether something was sent after a certificate was entered: an extension or a replacement."""
    entered = next(item.entered_at for item in file.certificates if item.id == certificate)
    return any(item.at > entered for item in file.lodgements)


def _without_certificate(file: CaseFile, day: date) -> PayrollAnswer:
    """What the request and the decision say where no certificate is in hand."""
    state, reason = _asked(file, day)
    answer = main_answer(file)
    return PayrollAnswer(
        state=state,
        reason=reason,
        covered_by=answer.covered_by if answer is not None else "",
        exempt_in=answer.exempt_in if answer is not None else "",
    )


def _asked(file: CaseFile, day: date) -> tuple[PayrollState, str]:
    if file.closed_at is not None:
        return PayrollState.WITHHOLD, "The case is closed without a certificate."
    if file.lodgements:
        return PayrollState.HOLD, _pending(file)
    answer = main_answer(file)
    if answer is None:
        return PayrollState.WITHHOLD, "Nothing is decided and nothing is claimed."
    if answer.outcome is Outcome.UNDETERMINED or answer.outcome in FOR_A_PERSON:
        return PayrollState.HOLD, f"The country is not settled. {answer.says}"
    return PayrollState.WITHHOLD, _unclaimed(answer, day)


def _pending(file: CaseFile) -> str:
    if completed_on(file) is not None:
        return "The channel says Completed; the document is not in hand."
    sent = day_words(file.lodgements[-1].at.date())
    return f"The request was sent on {sent} and is not answered. Pending is not approved."


def _unclaimed(answer: Answer, day: date) -> str:
    if answer.outcome in NOTHING_TO_ASK:
        return f"There is nothing to claim. {answer.says}"
    where = with_article(answer.exempt_in) if answer.exempt_in else "the other country"
    days = "" if answer.holds_on(day) else " The day lies outside the days of work."
    return f"No certificate was asked for yet; contributions stay due in {where}.{days}"
