"""What the story of a day says: the answer first, then the chain that it rests on, then what was open and what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis import __version__
from totalis.documents import form
from totalis.documents.case_timeline import case_picture
from totalis.documents.masking import hiding, masked
from totalis.documents.story_chain import chain
from totalis.documents.story_since import open_on, since
from totalis.facts.countries import name_of, with_article
from totalis.kernel.dates import day_words, days_written_out
from totalis.procedure.casefile import PartyRole, PayrollState, PeriodLane

if TYPE_CHECKING:
    from datetime import date

    from totalis.documents.form import Json
    from totalis.gate import PayrollAnswer
    from totalis.procedure.casefile import CaseFile

STATES = {
    PayrollState.EXEMPT: ("settled", "Exempt"),
    PayrollState.HOLD: ("open", "Hold: doubt, so contributions are withheld"),
    PayrollState.WITHHOLD: ("plain", "Withhold: contributions are due"),
    PayrollState.CHANGED: ("refused", "Changed: an exemption that no longer stands"),
}
ROLES = {
    PartyRole.US_EMPLOYER: "Employer in the United States",
    PartyRole.FOREIGN_EMPLOYER: "Employer abroad",
    PartyRole.OWN_BUSINESS_US: "Own business in the United States",
    PartyRole.OWN_BUSINESS_FOREIGN: "Own business abroad",
    PartyRole.CLIENT: "Client",
}
_LANES = {
    PeriodLane.WORK: "Work",
    PeriodLane.RESIDENCE: "Residence",
    PeriodLane.CONTRIBUTIONS: "Contributions",
}


def story_content(file: CaseFile, day: date, answer: PayrollAnswer) -> Json:
    """The story in the one form of documents; personal numbers are masked."""
    hide, file = hiding(file), masked(file)
    tone, label = STATES[answer.state]
    picture = case_picture(file, day)
    return {
        "kicker": f"{file.organisation} · proof for one day",
        "title": f"{file.worker.given_names} {file.worker.family_names}, {day_words(day)}",
        "reference": file.reference,
        "author": f"Totalis {__version__}",
        "description": f"Why payroll was told: {label}. With everything that it rests on.",
        "head": form.rows(*_head(file, day))["rows"],  # type: ignore[index]  # never empty
        "answer": {
            "tone": tone,
            "label": f"{label} · {day_words(day)}",
            "sentence": days_written_out(hide(answer.reason)),
            "next": _countries(answer),
        },
        "sections": [
            form.section(
                "When and where",
                {"kind": "picture", "picture": picture} if picture is not None else None,
                _periods(file),
                form.text("Nothing is written on the timeline.") if not file.periods else None,
            ),
            *chain(file, day, answer),
            form.section("What was open", *open_on(file, day)),
            form.section("What has changed since", *since(file, day)),
        ],
        "footer": [
            f"As known on {form.moment(file.known_at)}. Written by Totalis {__version__} from the records of the case.",
            "Personal numbers are masked. A record of decisions and their grounds, not legal advice.",
        ],
    }


def _head(file: CaseFile, day: date) -> list[tuple[str, ...]]:
    return [
        ("Case", f"{file.reference}: {file.title}"),
        (
            "Worker",
            f"{file.worker.given_names} {file.worker.family_names}",
            f"US number {file.worker.ssn}" if file.worker.ssn else "",
        ),
        *(
            (ROLES[role], f"{employer.name}, {name_of(employer.country)}")
            for role, employer in ((party.role, party.employer) for party in file.parties)
        ),
        ("Other country", name_of(file.partner) if file.partner else ""),
        ("Day asked about", day_words(day)),
        ("Owner of the case", file.owner.name),
    ]


def _countries(answer: PayrollAnswer) -> str:
    if not answer.covered_by:
        return ""
    exempt = f" Exempt in {with_article(answer.exempt_in)}." if answer.exempt_in else ""
    until = f" Valid until {day_words(answer.valid_until)}." if answer.valid_until else ""
    covered = with_article(answer.covered_by)
    return f"Social security of {covered} covers the work.{exempt}{until}"


def _periods(file: CaseFile) -> Json | None:
    return form.table(
        ("What", "Country", "From", "To", "Work and employer", "Shown by"),
        (6, 6, 8, 8, 9, 8),
        (
            (
                _LANES[period.lane],
                name_of(period.country) if period.country else "",
                day_words(period.start),
                day_words(period.end) if period.end is not None else "goes on",
                " · ".join(
                    part for part in (period.description, period.employer, period.place) if part
                ),
                "; ".join(_title(file, item) for item in period.evidence) or "no document named",
            )
            for period in file.periods
        ),
    )


def _title(file: CaseFile, evidence: str) -> str:
    item = file.evidence_item(evidence)
    return item.title if item is not None else evidence
