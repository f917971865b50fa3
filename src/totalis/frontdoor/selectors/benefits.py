"""An estimate as the page shows it: the answer in one sentence, its numbers, steps, assumptions, what would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from totalis.benefits.days import MONTHS, read_month
from totalis.benefits.estimate import estimate
from totalis.benefits.outcome import paid_pia
from totalis.benefits.what_if import what_if
from totalis.facts.countries import name_of, with_article
from totalis.frontdoor.selectors.benefit_family import Family, Pensions, family_of, pensions_of
from totalis.frontdoor.selectors.benefit_words import CHANGE_TITLES, MARKS, STEP_TITLES
from totalis.frontdoor.selectors.law import lawbook
from totalis.frontdoor.selectors.quarters import Picture, picture_of

if TYPE_CHECKING:
    from decimal import Decimal

    from totalis.benefits.answer import Assumption, Estimate
    from totalis.benefits.outcome import BenefitOutcome
    from totalis.benefits.record import Record
    from totalis.benefits.what_if import Change
    from totalis.benefits.what_if_posting import Posting, PostingAnswer

CAPS = ("cap", "cap_off")


@dataclass(frozen=True, slots=True)
class Row:
    """A name and what it comes to."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step of the computation."""

    title: str
    value: str
    says: str
    citation: str
    mark: str
    by_year: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ShownAssumption:
    """What was taken where no text settles it."""

    says: str
    value: str
    other: str
    citation: str
    mark: str
    differs: bool


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change: before, after, and the difference in words."""

    title: str
    says: str
    problem: str
    quarters: str
    benefit: str
    monthly: str
    pia_change: str
    monthly_change: str


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """A posting under one system."""

    title: str
    says: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ShownPosting:
    """Both choices for a posting."""

    title: str
    choices: tuple[ShownChoice, ...]
    earnings: tuple[Row, ...]
    unknown: str
    windfall: str


@dataclass(frozen=True, slots=True)
class ShownCountry:
    """Insured status with one country."""

    name: str
    why: str
    quarters: int
    special: str
    crediting: str


@dataclass(frozen=True, slots=True)
class ShownEstimate:
    """The whole result page."""

    answer: Estimate
    sentence: str
    rows: tuple[Row, ...]
    calculator: str
    countries: tuple[ShownCountry, ...]
    picture: Picture | None
    steps: tuple[ShownStep, ...]
    assumptions: tuple[ShownAssumption, ...]
    changes: tuple[ShownChange, ...]
    posting: ShownPosting | None
    family: Family | None
    pensions: Pensions | None


def shown(record: Record, posting: Posting | None = None) -> ShownEstimate:
    """Everything the page says of a record.

    Raises:
        InputError: a figure that is needed is not published.
    """
    answer = estimate(record)
    changes = what_if(record, posting=posting)
    return ShownEstimate(
        answer=answer,
        sentence=_sentence(answer),
        rows=tuple(_rows(answer)),
        calculator=_calculator(answer),
        countries=tuple(
            ShownCountry(
                name_of(one.country), one.why, one.foreign_quarters, one.special, one.crediting
            )
            for one in answer.countries
        ),
        picture=picture_of(answer),
        steps=tuple(
            ShownStep(
                title=str(STEP_TITLES.get(step.name, step.name)),
                value=_(step.value),
                says=_(step.says),
                citation=step.citation,
                mark=str(MARKS[step.mark]),
                by_year=tuple(Row(year, value) for year, value in step.by_year.items()),
            )
            for step in answer.steps
        ),
        assumptions=tuple(_assumption(one) for one in answer.assumptions),
        changes=tuple(_change(one) for one in changes.changes),
        posting=None if changes.posting is None else _posting(changes.posting),
        family=family_of(record, answer),
        pensions=pensions_of(record, answer),
    )


def country_choices(typed: set[str]) -> list[tuple[str, str]]:
    """The countries with an agreement by name, and those that a record names already."""
    codes = set(lawbook().countries) | typed - {""}
    return sorted(((code, name_of(code)) for code in codes), key=lambda pair: pair[1])


def money(amount: Decimal | None) -> str:
    """Dollars as people write them; nothing where there is none."""
    return "" if amount is None else f"${amount:,.2f}"


def month_words(month: str) -> str:
    """A month written out."""
    number = read_month(month)
    return date_format(date(number // MONTHS, number % MONTHS + 1, 1), "F Y")


def _sentence(answer: Estimate) -> str:
    if not answer.eligible:
        return _("No US benefit on these facts.")
    if answer.monthly_benefit is None:
        return _("Benefits for the family are due on this record.")
    if not answer.monthly_benefit:
        return _("Less than a dollar a month from the United States.")
    values = {
        "amount": f"${answer.monthly_benefit:,.0f}",
        "country": with_article(answer.country or ""),
    }
    if answer.conversion is not None and answer.conversion.pays == "regular":
        return (
            _("About %(amount)s a month from the United States, by now on US quarters alone.")
            % values
        )
    if answer.benefit == "regular":
        return _("About %(amount)s a month from the United States, on US quarters alone.") % values
    return (
        _(
            "About %(amount)s a month from the United States, on quarters there and in %(country)s together."
        )
        % values
    )


def _rows(answer: Estimate) -> list[Row]:
    needed = {"count": answer.combined_quarters, "needed": answer.required_quarters}
    rows = [
        Row(_("First month"), month_words(answer.claim_month)),
        Row(_("US quarters"), str(answer.us_quarters)),
        Row(_("Quarters together"), _("%(count)s of %(needed)s needed") % needed),
    ]
    short = answer.required_quarters - answer.combined_quarters
    if not answer.eligible and short > 0:
        rows.append(Row(_("Quarters still missing"), str(short)))
    if answer.recent_required is not None:
        recent = {"count": answer.recent_quarters, "needed": answer.recent_required}
        rows.append(Row(_("Recent work"), _("%(count)s of %(needed)s needed") % recent))
    if answer.eligible:
        rows.append(Row(_("Primary insurance amount (PIA)"), money(paid_pia(answer))))
    if answer.benefit == "totalized":
        rows.append(Row(_("Theoretical PIA"), money(answer.theoretical_pia)))
        rows.append(Row(_("Share that belongs to the US quarters"), answer.pro_rata_fraction or ""))
    rows.append(Row(_("Family maximum"), money(answer.family_maximum)))
    rows.append(Row(_("Lump-sum death payment"), money(answer.lump_sum)))
    return [row for row in rows if row.value]


def _calculator(answer: Estimate) -> str:
    """Where SSA's own calculator comes to another amount."""
    for one in answer.assumptions:
        if one.name in CAPS and answer.benefit == "totalized":
            high, low = sorted((one.value, one.other_value), key=float, reverse=True)
            return _(
                "SSA's own calculator would show a pro rata PIA of $%(high)s instead of $%(low)s: it leaves out the limit of "
                "20 CFR 404.1918(a)(4), by which the totalized amount is never above the amount on the US record alone."
            ) % {"high": high, "low": low}
    return ""


