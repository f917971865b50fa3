"""What registers may hold here: the columns of `totalis classify` and `totalis exposure`, and what only the desk asks for."""

from __future__ import annotations

from totalis.earnings.charges_table import COLUMNS
from totalis.earnings.exposure_register import COLUMNS as CONTRIBUTED
from totalis.tables.columns import Column

CHARGES = (
    *COLUMNS,
    Column(
        key="staff_number",
        label="Staff number",
        help="Your own number for the person. Never a social security number.",
        aliases=("worker", "worker id", "employee id", "employee number", "matricule"),
    ),
)

CONTRIBUTIONS = (
    *CONTRIBUTED,
    Column(
        key="paid_on",
        label="Paid on",
        help="The day of payment, where it is known: some times for asking money back run from it.",
        kind="day",
        aliases=("payment date", "date of payment", "date de paiement"),
    ),
)
