"""Checks against the decision: nothing is asked for before it is clear what, from whom and in which lane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.procedure.addresses import country_words
from totalis.procedure.casefile import Direction, Lane
from totalis.procedure.channels import exception_problems
from totalis.procedure.checks_base import DataCheck, Finder, Severity, Subject, check
from totalis.procedure.forms_facts import answer, engagement, worker_facts
from totalis.procedure.forms_prefill import yes_no
from totalis.procedure.lanes import lane_of, submitters_disagree, who_may_submit

if TYPE_CHECKING:
    from collections.abc import Iterator

ANSWERS = {
    "exception_required": ("exception", "An exception is needed; ask for the product exception."),
    "election": ("election", "The worker chooses; ask for the product election."),
}


@check(
    "undetermined",
    "Nothing was decided on the newest facts, or the decision names no country.",
    "house",
)
def undetermined(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """A request without a decision behind it stops."""
    if subject.case.current_determination is None:
        says = "Nothing was decided on the newest facts."
        yield found(Severity.STOP, "determination", says, "Decide the case on the newest facts.")
        return
    found_answer = answer(subject.case)
    outcome = str(found_answer.get("outcome") or "undetermined")
    product, remedy = ANSWERS.get(outcome, ("", ""))
    if outcome == "assigned" or (product and subject.product == product):
        return
    says = str(found_answer.get("answer") or "The country is not decided.")
    action = remedy or str(found_answer.get("next_action") or "Find out what is missing.")
    yield found(Severity.STOP, "determination", says, action)


@check(
    "wrong_side", "The request asks another country's certificate than the decision names.", "house"
)
def wrong_side(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """The direction and product of the request against the determination's certificate."""
    certificate = answer(subject.case).get("certificate") or {}
    issuer, product = str(certificate.get("issuer") or ""), str(certificate.get("product") or "")
    asked = {
        Direction.US_CERTIFICATE: "US",
        Direction.LETTER_OF_EXEMPTION: "US",
        Direction.FOREIGN_CERTIFICATE: subject.case.partner,
    }.get(subject.case.direction)
    if not issuer or asked is None:
        return
    letter = subject.case.direction is Direction.LETTER_OF_EXEMPTION
    if issuer != asked:
        says = f"By the decision {country_words(issuer)} issues the proof; the case asks {country_words(asked)}."
        yield found(Severity.STOP, "direction", says, "Mend the direction of the case.")
    elif letter != (product == "letter_of_exemption"):
        says = f"By the decision the proof is a {product.replace('_', ' ')}."
        yield found(Severity.STOP, "product", says, "Ask for the product that the decision names.")


