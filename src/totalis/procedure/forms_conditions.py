"""In which cases a field is asked for at all, as far as the facts say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.procedure.casefile import PartyRole
from totalis.procedure.forms_facts import US, engagement, work_countries, worker_facts
from totalis.procedure.forms_shapes import Condition, FormField

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from totalis.procedure.casefile import CaseFile

YES, NO = "yes", "no"


def asked_now(field: FormField, case: CaseFile, values: Mapping[str, str]) -> bool | None:
    """Whether a field is asked for in this case; None where the facts do not say."""
    return _CONDITIONS[field.when](case, values)


def yes_no(value: object) -> str:
    """A truth value as the request writes it; empty where it is unknown."""
    return (YES if value else NO) if isinstance(value, bool) else ""


def citizenships(case: CaseFile) -> str:
    """The citizenships of the facts, else of the record, with commas; empty where unknown."""
    stated = worker_facts(case).get("citizenships")
    every = case.worker.citizenships if stated is None else stated
    return ", ".join(every or ())


def for_affiliate(case: CaseFile) -> str:
    """Whether the facts say that the work is for an affiliate: `yes`, `no` or empty."""
    works_for = engagement(case).get("works_for")
    return yes_no(works_for == "affiliate" if works_for else None)


def _national(country: str) -> Callable[[CaseFile, Mapping[str, str]], bool | None]:
    def asked(case: CaseFile, values: Mapping[str, str]) -> bool | None:
        written = values.get("citizenship") or citizenships(case)
        return country in written.replace(",", " ").split() if written else None

    return asked


def _for_affiliate(case: CaseFile, values: Mapping[str, str]) -> bool | None:
    written = values.get("works_for_foreign_affiliate") or for_affiliate(case)
    return written == YES if written else None


def _agreed(case: CaseFile, values: Mapping[str, str]) -> bool | None:
    for_affiliate = _for_affiliate(case, values)
    written = values.get("affiliate_3121l") or yes_no(engagement(case).get("affiliate_3121l"))
    return for_affiliate and (written == YES if written else None)


def _family(case: CaseFile, _values: Mapping[str, str]) -> bool | None:
    found = worker_facts(case).get("accompanying_family")
    return found if isinstance(found, bool) else None


def _in_both(case: CaseFile, _values: Mapping[str, str]) -> bool | None:
    work = engagement(case)
    countries = {*work_countries(work), *(work.get("normally_in") or ())}
    return {"US", case.partner} <= countries if countries else None


def _work_in_partner(case: CaseFile, _values: Mapping[str, str]) -> bool | None:
    countries = work_countries(engagement(case))
    return case.partner in countries if countries else None


def _born_otherwise(case: CaseFile, values: Mapping[str, str]) -> bool | None:
    born = values.get("worker_maiden_name") or case.worker.name_at_birth
    return bool(born)


def _business_in_us(case: CaseFile, _values: Mapping[str, str]) -> bool | None:
    """A business that is registered in the case, or an activity that the facts place in the United States."""
    if any(party.role is PartyRole.OWN_BUSINESS_US for party in case.parties):
        return True
    item = engagement(case)
    places = (*(item.get("normally_in") or ()), *work_countries(item))
    return US in places if places else None


_CONDITIONS: dict[Condition, Callable[[CaseFile, Mapping[str, str]], bool | None]] = {
    Condition.ALWAYS: lambda _case, _values: True,
    Condition.AFFILIATE: _for_affiliate,
    Condition.AFFILIATE_AGREED: _agreed,
    Condition.NAME_AT_BIRTH: _born_otherwise,
    Condition.SPANISH_NATIONAL: _national("ES"),
    Condition.ITALIAN_NATIONAL: _national("IT"),
    Condition.FAMILY: _family,
    Condition.IN_BOTH_COUNTRIES: _in_both,
    Condition.WORK_IN_PARTNER: _work_in_partner,
    Condition.BUSINESS_IN_US: _business_in_us,
}
