"""Three sample cases that open with their facts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from totalis.facts.reader import read_sheet
from totalis.facts.samples import sample_path

if TYPE_CHECKING:
    from totalis.facts.sheet import FactSheet


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample case: its address, the name of its sheet, what it is about in words."""

    key: str
    sheet: str
    title: str
    story: str
    shows: str


SAMPLES = (
    Sample(
        key="three-years-in-lyon",
        sheet="posting_to_france",
        title="Three years in Lyon",
        story="A US company sends an engineer to its French subsidiary for three years.",
        shows="One country, its rule and article, the last lawful day, who issues the certificate.",
    ),
    Sample(
        key="affiliate-in-france",
        sheet="affiliate_in_france",
        title="An affiliate, and one thing nobody looked up",
        story="The same posting, but nobody knows whether a section 3121(l) agreement reaches the subsidiary.",
        shows="No guess: what is missing, and what each answer would lead to.",
    ),
    Sample(
        key="a-year-in-singapore",
        sheet="project_in_singapore",
        title="A year in Singapore",
        story="A US company sends somebody to a country without an agreement.",
        shows="No certificate can be had, and what remains to be done.",
    ),
)


@cache
def sample_sheet(key: str) -> FactSheet | None:
    """The fact sheet of a sample; None where there is no such sample."""
    sheet = next((sample.sheet for sample in SAMPLES if sample.key == key), None)
    if sheet is None:
        return None
    path = sample_path(sheet)
    return read_sheet(path.read_bytes(), path.name)