@check("lane_unsettled", "The lane is on hold, or is not the one that the facts give.", "founding")
def lane_unsettled(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """Lanes: any label that is none of the three holds the request."""
    lane, reason = lane_of(subject.case)
    request = subject.case.request
    if lane is Lane.HOLD or request is None or request.lane is Lane.HOLD:
        says = reason if lane is Lane.HOLD else "The lane of the request is not settled."
        yield found(Severity.STOP, "lane", says, "Settle the lane before anything is asked for.")
    elif request.lane is not lane:
        says = f"The request is in the lane {_lane_words(request.lane)}; {reason}"
        yield found(Severity.WARN, "lane", says, "Mend the lane, or note the reason for it.")


@check("lane_performer", "The performer lane, of which no source gives the fields.", "founding")
def lane_performer(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """A caution for the lane that nobody has described."""
    if subject.case.request is not None and subject.case.request.lane is Lane.PERFORMER:
        says = "No source that was read describes the performer lane; its fields are guessed."
        yield found(
            Severity.NOTE, "lane", says, "Compare the fields with the screen before sending."
        )


@check(
    "self_employed_without_activity",
    "A self-employed request does not say what the activity is.",
    "poms_fr_546",
    "poms_jp_098",
    "poms_uy_655",
)
def self_employed_without_activity(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """The nature of trade or business, where the list of the agreement asks for it."""
    field = subject.fields.get("nature_of_self_employment")
    if field is None or subject.value(field.key):
        return
    asked = subject.case.request is not None and subject.case.request.lane is Lane.SELF_EMPLOYED
    if asked:
        grave = field.requirement.value == "required" and not field.inferred
        yield found(
            Severity.STOP if grave else Severity.WARN,
            field.key,
            "The nature of the activity is missing.",
            "Say what trade or business it is, in words that an outsider understands.",
            sources=field.sources,
        )


@check(
    "affiliate_without_3121l",
    "The worker goes to a foreign affiliate and no section 3121(l) agreement is known.",
    "coc_affiliat",
    "poms_01901_070",
)
def affiliate_without_3121l(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """Without that agreement US law does not cover work for an affiliate, and there is no certificate."""
    if subject.case.direction is not Direction.US_CERTIFICATE:
        return
    work = engagement(subject.case)
    written = subject.value("works_for_foreign_affiliate")
    if written != "yes" and work.get("works_for") != "affiliate":
        return
    agreed = subject.value("affiliate_3121l") or yes_no(work.get("affiliate_3121l"))
    if agreed != "yes":
        says = (
            "No section 3121(l) agreement"
            + (" is known" if not agreed else "")
            + " for the affiliate."
        )
        remedy = "Ask the US employer's tax department for Form 2032 as approved; without it ask for nothing."
        proof = subject.proof("works_for_foreign_affiliate", "affiliate_3121l")
        yield found(Severity.STOP, "affiliate_3121l", says, remedy, evidence=proof)


@check(
    "health_insurance_missing",
    "France without the statement of private health insurance.",
    "poms_fr_546",
    "ssa_overview_copy",
)
def health_insurance_missing(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """For work in France worker and family must be covered by private health insurance."""
    if "private_health_insurance_statement" not in subject.fields:
        return
    written = subject.value("private_health_insurance_statement")
    stated = worker_facts(subject.case).get("private_health_insurance")
    if written == "no" or (written == "yes" and stated is False):
        says = (
            "Private health insurance of worker and family is denied on the form or in the facts."
        )
        remedy = "Take out the insurance before the request, or expect a refusal."
        yield found(Severity.STOP, "private_health_insurance_statement", says, remedy)


@check(
    "channel_not_cleared",
    "Another way than online was chosen without a whole, fresh and approved exception.",
    "poms_de_145",
    "house",
)
def channel_not_cleared(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """Fax, mail and courier need a reason, an approval and a destination that was checked lately."""
    for says in exception_problems(subject.case, subject.on):
        yield found(Severity.STOP, "channel", says, "Complete the exception, or send it online.")


@check(
    "requester_doubtful",
    "An employee asks where sources disagree on whether an employee may.",
    "poms_sk_310",
    "poms_01901_450",
)
def requester_doubtful(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """The requester is the worker, in the employer lane."""
    request = subject.case.request
    name = subject.value("requester_name").casefold()
    if request is None or request.lane is not Lane.EMPLOYER or subject.foreign or not name:
        return
    if name != subject.value("worker_full_name").casefold():
        return
    said = who_may_submit(subject.case.partner, Lane.EMPLOYER)
    refused = any(item.who == "employee" and item.may == "no" for item in said)
    if refused or submitters_disagree(said, "employee"):
        says = " ".join(item.says for item in said if item.who == "employee")
        remedy = "Let the employer ask, or its representative."
        severity = Severity.STOP if refused else Severity.WARN
        yield found(severity, "requester_name", says, remedy)


def _lane_words(lane: Lane) -> str:
    return lane.value.replace("_", " ")


LAW_CHECKS = (
    undetermined,
    wrong_side,
    lane_unsettled,
    lane_performer,
    self_employed_without_activity,
    affiliate_without_3121l,
    health_insurance_missing,
    channel_not_cleared,
    requester_doubtful,
)
