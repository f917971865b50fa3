"""Checks of when and where: days that differ, overlaps, the limit, the start, the country of work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from totalis.kernel.dates import day_words, span_words
from totalis.procedure.addresses import country_code, country_words
from totalis.procedure.casefile import PeriodLane
from totalis.procedure.checks_base import DataCheck, Finder, Severity, Subject, check
from totalis.procedure.forms import Requirement
from totalis.procedure.forms_facts import answer, day, engagement, place, work_countries
from totalis.procedure.waiting import earliest_follow_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.procedure.casefile import CertificateRecord

ENDS = {"begin_date": "start", "end_date": "end"}
FAR_END = date(9000, 1, 1)
RENEWED = frozenset({"replacement", "correction"})


@check(
    "dates_differ",
    "Request, facts, documents and timeline have different first or last days.",
    "house",
)
def dates_differ(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """The first and last day of the request against each place that has one."""
    for key, fact in ENDS.items():
        asked = subject.day(key)
        if asked is None:
            continue
        for where, other, severity, evidence in _others(subject, fact):
            if other != asked:
                says = f"The request has {day_words(asked)}, {where} {day_words(other)}."
                yield found(
                    severity,
                    key,
                    says,
                    "Find out which day is right, and mend the other.",
                    evidence=(*subject.proof(key), evidence),
                )


def _others(subject: Subject, fact: str) -> Iterator[tuple[str, date, Severity, str]]:
    """Every other place that has the first or the last day."""
    stated = day(engagement(subject.case).get(fact))
    if stated is not None:
        yield "the facts have", stated, Severity.STOP, ""
    for item in subject.case.evidence:
        for reading in item.readings:
            read = day(reading.value) if reading.place == place(subject.case, fact) else None
            if read is not None:
                yield f"'{item.title}' has", read, Severity.WARN, item.id
    spans = [
        (period.start, period.end)
        for period in subject.case.periods
        if period.lane is PeriodLane.WORK and subject.work_country in ("", period.country)
    ]
    ends = [end for _start, end in spans if end is not None]
    if fact == "start" and spans:
        yield "the timeline has", min(start for start, _end in spans), Severity.WARN, ""
    if fact == "end" and spans and len(ends) == len(spans):
        yield "the timeline has", max(ends), Severity.WARN, ""


@check("dates_disorder", "Days stand in an order that cannot be.", "poms_pt_565", "handbook_965")
def dates_disorder(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """End before start, hire after the start of work abroad, birth too late."""
    begin, end = subject.day("begin_date"), subject.day("end_date")
    hired, born = subject.day("date_of_hire"), subject.day("date_of_birth")
    if begin and end and end < begin:
        yield found(
            Severity.STOP, "end_date", "The last day lies before the first.", "Mend one of the two."
        )
    if begin and hired and hired > begin:
        says = "The worker was hired after the work in the other country began."
        remedy = "The job must exist before the transfer: mend the day, or decide the case anew."
        yield found(Severity.STOP, "date_of_hire", says, remedy)
    if born and (born > subject.on or (begin and born >= begin)):
        yield found(
            Severity.STOP, "date_of_birth", "The date of birth cannot be right.", "Mend it."
        )
    agreed = subject.day("affiliate_3121l_effective_date")
    if agreed and begin and agreed > begin:
        says = "The section 3121(l) agreement begins after the work does."
        remedy = "Before its first day US law does not cover work for the affiliate: mend the days."
        yield found(Severity.STOP, "affiliate_3121l_effective_date", says, remedy)


@check(
    "work_country_differs", "Request, facts and travel log have another country of work.", "house"
)
def work_country_differs(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """The country of the request against the facts, the timeline and the log of days worked."""
    expected = subject.work_country
    asked = country_code(subject.value("agreement_country"))
    if asked and subject.case.partner and asked != subject.case.partner:
        says = f"The request is for {country_words(asked)}; the case is about {country_words(subject.case.partner)}."
        yield found(
            Severity.STOP, "agreement_country", says, "Mend the request or open another case."
        )
    stated = work_countries(engagement(subject.case))
    if expected and stated and expected not in stated:
        says = (
            f"By the facts the work is done in {_list(stated)}, not in {country_words(expected)}."
        )
        yield found(Severity.STOP, "agreement_country", says, "Mend the facts and decide again.")
    yield from _worked_elsewhere(subject, found, expected)


def _worked_elsewhere(subject: Subject, found: Finder, expected: str) -> Iterator[DataCheck]:
    """Days worked in other countries while the request runs."""
    begin, end = subject.day("begin_date"), subject.day("end_date") or FAR_END
    days: dict[str, int] = {}
    proof: list[str] = []
    for stay in subject.case.stays if begin and expected else ():
        first, last = max(stay.start, begin or stay.start), min(stay.end, end)
        if stay.worked and stay.country != expected and first <= last:
            days[stay.country] = days.get(stay.country, 0) + (last - first).days + 1
            proof.append(stay.evidence)
    for country, count in sorted(days.items()):
        says = f"The log has {count} working day(s) in {country_words(country)} during the period."
        remedy = (
            "If work elsewhere is more than a short trip, it needs an engagement and a decision."
        )
        yield found(Severity.WARN, "stays", says, remedy, evidence=proof)


@check(
    "certificate_overlap", "Another certificate of the worker covers days of this request.", "house"
)
def certificate_overlap(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """Certificates whose days this request has too: of the other country a stop, of the same a warning."""
    begin, end = subject.day("begin_date"), subject.day("end_date") or FAR_END
    issuer = subject.case.partner if subject.foreign else "US"
    own = () if subject.product in RENEWED else subject.case.certificates
    every = (*subject.others, *own)
    replaced = {certificate.replaces for certificate in every}
    for certificate in every:
        if begin is None or certificate.withdrawn_on or certificate.id in replaced:
            continue
        if certificate.start <= end and begin <= (certificate.end or FAR_END):
            against = certificate.covered_by != issuer
            yield found(
                Severity.STOP if against else Severity.WARN,
                "begin_date",
                f"A certificate of {country_words(certificate.covered_by)} holds {_span(certificate)}.",
                "Ask for other days, or have that certificate corrected or withdrawn first.",
                evidence=(certificate.evidence,),
            )


@check(
    "limit_exceeded",
    "The stay is longer than the agreement allows, or the time to choose is over.",
    "poms_gb_370",
    "poms_pt_565",
    "poms_uy_615",
)
def limit_exceeded(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """The clock of the determination, and the last day of the request against it."""
    clock = answer(subject.case).get("clock") or {}
    last, end = day(clock.get("last_lawful_day")), subject.day("end_date")
    late = last is not None and end is not None and end > last
    if subject.product == "exception" or not (late or clock.get("exceeded")):
        return
    if subject.product == "election":
        if clock.get("exceeded"):
            remedy = "Find out what was asked for in time, and put the case to both agencies."
            yield found(Severity.STOP, "product", f"{clock.get('says')} The time is over.", remedy)
        return
    until = f" The last lawful day is {day_words(last)}." if last else ""
    yield found(
        Severity.STOP,
        "end_date",
        f"{clock.get('says') or 'The time limit is passed.'}{until}",
        "Ask for an extension or exception, or for a shorter stay.",
        evidence=subject.proof("end_date"),
    )


@check(
    "start_near_or_past",
    "The work has begun, or begins before an answer can be expected.",
    "czech_aa31",
    "founding",
)
def start_near_or_past(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """A certificate should be asked for before the work begins."""
    begin = subject.day("begin_date")
    if begin is None or subject.product in ("replacement", "correction"):
        return
    if begin <= subject.on:
        says = f"The work began on {day_words(begin)}; the certificate is asked for late."
        remedy = (
            "Send it now. Contributions stay due until it is held; what was paid comes back only within "
            "the time limits for refunds."
        )
        yield found(Severity.WARN, "begin_date", says, remedy)
    elif earliest_follow_up(subject.on) > begin:
        soon = (begin - subject.on) // timedelta(days=1)
        says = f"The work begins in {soon} day(s); an answer may take longer."
        remedy = "Plan pay for the days between: no certificate, no exemption."
        yield found(Severity.NOTE, "begin_date", says, remedy)


@check("end_missing", "The last day is missing or open.", "poms_gb_370", "poms_02605_038")
def end_missing(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """No last day: a stop where the list asks for it plainly and the rule counts a limit, else a warning."""
    field = subject.fields.get("end_date")
    if field is None or subject.value("end_date"):
        return
    limited = bool(answer(subject.case).get("clock"))
    plain = field.requirement is Requirement.REQUIRED and not field.inferred and limited
    open_ended = engagement(subject.case).get("open_ended")
    says = "The stay has no end." if open_ended else "The last day is unknown."
    remedy = (
        "Name the expected last day: the limit is tested on the length that is expected."
        if limited
        else "Name the last day where one is expected; this rule counts no limit."
    )
    yield found(Severity.STOP if plain else Severity.WARN, "end_date", says, remedy)


def _list(countries: tuple[str, ...]) -> str:
    return ", ".join(country_words(country) for country in countries)


def _span(certificate: CertificateRecord) -> str:
    if certificate.end is None:
        return f"from {day_words(certificate.start)} without end"
    return span_words(certificate.start, certificate.end)


DATE_CHECKS = (
    dates_differ,
    dates_disorder,
    work_country_differs,
    certificate_overlap,
    limit_exceeded,
    start_near_or_past,
    end_missing,
)
