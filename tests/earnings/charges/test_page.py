"""The example of docs/charges.md is what the classifier answers."""

from __future__ import annotations

import re
from pathlib import Path

from totalis.earnings.charges_table import classify_table
from totalis.tables.reader import read_table

PAGE = (Path(__file__).parents[3] / "docs" / "charges.md").read_text(encoding="utf-8")


def test_the_example_of_the_page():
    (slip,) = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    found = classify_table(read_table(slip.encode(), name="slip.csv"), agreement="FR")
    shown = [
        tuple(cell.strip() for cell in line.strip("|").split("|")[:5])
        for line in PAGE.splitlines()
        if re.match(r"\| \d+ \|", line)
    ]
    answered = [
        (str(row["line"]), row["amount"], row["category"], row["certificate_effect"], row["credit"])
        for row in found.rows
    ]
    assert shown == answered
    assert not found.rejected
