"""What a decision must say and rest on before it is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from totalis.authority.selectors.assessment import newest_version
from totalis.authority.selectors.heard import newest_heard
from totalis.authority.selectors.requests_overlap import days_of, issued_since
from totalis.authority.services.assessing_proposal import EXCEPTION
from totalis.authority.services.assigning import no_numbers, refuse
from totalis.frontdoor.selectors.law import lawbook
from totalis.lawbook.forms.book import edition

if TYPE_CHECKING:
    from totalis.authority.models import Assessment, CoverageRequest

ISSUE, REFUSE = "issue", "refuse"
ARTICLE_LENGTH = 40
REASONS_LENGTH = 4000
OVERRIDE_LENGTH = 500
ASSESS_FIRST = "Assess the request again, then decide."
REJECT_FIRST = "Reject this decision, then assess the request again and decide anew."
"""Of a decision that waits: as long as it stands no other can be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What somebody decides; countries and article of an issue follow from determination and form where they are empty."""

    kind: str
    start: date | None = None
    end: date | None = None
    covered_by: str = ""
    exempt_in: str = ""
    article: str = ""
    reasons: str = ""
    override_reason: str = ""


def refuse_stale(
    row: CoverageRequest, assessment: Assessment, *, remedy: str = ASSESS_FIRST
) -> None:
    """Refuse a decision on an assessment that is not the newest, on an older version, or under another law.

    Raises:
        InputError: with the remedy.
    """
    version = newest_version(row)
    if not assessment.is_newest or assessment.request_id != row.pk:
        found = "an assessment with a newer one beside it"
    elif assessment.version_digest != version.digest:
        found = "an assessment of what the request said before its correction"
    elif lawbook().digest != assessment.law:
        found = "an assessment under a law that has changed since"
    else:
        return
    refuse("assessment", found, "the newest", remedy)


def refuse_second_issue(
    row: CoverageRequest, assessment: Assessment, *, remedy: str = ASSESS_FIRST
) -> None:
    """Refuse to issue for days for which something was issued to the worker since the assessment.

    Call it once the decision stands in the chain: of two that issue at once the second one waits there, and sees the first.

    Raises:
        InputError: with the remedy; an assessment made again says so among its points.
    """
    other = issued_since(row, assessment.points)
    if other is not None:
        refuse(
            "assessment",
            f"an assessment that does not know that {other.control_number} was issued for days that meet",
            "one that does",
            remedy,
        )


def refuse_unheard(row: CoverageRequest, heard: int | None) -> None:
    """Refuse a decision by somebody who has not had before her what the requester said last.

    An answer in words and a document make no other assessment; so the last event is asked for and not the version alone.

    Raises:
        InputError: with the remedy to read it.
    """
    if heard is not None and heard != newest_heard(row):
        refuse(
            "heard",
            "a request of which the requester said more since you opened it",
            "a decision on all that was said",
            "Read what changed, then decide.",
        )


def check_given(row: CoverageRequest, assessment: Assessment, given: Given) -> Given:
    """The decision with everything in it that follows from the request and the determination.

    Raises:
        InputError: a refusal without reasons or article; an issue without days or countries.
    """
    if given.kind not in (ISSUE, REFUSE):
        refuse("kind", given.kind or "nothing", "issue or refuse", "Choose one of the two.")
    if len(given.override_reason) > OVERRIDE_LENGTH:
        refuse(
            "override_reason",
            f"{len(given.override_reason)} letters",
            f"at most {OVERRIDE_LENGTH}",
            "Say it in fewer words.",
        )
    for name in ("reasons", "override_reason", "article"):
        no_numbers(name, getattr(given, name))
    answer = answer_in(assessment)
    article = (given.article or answer.get("article") or "").strip()
    if given.kind == REFUSE:
        return _refusal(replace(given, article=given.article.strip()))
    asked = days_of(row.answers)
    start = given.start or (asked[0] if asked else None)
    end = given.end or (asked[1] if asked and asked[1] != date.max else None)
    covered_by, exempt_in = _countries(row, assessment)
    whole = replace(
        given,
        start=start,
        end=end,
        article=article,
        covered_by=given.covered_by or covered_by,
        exempt_in=given.exempt_in or exempt_in,
    )
    _check_issue(whole)
    return whole


def _countries(row: CoverageRequest, assessment: Assessment) -> tuple[str, str]:
    """Who covers and who exempts where nobody says otherwise: an exception keeps the coverage that is asked for."""
    if assessment.proposal == EXCEPTION:
        form = edition(row.edition)
        return form.home, form.host
    answer = answer_in(assessment)
    return answer.get("covered_by") or "", answer.get("exempt_in") or ""


def _refusal(given: Given) -> Given:
    if not given.reasons.strip():
        refuse("reasons", "nothing", "reasons in plain words", "Say why, and what would change it.")
    if len(given.reasons) > REASONS_LENGTH:
        refuse(
            "reasons", f"{len(given.reasons)} letters", f"at most {REASONS_LENGTH}", "Shorten them."
        )
    if not given.article or len(given.article) > ARTICLE_LENGTH:
        refuse(
            "article",
            given.article or "nothing",
            f"the article or rule that the refusal rests on, at most {ARTICLE_LENGTH} letters",
            "Name it as the agreement numbers it; where no source has a number, the rule's name.",
        )
    return given


def _check_issue(given: Given) -> None:
    if given.start is None:
        refuse("start", "nothing", "the first day", "Write the first day of the period.")
    if given.end is not None and given.end < given.start:
        refuse("end", f"{given.end}", f"{given.start} or later", "Correct one of the two days.")
    for name in ("covered_by", "exempt_in"):
        if not getattr(given, name):
            refuse(
                name,
                "nothing",
                "a country",
                "The determination names none: say which, with the reason for the override.",
            )
    if len(given.article) > ARTICLE_LENGTH:
        found, expected = f"{len(given.article)} letters", f"at most {ARTICLE_LENGTH}"
        refuse("article", found, expected, "Name the article only.")
    if given.covered_by == given.exempt_in:
        refuse(
            "exempt_in", given.exempt_in, "the other country", "One country covers, one exempts."
        )


def answer_in(assessment: Assessment) -> dict[str, Any]:
    """The answer for the work that the request is about, as the determination has it; empty where it has none."""
    found: list[dict[str, Any]] = assessment.determination.get("engagements") or []
    return found[0] if found else {}


def is_exception(row: CoverageRequest, assessment: Assessment) -> bool:
    """Whether the decision grants or refuses something beyond the rules."""
    return EXCEPTION in (row.product, assessment.proposal)


def differs(assessment: Assessment, given: Given) -> str:
    """How a decision differs from what the engine proposed, in a clause; empty where it does not."""
    proposal = assessment.proposal
    if proposal == EXCEPTION:
        return ""
    if given.kind != proposal:
        proposed = {
            "issue": "the engine proposed to issue",
            "refuse": "the engine proposed to refuse",
            "ask": "the engine proposed to ask first",
            "person": "the engine could not say",
        }
        return proposed[proposal]
    if given.kind == REFUSE:
        return ""
    answer = answer_in(assessment)
    for name in ("covered_by", "exempt_in"):
        if getattr(given, name) != answer.get(name):
            return "the countries are not those of the determination"
    if _provisions(given.article) != _provisions(answer.get("article") or ""):
        return "the article is another than that of the determination"
    return _days_differ(answer, given, days_of(assessment.request.answers))


def _provisions(article: str) -> frozenset[str]:
    """What an article names: `6(1); 6(3)` names two, in whichever order and however spaced."""
    parts = ("".join(part.split()).casefold() for part in article.split(";"))
    return frozenset(part for part in parts if part)


def _days_differ(answer: dict[str, Any], given: Given, asked: tuple[date, date] | None) -> str:
    if asked and given.start and (given.start < asked[0] or (given.end or date.max) > asked[1]):
        return "the period reaches beyond the days that were asked for"
    last = (answer.get("clock") or {}).get("last_lawful_day")
    last_day = date.fromisoformat(str(last)) if last else None
    if last_day is not None and (given.end is None or given.end > last_day):
        return "the period ends after the last lawful day"
    return ""
