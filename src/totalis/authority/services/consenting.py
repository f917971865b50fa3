"""The word of the other country's agency on an exception, where it came by letter: entered by one person, read by another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.models import Consent, Decision
from totalis.authority.selectors.exchange import needs_consent
from totalis.authority.services.assigning import examining, refuse
from totalis.webbase.audit.services import record
from totalis.webbase.secrets.masking import without_numbers

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.webbase.accounts.actor import Actor

LENGTH = 160


def enter_consent(
    *, actor: Actor, decision: Decision, by: str, document: str, on: date, at: datetime
) -> Consent:
    """Enter that the other agency agreed to an exception; entered again, the newer word stands and the chain keeps both.

    Args:
        actor: Needs the right to examine.
        decision: To grant an exception; waits for its second person.
        by: The agency, and who wrote for it.
        document: The letter in which it stands, by its reference.
        on: The day of that letter.
        at: Now.

    Raises:
        MissingRightError: the person may not examine.
        InputError: nothing is named; a day to come; the decision is none that rests on such a word, or it is confirmed.
    """
    with examining(actor=actor, request=decision.request) as row:
        made = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk, request=row)
        waits = made.confirmed_at is None and made.rejected_at is None
        if not waits or not needs_consent(row, made):
            refuse(
                "decision",
                "a decision that rests on no letter of the other agency",
                "an exception that waits here, with no partner agency connected",
                "Open the request again to see what became of it.",
            )
        said = {"by": _text("by", by), "document": _text("document", document), "on": on}
        if on > at.date():
            refuse("on", f"{on}", f"{at.date()} or earlier", "Write the day of the letter.")
        consent, _new = Consent.objects.update_or_create(
            decision=made,
            defaults={
                "organisation": row.organisation,
                **said,
                "made_by": actor.user,
                "made_at": at,
            },
        )
        record(
            actor=actor,
            verb="entered agreement of partner",
            subject=row.control_number,
            case_reference=row.control_number,
            at=at,
            details={**said, "on": on.isoformat(), "decision": made.pk},
        )
    return consent


def _text(path: str, text: str) -> str:
    said = " ".join(text.split())
    if not said or len(said) > LENGTH:
        found = f"{len(said)} letters" if said else "nothing"
        refuse(path, found, f"1 to {LENGTH} letters", "Name it so that it can be found again.")
    if without_numbers(said) != said:
        found = "a Social Security number"
        refuse(path, found, "a text without numbers of persons", "Name the letter instead.")
    return said
