"""What a service refused, in the reader's language: the services speak English, the desk and the interface with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _, gettext_noop

from totalis.authority.selectors.requests_words import is_english

if TYPE_CHECKING:
    from totalis.kernel.errors import Problem

WHAT = {
    "file": gettext_noop("This file cannot be taken."),
    "text": gettext_noop("This text cannot be taken."),
    "reason": gettext_noop("This reason cannot be taken."),
    "agency": gettext_noop("The online forms are closed at present."),
    "question": gettext_noop("The question is closed."),
    "draft": gettext_noop("This form was sent already."),
    "request": gettext_noop("The request cannot be changed any more."),
    "refers_to": gettext_noop("The earlier request that this one refers to does not allow it."),
    "answers": gettext_noop("The request was corrected meanwhile."),
}
"""By the last part of a problem's path; what is not here has the general sentence."""
GENERAL = gettext_noop("Something in what was sent is not as we need it.")
REMEDIES = (
    gettext_noop("Save it as PDF, and send that."),
    gettext_noop("Choose the file again."),
    gettext_noop("Send it in parts, or scan it with a lower resolution."),
    gettext_noop(
        "Open the file to see whether it is whole, save it in the kind that its name says, and send that."
    ),
    gettext_noop("Remove one first, or put several pages into one PDF."),
    gettext_noop("Look at its status; it can be corrected there until it is decided."),
    gettext_noop("Send the request by mail or fax, or ask the agency."),
    gettext_noop("Write it as name@example.com, or leave it empty."),
    gettext_noop("Shorten it."),
    gettext_noop("Say in a few words what was wrong."),
    gettext_noop("Say it in fewer words."),
    gettext_noop("Ask the agency; what was issued can be corrected or withdrawn in its register."),
    gettext_noop("Wait for the decision, or write to the agency."),
    gettext_noop("Correct the request instead."),
    gettext_noop("Wait until the decision is confirmed or rejected."),
    gettext_noop("Write it, correct a field, or add a document."),
    gettext_noop("Correct that request itself; nothing is issued on it so far."),
    gettext_noop("Begin from the request whose document counts now, or ask the agency."),
    gettext_noop("Correct that other request while nothing is decided, or wait for its decision."),
    gettext_noop("Send the request without that number."),
    gettext_noop("Begin the correction again from what the request says now."),
)
"""What the services behind the public pages advise, word for word."""


def refused(problem: Problem) -> str:
    """What was refused and what to do; in English with what was found."""
    if is_english():
        return f"Found: {problem.found}. Expected: {problem.expected}. {problem.remedy}"
    name = problem.path.split(".")[-1].split("[")[0]
    remedy = _(problem.remedy) if problem.remedy in REMEDIES else ""
    return f"{_(WHAT.get(name, GENERAL))} {remedy}".strip()
