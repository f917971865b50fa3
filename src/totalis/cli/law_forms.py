"""What `totalis law check` tells of the request forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.kernel.errors import LawError, Problem
from totalis.lawbook.forms.book import Forms
from totalis.lawbook.forms.lists import Lists

if TYPE_CHECKING:
    from totalis.lawbook.book import Lawbook


def check_forms(
    folder: str | None, law: Lawbook, only: list[str] | None = None
) -> dict[str, object]:
    """Read every edition strictly and compare it with the agreement's own list; counts and the digest.

    A lawbook folder without forms has none to check.

    Raises:
        LawError: one does not read, or says other than the list of its agreement.
    """
    book = Forms(folder, law)
    if not book.files:
        return {"editions": 0}
    named = {country.upper() for country in only or book.agreements}
    made = [edition for edition in book.editions() if edition.agreement in named]
    lists = Lists(book)
    wrong = [says for code in book.agreements if code in named for says in lists.differences(code)]
    if wrong:
        raise LawError(
            [
                Problem(
                    path="forms",
                    found=says,
                    expected="an edition that says what the agreement's list says",
                    remedy="Mend the edition, or the list in the agreement's file.",
                )
                for says in wrong
            ]
        )
    return {
        "agreements": len(named & set(book.agreements)),
        "editions": len(made),
        "fields": len(book.catalogue.fields),
        "inferred": sum(any(field.inferred for field in edition.fields) for edition in made),
        "digest": book.digest,
    }


def forms_text(found: dict[str, object]) -> str:
    """The counts as one sentence."""
    return (
        f"Request forms: {found['editions']} editions of {found['agreements']} agreements from {found['fields']} fields:\n"
        "every field cited or marked as ours, no two editions of a form at a time, and each says what the list of\n"
        f"its agreement says. {found['inferred']} editions have fields that are inferred.\n"
    )
