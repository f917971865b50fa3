"""The names of steps, marks and changes of an estimate as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MARKS: dict[str, _StrPromise] = {
    "text": gettext_lazy("the text was read"),
    "calculator": gettext_lazy("as SSA's own calculator computes"),
    "recalled": gettext_lazy("no text was found; confirm it"),
}
STEP_TITLES: dict[str, _StrPromise] = {
    "us_quarters": gettext_lazy("US quarters"),
    "six_quarters": gettext_lazy("At least six US quarters"),
    "foreign_quarters": gettext_lazy("Quarters abroad"),
    "combined_quarters": gettext_lazy("Quarters together"),
    "required_quarters": gettext_lazy("Quarters needed"),
    "recent_work": gettext_lazy("Recent work"),
    "eligible": gettext_lazy("Which benefit"),
    "eligibility_year": gettext_lazy("Year of first eligibility"),
    "recomputation": gettext_lazy("Later US earnings"),
    "wages_known": gettext_lazy("Latest average wage"),
    "relative_earnings": gettext_lazy("Earnings against the average wage"),
    "relative_earnings_position": gettext_lazy("Relative earnings position"),
    "theoretical_earnings": gettext_lazy("Theoretical earnings"),
    "computation_years": gettext_lazy("Computation years"),
    "indexed_total": gettext_lazy("Total of the indexed years"),
    "aime": gettext_lazy("Average indexed monthly earnings"),
    "pia_at_eligibility": gettext_lazy("PIA at first eligibility"),
    "theoretical_pia": gettext_lazy("Theoretical PIA"),
    "pro_rata_fraction": gettext_lazy("Fraction"),
    "pro_rata_before_cap": gettext_lazy("Pro rata PIA before the limit"),
    "regular_pia": gettext_lazy("PIA on the US record alone"),
    "pro_rata_pia": gettext_lazy("Pro rata PIA"),
    "conversion": gettext_lazy("Insured on US quarters alone"),
    "windfall": gettext_lazy("Former windfall elimination"),
    "pension_offset": gettext_lazy("Former government pension offset"),
    "retirement_factor": gettext_lazy("Early or late claim"),
    "monthly_benefit": gettext_lazy("Monthly benefit"),
    "family_maximum": gettext_lazy("Family maximum"),
    "family_benefits": gettext_lazy("Family"),
    "lump_sum": gettext_lazy("Lump-sum death payment"),
}
CHANGE_TITLES: dict[str, _StrPromise] = {
    "us_year": gettext_lazy("One more year in the United States"),
    "foreign_year": gettext_lazy("One more year abroad"),
    "claim_later": gettext_lazy("Claim a year later"),
}
