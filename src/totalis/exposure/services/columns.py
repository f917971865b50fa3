"""What registers of charge lines may hold here: the columns of `totalis classify`, and whose line it is."""

from __future__ import annotations

from totalis.earnings.charges_table import COLUMNS
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