def _assumption(one: Assumption) -> ShownAssumption:
    return ShownAssumption(
        says=_(one.says),
        value=one.value,
        other=one.other_value,
        citation="" if one.citation == "none" else one.citation,
        mark=str(MARKS[one.mark]),
        differs=bool(one.other_value) and one.other_value != one.value,
    )


def _signed(change: Decimal | None) -> str:
    if change is None:
        return _("nothing due either way")
    if not change:
        return _("no change")
    return f"{'+' if change > 0 else '−'}${abs(change):,.2f}"  # noqa: RUF001 - a minus sign


def _benefit(found: BenefitOutcome) -> str:
    words = {
        "totalized": _("a totalized benefit"),
        "regular": _("a regular benefit"),
        "both": _("regular and totalized benefits"),
        "none": _("no benefit"),
    }
    return words[found.benefit]


def _change(change: Change) -> ShownChange:
    after, before = change.after, change.before
    title = str(CHANGE_TITLES[change.name])
    if after is None or before is None:
        blank = {
            "quarters": "",
            "benefit": "",
            "monthly": "",
            "pia_change": "",
            "monthly_change": "",
        }
        return ShownChange(title=title, says=_(change.says), problem=_(change.problem), **blank)
    benefit = _benefit(after)
    if before.benefit != after.benefit:
        benefit = _("%(after)s instead of %(before)s") % {
            "after": benefit,
            "before": _benefit(before),
        }
    return ShownChange(
        title=title,
        says=_(change.says),
        problem="",
        quarters=_("%(count)s of %(needed)s needed")
        % {"count": after.combined_quarters, "needed": after.required_quarters},
        benefit=benefit,
        monthly=money(after.monthly_benefit),
        pia_change=_signed(change.pia_change),
        monthly_change=_signed(change.monthly_change),
    )


def _posting(found: PostingAnswer) -> ShownPosting:
    titles = {"US": _("Covered in the United States")}
    choices = []
    for choice in found.choices:
        title = titles.get(choice.system) or _("Covered in %(country)s") % {
            "country": with_article(choice.system)
        }
        outcome = choice.outcome
        count = {"count": outcome.combined_quarters, "needed": outcome.required_quarters}
        rows = (
            Row(_("US benefit"), _benefit(outcome)),
            Row(_("US quarters"), str(outcome.us_quarters)),
            Row(_("Quarters together"), _("%(count)s of %(needed)s needed") % count),
            Row(_("PIA"), money(outcome.pia) or _("none")),
            Row(_("Monthly benefit"), money(outcome.monthly_benefit) or _("none")),
            Row(_("Against the record without the posting"), _signed(choice.monthly_change)),
        )
        choices.append(ShownChoice(title, _(choice.says), rows))
    return ShownPosting(
        title=_("%(country)s, %(first)s to %(last)s")
        % {
            "country": name_of(found.country),
            "first": date_format(found.start, "j F Y"),
            "last": date_format(found.end, "j F Y"),
        },
        choices=tuple(choices),
        earnings=tuple(Row(year, money(amount)) for year, amount in found.us_earnings.items()),
        unknown=_(found.unknown),
        windfall=_(found.windfall),
    )
