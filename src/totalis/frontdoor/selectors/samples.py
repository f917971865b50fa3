"""Three sample cases that open with their facts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from totalis.facts.reader import read_sheet

if TYPE_CHECKING:
    from totalis.facts.sheet import FactSheet

FOLDER = Path(__file__).resolve().parent.parent / "samples"


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample case: the name of its file, what it is about in words."""

    key: str
    title: str
    story: str
    shows: str


SAMPLES = (
    Sample(
        key="three-years-in-lyon",
        title="Three years in Lyon",
        story="A US company sends one of its engineers to France for three years.",
        shows="One country, its rule and article, the last lawful day, who issues the certificate.",
    ),
    Sample(
        key="affiliate-in-france",
        title="An affiliate, and one thing nobody looked up",
        story="The same posting, but to a related company. Nobody knows whether a section 3121(l) agreement reaches it.",
        shows="No guess: what is missing, and what each answer would lead to.",
    ),
    Sample(
        key="two-years-in-singapore",
        title="Two years in Singapore",
        story="A US company sends a manager to a country without an agreement.",
        shows="No certificate can be had, and what remains to be done.",
    ),
)


@cache
def sample_sheet(key: str) -> FactSheet | None:
    """The fact sheet of a sample; None where there is no such sample."""
    if key not in {sample.key for sample in SAMPLES}:
        return None
    return read_sheet((FOLDER / f"{key}.yaml").read_bytes(), f"{key}.yaml")
