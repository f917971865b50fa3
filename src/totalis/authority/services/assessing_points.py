"""What keeps a request from being clear, in plain words, each with its field; no point holds a number of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.authority.services.assessing_proposal import (
    ABOUT_AN_EARLIER,
    EXCEPTION,
    Asked,
    is_ours,
    main_answer,
)
from totalis.facts.countries import with_article
from totalis.kernel.dates import day_words
from totalis.lawbook.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.evaluate import Determination, EngagementAnswer
    from totalis.facts.sheet import FactSheet
    from totalis.lawbook.forms.model import FormEdition

__all__ = ["Asked", "Point", "points_of"]

OPEN_CONDITIONS = {
    "not_met": "This condition is not met",
    "unknown": "Nobody has said whether this holds",
    "to_mind": "For a person to look at",
}
"""What is presumed by the agreement itself (`assumed`) keeps nothing open."""
ALSO_STATED_BY = {
    "engagement.works_for": "works_for_foreign_affiliate",
    "engagement.hired_in": "place_of_hire",
    "engagement.earlier_postings": "had_earlier_postings",
    "engagement.open_ended": "end_date",
}
"""Fields that state a fact together with others."""
BEGIN, END, COUNTRY = "begin_date", "end_date", "agreement_country"


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is open: its name, what it is, and the field that would settle it, where one would."""

    key: str
    says: str
    field: str = ""


def points_of(
    made: Determination, asked: Asked, sheet: FactSheet, form: FormEdition
) -> list[Point]:
    """What the engine's answer leaves open for what was asked by that form."""
    answer = main_answer(made)
    if answer is None:
        return [Point(key="engagement", says="The facts name no work.")]
    points = [
        Point(key=f"missing:{item.path}", says=item.question, field=field_of(item.path, form))
        for item in answer.missing
    ]
    points += [
        Point(
            key=f"condition:{item.fact or number}",
            says=f"{OPEN_CONDITIONS[item.status]}: {item.what}",
            field=field_of(item.fact or "", form),
        )
        for number, item in enumerate(answer.conditions)
        if item.status in OPEN_CONDITIONS
    ]
    points += [Point(key=f"finding:{item.kind}", says=item.says) for item in made.findings]
    points += _about_the_outcome(made, answer, asked)
    points += _about_the_days(answer, asked, sheet)
    return points


def field_of(fact: str, form: FormEdition) -> str:
    """The field of the form that states a fact by its path; empty where the form has none."""
    fields = {field.key: field for step in form.steps for field in step.fields}
    stated = next((key for key, field in fields.items() if fact and field.fact == fact), "")
    also = ALSO_STATED_BY.get(fact, "")
    return stated or (also if also in fields else "")


def _about_the_outcome(
    made: Determination, answer: EngagementAnswer, asked: Asked
) -> Iterator[Point]:
    if len(made.engagements) > 1:
        yield Point(
            key="several", says="The facts name more than one kind of work; each is looked at."
        )
    if asked.product == EXCEPTION:
        yield Point(key="exception", says="An exception needs the agreement of both agencies.")
    elif asked.product in ABOUT_AN_EARLIER:
        yield Point(key="earlier", says="It is about an earlier certificate, which is looked up.")
    if answer.outcome == Outcome.ASSIGNED:
        yield from _about_the_proof(answer, asked)
    elif answer.outcome != Outcome.UNDETERMINED:
        yield Point(key="outcome", says=answer.answer)


def _about_the_proof(answer: EngagementAnswer, asked: Asked) -> Iterator[Point]:
    if answer.agreement != asked.agreement:
        found = with_article(answer.agreement) if answer.agreement else "no agreement"
        yield Point(
            key="agreement",
            says=f"The facts lead to {found}, the form is that of {with_article(asked.agreement)}.",
            field=COUNTRY,
        )
    proof = answer.certificate
    if proof is None or (is_ours(answer, asked) and proof.lane == asked.lane):
        return
    if proof.issuer != asked.country:
        yield Point(key="issuer", says=f"The proof is issued by {proof.issuer_name}, not here.")
    elif asked.product not in {proof.product, EXCEPTION} | ABOUT_AN_EARLIER:
        named = proof.product.replace("_", " ")
        yield Point(key="product", says=f"The rule leads to another document: {named}.")
    if proof.lane != asked.lane:
        named = proof.lane.replace("_", "-")
        yield Point(key="lane", says=f"The facts are those of the {named} form.")


def _about_the_days(answer: EngagementAnswer, asked: Asked, sheet: FactSheet) -> Iterator[Point]:
    work = next(item for item in sheet.engagements if item.id == answer.id)
    if work.start is not None and work.start < asked.received_on:
        yield Point(
            key="retroactive",
            says=(
                f"The work began on {day_words(work.start)}, before the request was received: "
                "the certificate would reach back."
            ),
            field=BEGIN,
        )
    if work.end is None and answer.outcome == Outcome.ASSIGNED:
        yield Point(
            key="open_end",
            says="No last day is named; the certificate would be open.",
            field=END,
        )
