"""Keeping files. Content first, durably; then the row: no row is ever without its content."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from totalis.kernel.digest import digest_bytes
from totalis.webbase.files.kinds import DOCUMENT, SHEET, kind_of
from totalis.webbase.files.models import Blob
from totalis.webbase.files.names import clean_name
from totalis.webbase.files.packed import refuse_bomb
from totalis.webbase.files.refusal import refuse
from totalis.webbase.files.sealing import sealed
from totalis.webbase.files.store import new_name, store

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.files.base import File

    from totalis.webbase.accounts.actor import Actor

MEGABYTE = 1024 * 1024


def keep(*, actor: Actor, data: bytes | File[bytes], file_name: str, at: datetime) -> Blob:
    """Keep a file that somebody handed in; the same content of the same organisation is kept once.

    Raises:
        InputError: it is empty, too large, of a kind that is not kept here, or not what its name says.
    """
    content = _bounded(data)
    kind = kind_of(content, clean_name(file_name))
    if kind.media_type in (SHEET, DOCUMENT):
        refuse_bomb(content)
    return _kept(actor=actor, data=content, media_type=kind.media_type, at=at)


def keep_made(*, actor: Actor, data: bytes, media_type: str, at: datetime) -> Blob:
    """Keep what Totalis itself made, such as a packet's bundle, without asking what it is."""
    return _kept(actor=actor, data=data, media_type=media_type, at=at)


def _bounded(data: bytes | File[bytes]) -> bytes:
    most = settings.EVIDENCE_MAX_BYTES
    stream = BytesIO(data) if isinstance(data, bytes) else data
    stream.seek(0)
    content = stream.read(most + 1)
    if not content:
        refuse("an empty file", "a file with content", "Choose the file again.")
    if len(content) > most:
        refuse(
            f"more than {most // MEGABYTE} MB",
            f"at most {most // MEGABYTE} MB",
            "Send it in parts, or scan it with a lower resolution.",
        )
    return content


def _kept(*, actor: Actor, data: bytes, media_type: str, at: datetime) -> Blob:
    digest = digest_bytes(data)
    known = Blob.objects.of(actor.organisation).filter(digest=digest).first()
    if known is not None:
        return known
    stored, sealed_key = sealed(data, digest=digest)
    name = store().save(new_name(), ContentFile(stored))
    try:
        with transaction.atomic():
            return Blob.objects.create(
                organisation=actor.organisation,
                digest=digest,
                size=len(data),
                media_type=media_type,
                store_name=name,
                sealed_key=sealed_key,
                kept_at=at,
            )
    except IntegrityError:
        # Somebody kept the same content in the same moment; what was just stored is swept later.
        return Blob.objects.of(actor.organisation).get(digest=digest)
