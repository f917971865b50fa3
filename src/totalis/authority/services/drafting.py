"""Forms that are being filled in: begun, written to, found again by a private link, let go."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from totalis.authority.models import CoverageRequest, Draft, DraftFile
from totalis.authority.services.submitting import LONGEST, enclosed
from totalis.kernel.digest import digest_bytes
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.secrets.keys import fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.core.files.base import File

    from totalis.authority.models import Agency
    from totalis.lawbook.forms.model import FormEdition

LAPSES_AFTER = timedelta(days=30)
"""Since the last change; whoever comes back begins these days anew."""
MOST_FILES = 12


def begin(
    *,
    agency: Agency,
    edition: FormEdition,
    language: str,
    at: datetime,
    answers: Mapping[str, str] | None = None,
    refers_to: CoverageRequest | None = None,
    corrects: CoverageRequest | None = None,
) -> Draft:
    """Begin a form; the answers may be those of an earlier request that it refers to.

    A correction begins from what the request says: held, so that no version is half there meanwhile.
    """
    handle = secrets.token_urlsafe(12)
    with transaction.atomic():
        said, begun_from = dict(answers or {}), None
        if corrects is not None:
            rows = CoverageRequest.objects.select_for_update(of=("self",))
            row = rows.get(pk=corrects.pk)
            said, begun_from = dict(row.answers) | said, _newest(row)
        return Draft.objects.create(
            organisation=agency.organisation,
            handle=handle,
            secret_digest=_digest(link_secret(handle)),
            agreement=edition.agreement,
            lane=edition.lane,
            product=edition.product,
            edition=edition.key,
            language=language,
            answers=said | {"agreement_country": edition.agreement},  # type: ignore[misc] # plain data
            refers_to=refers_to.control_number if refers_to else "",
            corrects=corrects,
            begun_from=begun_from,
            begun_at=at,
            changed_at=at,
            lapses_at=at + LAPSES_AFTER,
        )


def link_secret(handle: str) -> str:
    """The secret of a draft's private link: made of its name and the installation's key, kept nowhere."""
    return fingerprint("private link of a draft", handle.encode())


def found_by(secret: str, *, agency: Agency, at: datetime) -> Draft | None:
    """The draft that a private link leads to; None where there is none or it has lapsed."""
    rows = Draft.objects.of(agency.organisation).filter(lapses_at__gt=at)
    return rows.filter(secret_digest=_digest(secret)).first()


def write(*, draft: Draft, answers: Mapping[str, str], at: datetime) -> Draft:
    """Keep answers of a form, as they were typed; those that are not named stay.

    Raises:
        InputError: it was sent already, or an answer is too long to keep.
    """
    problems = [
        Problem(f"answers.{key}", f"{len(text)} letters", f"at most {LONGEST}", "Shorten it.")
        for key, text in answers.items()
        if len(text) > LONGEST
    ]
    if problems:
        raise InputError(problems)
    with transaction.atomic():
        row = _open(draft)
        merged = {**row.answers, **answers}
        row.answers = {key: text for key, text in merged.items() if text}
        row.changed_at, row.lapses_at = at, at + LAPSES_AFTER
        row.save(update_fields=["answers", "changed_at", "lapses_at"])
    draft.refresh_from_db()
    return draft


def renew(*, draft: Draft, edition: FormEdition, at: datetime) -> Draft:
    """Go on under a newer edition of the form; answers whose fields it has not are let go when it is sent."""
    with transaction.atomic():
        row = _open(draft)
        row.edition, row.changed_at = edition.key, at
        row.save(update_fields=["edition", "changed_at"])
    draft.refresh_from_db()
    return draft


def add_file(
    *,
    agency: Agency,
    draft: Draft,
    data: bytes | File[bytes],
    file_name: str,
    at: datetime,
    about: str = "",
) -> DraftFile:
    """Keep a document with a form.

    Raises:
        InputError: it is not kept here, there are too many, or the form was sent already.
    """
    if draft.files.count() >= MOST_FILES:
        remedy = "Remove one first, or put several pages into one PDF."
        found = f"{MOST_FILES} documents already"
        raise InputError([Problem("file", found, f"at most {MOST_FILES}", remedy)])
    kept = enclosed(agency=agency, data=data, file_name=file_name, at=at, about=about)
    with transaction.atomic():
        row = _open(draft)
        return DraftFile.objects.create(
            organisation=row.organisation,
            draft=row,
            blob=kept.blob,
            name=kept.name,
            about=kept.about,
            added_at=at,
        )


def remove_file(*, draft: Draft, file_id: int) -> None:
    """Let a document go; its content is swept when nothing names it."""
    with transaction.atomic():
        _open(draft).files.filter(pk=file_id).delete()


def discard(*, draft: Draft) -> None:
    """Delete a form with all that was typed; one that was sent stays what it is."""
    Draft.objects.filter(pk=draft.pk, sent_at=None).delete()


def delete_lapsed(at: datetime) -> int:
    """Delete the forms that nobody came back to, and the rests of those that were sent long ago; answers how many."""
    gone = Draft.objects.filter(lapses_at__lte=at)
    count = gone.count()
    gone.delete()
    return count


def _open(draft: Draft) -> Draft:
    row = Draft.objects.select_for_update().get(pk=draft.pk)
    if row.sent_at is not None:
        remedy = "Look at its status; it can be corrected there until it is decided."
        raise InputError([Problem("draft", "a form that was sent", "one that was not", remedy)])
    return row


def _newest(request: CoverageRequest) -> int:
    """The number of the version that a request says now; the caller holds it."""
    return request.requestversions.latest("number").number


def _digest(secret: str) -> str:
    return digest_bytes(secret.encode())
