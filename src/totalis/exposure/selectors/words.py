"""The three axes of a charge line in words, each on its own: category, what a certificate does, what a US return may do."""

from __future__ import annotations

from typing import NamedTuple


class Word(NamedTuple):
    """A word, what it means, and the tag that it is drawn with."""

    key: str
    label: str
    says: str
    tag: str = ""


CATEGORIES = {
    one.key: one
    for one in (
        Word(
            "unclear",
            "Unclear",
            "Neither the label nor its numbers say what it is; a person must.",
            "open",
        ),
        Word(
            "covered",
            "Covered",
            "A social security charge of a programme that the agreement reaches.",
            "needed",
        ),
        Word("csg", "CSG", "Contribution sociale généralisée: outside the agreement.", ""),
        Word(
            "crds",
            "CRDS",
            "Contribution au remboursement de la dette sociale: outside the agreement.",
            "",
        ),
        Word(
            "not_covered",
            "Not covered",
            "Outside the agreement. That alone makes nothing creditable.",
            "",
        ),
        Word("relief", "Relief", "No charge: it lowers other lines.", "weak"),
    )
}
"""In the order of the pages."""

EFFECTS = {
    "exempt": "Not due while a certificate of the other country is held.",
    "domestic_falls_away": "Falls away with the coverage, by the country's own law and not by the agreement.",
    "still_due_possible": "May still be due although a certificate is held.",
    "conditional": "Not due only under a condition.",
    "unknown": "No source read says what a certificate does to it.",
}
CREDITS = {
    "denied": "No foreign tax credit and no deduction on a US return for work that this country rightly covers.",
    "not_challenged": "The IRS gives up one ground of challenge to a credit; the ordinary tests remain.",
    "no_authority": "No US authority was found that allows a credit.",
    "employer_only": "Borne by the employer: nothing for the worker's US return.",
    "income_tax": "An income tax by its kind; the ordinary rules of a credit decide.",
}


def category(key: str) -> Word:
    """A category in words."""
    return CATEGORIES[key]
