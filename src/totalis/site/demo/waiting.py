"""Requests that wait at the American agency of the demonstration: forms filled in with their own examples, for other people."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from totalis.authority.models import Channel
from totalis.authority.services.submitting import submit
from totalis.lawbook.forms.book import edition_for
from totalis.procedure.forms_answers import asked

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.authority.models import Agency
    from totalis.lawbook.forms.model import FormEdition

WAITING: tuple[tuple[str, str, str, str, str, int, dict[str, str]], ...] = (
    # agreement, lane, who, number, born, how many days and hours ago, what is answered otherwise
    ("DE", "employer", "Hannah Fitzgerald", "899-40-1021", "1984-02-11", 12, {}),
    ("JP", "employer", "Marcus Bell", "899-40-1022", "1990-07-03", 9, {}),
    ("GB", "self_employed", "Priya Raman", "899-40-1023", "1979-12-19", 8, {}),
    (
        "FR",
        "employer",
        "Ana Lucía Ortega Peña",
        "899-40-1024",
        "1988-05-30",
        6,
        {"sent_by_employer": "no"},
    ),
    ("KR", "employer", "Joon-ho Park", "899-40-1025", "1986-10-02", 3, {"end_date": "2034-06-30"}),
    (
        "IT",
        "self_employed",
        "Gabriella Conti",
        "899-40-1026",
        "1975-08-21",
        1,
        {"citizenship": "US, IT"},
    ),
)


def wait_in_line(agency: Agency, at: datetime) -> None:
    """Send each of them in, at its own time, by the online form."""
    for country, lane, name, number, born, days, others in WAITING:
        then = at - timedelta(days=days, hours=len(name))
        form = edition_for(agreement=country, lane=lane, product="certificate", day=at.date())
        if form is None:
            continue
        told = {"worker_full_name": name, "worker_ssn": number, "date_of_birth": born, **others}
        submit(
            agency=agency,
            edition=form,
            answers=_filled(form, told),
            facts=None,
            channel=Channel.ONLINE,
            at=then,
        )


def _filled(form: FormEdition, told: dict[str, str]) -> dict[str, str]:
    """What is told, and the form's own example of everything else that it asks then."""
    answers = {key: text for key, text in told.items() if form.field(key) is not None}
    while True:
        before = len(answers)
        for item in asked(form, answers):
            answers.setdefault(item.key, item.example)
        if len(answers) == before:
            return answers
