"""What a register of engagements may hold: the facts of a sheet, whose engagement it is, and what it pays."""

from __future__ import annotations

from totalis.evaluate.population import FACTS
from totalis.facts.vocabulary import Fact, FactType
from totalis.tables.columns import Column

OTHER_NAMES = {
    "citizenships": ("citizenship", "nationality", "nationalité", "nationalités"),
    "residence": ("country of residence", "home country", "pays de résidence"),
    "kind": ("employment type", "worker type", "statut"),
    "work_country": ("country of work", "host country", "pays de travail", "pays d'accueil"),
    "start": ("start date", "assignment start", "from", "date de début", "début"),
    "end": ("end date", "assignment end", "to", "date de fin", "fin"),
    "employer_country": ("country of employer", "pays de l'employeur"),
    "employer_name": ("employer", "company", "employeur", "société"),
    "sent_by_employer": ("posted", "sent", "détaché"),
}
PERSON = ("given_names", "family_names")
PAY, CURRENCY, PER = "monthly_pay", "pay_currency", "pay_per"

_OWN = (
    Column(
        key="worker_id",
        label="Staff number",
        help="Your own number for the person. Never a social security number.",
        required=True,
        aliases=("staff number", "employee id", "employee number", "worker", "matricule"),
    ),
    Column(
        key="engagement_id",
        label="Engagement",
        help="Your own name for the assignment, where a person has several.",
        aliases=("assignment id", "assignment", "engagement"),
    ),
    Column(
        key="given_names",
        label="Given names",
        help="Needed to open a case for somebody who is not registered here yet.",
        aliases=("first name", "forename", "prénom", "prénoms"),
    ),
    Column(
        key="family_names",
        label="Family names",
        help="Needed to open a case for somebody who is not registered here yet.",
        aliases=("last name", "surname", "nom", "nom de famille"),
    ),
    Column(
        key=PAY,
        label="Pay of a month",
        help="Gross pay of a full month, or of what the column “Pay is per” says; for the money at risk, and for the cases that are opened.",
        kind="money",
        aliases=("monthly pay", "gross pay", "pay", "salary", "salaire", "salaire mensuel"),
    ),
    Column(
        key=CURRENCY,
        label="Currency of the pay",
        help="Three letters, as USD.",
        kind="currency",
        aliases=("currency", "pay currency", "devise"),
    ),
    Column(
        key=PER,
        label="Pay is per",
        help="month or year, where the register says it. Without this column the pay is that of a month.",
        aliases=("pay per", "pay period", "pay basis", "per", "période de paie"),
    ),
)


def _column(name: str, fact: Fact) -> Column:
    return Column(
        key=name,
        label=fact.label[:1].upper() + fact.label[1:],
        help=fact.question,
        kind="day" if fact.type is FactType.DAY else "text",
        aliases=OTHER_NAMES.get(name, ()),
    )


COLUMNS = (*_OWN, *(_column(name, fact) for name, fact in FACTS.items()))
