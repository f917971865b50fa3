"""The answers of a form as a fact sheet. What was not answered, not known or does not read stays unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.facts.reader import MAX_TEXT, read_sheet
from totalis.facts.sheet import SCHEMA, FactSheet
from totalis.lawbook.forms.model import US, Lane
from totalis.procedure.addresses import country_code
from totalis.procedure.forms_asked import is_asked
from totalis.procedure.forms_values import NO, YES, plain_fact, said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.lawbook.forms.model import FormEdition

Json = dict[str, Any]
ENGAGEMENT = "e1"
KIND = {Lane.EMPLOYER: "employment", Lane.SELF_EMPLOYED: "self_employment"}


def sheet_of(edition: FormEdition, answers: Mapping[str, str]) -> FactSheet:
    """The fact sheet that the answers make; it always reads."""
    return read_sheet(plain_sheet(edition, answers))


def plain_sheet(edition: FormEdition, answers: Mapping[str, str]) -> Json:
    """The same in the plain form of `totalis/facts/1`.

    Answers to fields that are not asked do not count. Of two answers that contradict each other the one that only
    explains the other is left out; `check_answers` names it.
    """
    counted = {
        field.key: text
        for field in edition.fields
        if is_asked(edition, field, answers) is not False and (text := said(answers, field.key))
    }
    worker: Json = {}
    work: Json = {"id": ENGAGEMENT, **_given(edition, counted)}
    for field in edition.fields:
        value = plain_fact(field, counted.get(field.key, ""))
        if value is not None:
            _put(worker, work, field.fact, value)
    _us_status(worker)
    _work(work, counted)
    _days(work)
    return {"schema": SCHEMA, "worker": worker, "engagements": [work]}


def _put(worker: Json, work: Json, fact: str, value: Any) -> None:  # noqa: ANN401
    scope, _dot, name = fact.partition(".")
    part = worker if scope == "worker" else work
    if name.startswith("employer."):
        part, name = work.setdefault("employer", {}), name.removeprefix("employer.")
    part[name] = value


def _given(edition: FormEdition, answers: Mapping[str, str]) -> Json:
    """What the form itself says: lane, country of the work, employer at home."""
    found: Json = {"work_country": edition.host}
    if edition.lane in KIND:
        found["kind"] = KIND[edition.lane]
    if edition.lane is Lane.PERFORMER:
        found["category"] = "performer"
    if answers.get("works_in_both") == YES:
        found["work_country"] = sorted({edition.home, edition.host})
    employer = _employer(edition, answers)
    return {**found, "employer": employer} if employer else found


def _employer(edition: FormEdition, answers: Mapping[str, str]) -> Json:
    """The employer in the country whose coverage goes on."""
    side = "us" if edition.issuer == US else "foreign"
    name = answers.get(f"{side}_employer_name", "")
    address = answers.get(f"{side}_employer_address", "")
    if not name and not address:
        return {}
    lines = [line for line in address.replace(";", "\n").splitlines() if line.strip()]
    written = country_code(lines[-1]) if lines else ""
    found = {"country": written or edition.issuer}
    return {**found, "name": name} if name and len(name) <= MAX_TEXT else found


def _us_status(worker: Json) -> None:
    """A US citizen is one by citizenship; somebody else cannot be."""
    citizenships = worker.get("citizenships")
    if citizenships is None:
        worker.pop("us_status", None)
    elif US in citizenships:
        worker["us_status"] = "citizen"


def _work(work: Json, answers: Mapping[str, str]) -> None:
    """For whom the work is done, other work and earlier stays: each a question and what follows on it."""
    affiliate = answers.get("works_for_foreign_affiliate")
    third = answers.get("works_for_third_company")
    if affiliate == YES:
        work["works_for"] = "affiliate"
    elif affiliate == NO and third in (YES, NO):
        work["works_for"] = "other" if third == YES else "sending_employer"
    if answers.get("has_other_work") == NO:
        work["second_job_in"] = []
    if answers.get("had_earlier_postings") == NO:
        work["earlier_postings"] = []


def _days(work: Json) -> None:
    """Days in an order that cannot be are no facts."""
    start, end = work.get("start"), work.get("end")
    if start and end and end < start:
        del work["end"]
    elif end:
        work["open_ended"] = False
    stays = work.get("earlier_postings") or []
    if start and any(stay["end"] >= start for stay in stays):
        del work["earlier_postings"]
