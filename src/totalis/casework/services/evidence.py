"""Documents of a case: kept in versions, never overwritten, and what a person reads in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.models import DocumentReading, Evidence, EvidenceVersion
from totalis.casework.services.editing import changing
from totalis.casework.services.evidence_rules import dated, described, of_case
from totalis.casework.services.voiding import void_packets
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record
from totalis.webbase.files.names import clean_name
from totalis.webbase.files.services import keep

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.files.base import File

    from totalis.casework.models import Case
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.files.models import Blob


CHARGES = "charges"
"""A place that a document can have many of: every charge line is a reading of its own."""


def add_document(
    *,
    actor: Actor,
    case: Case,
    title: str,
    kind: str,
    data: bytes | File[bytes],
    file_name: str,
    at: datetime,
    document_date: date | None = None,
    note: str = "",
    right: Right = Right.PREPARE,
) -> Evidence:
    """Keep a new document as its version 1.

    Args:
        actor: Who hands it in.
        case: The case.
        title: What people call it.
        kind: A key of `procedure/data/evidence.yaml`.
        data: The content; it is sniffed and bounded by `webbase.files`.
        file_name: The name it came with.
        at: When.
        document_date: The day that stands on it.
        note: A few words.
        right: What she needs: whoever may do a thing may bring its proof along.

    Raises:
        PermissionDenied: the person has not that right.
        InputError: no title, an unknown kind, a file that is not taken.
    """
    with changing(actor=actor, case=case, right=right, at=at) as locked:
        return keep_document(
            actor=actor,
            case=locked,
            title=title,
            kind=kind,
            data=data,
            file_name=file_name,
            at=at,
            document_date=document_date,
            note=note,
        )


def keep_document(
    *,
    actor: Actor,
    case: Case,
    title: str,
    kind: str,
    data: bytes | File[bytes],
    file_name: str,
    at: datetime,
    document_date: date | None = None,
    note: str = "",
) -> Evidence:
    """The same inside `changing`, with the locked case: for services whose work brings a document along.

    Raises:
        InputError: as `add_document`.
    """
    described(title, kind, document_date, at)
    evidence = Evidence.objects.create(
        organisation=actor.organisation,
        case=case,
        title=title.strip(),
        kind=kind,
        made_by=actor.user,
        made_at=at,
    )
    blob = keep(actor=actor, data=data, file_name=file_name, at=at)
    _version(actor, evidence, 1, blob, file_name, document_date, note, at)
    return evidence


def add_version(
    *,
    actor: Actor,
    case: Case,
    evidence: Evidence,
    data: bytes | File[bytes],
    file_name: str,
    seen: int,
    at: datetime,
    document_date: date | None = None,
    note: str = "",
) -> EvidenceVersion:
    """Keep a newer version of a document; packets that hold an older one become void.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: the file is not taken, is the same as before, or somebody added a version meanwhile.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        found = of_case(locked, evidence)
        newest = newest_version(found)
        if newest.number != seen:
            raise InputError(
                [
                    Problem(
                        "version",
                        f"version {newest.number}; your page shows version {seen}",
                        "the newest version",
                        "Somebody added a version meanwhile. Look at it, then send yours if it is still needed.",
                    )
                ]
            )
        blob = keep(actor=actor, data=data, file_name=file_name, at=at)
        if blob.pk == newest.blob_id:
            raise InputError(
                [
                    Problem(
                        "file",
                        "the same content as the newest version",
                        "another content",
                        "Nothing was added: choose the newer file.",
                    )
                ]
            )
        dated(document_date, at)
        reason = f"A document under it has a newer version: {found.title}"
        void_packets(actor=actor, case=locked, reason=reason, at=at, evidence=found)
        return _version(actor, found, newest.number + 1, blob, file_name, document_date, note, at)


def read_document(
    *,
    actor: Actor,
    case: Case,
    version: EvidenceVersion,
    place: str,
    value: str,
    page: str = "",
    at: datetime,
) -> DocumentReading:
    """Note what a document says about a fact (`engagements[e1].end`) or a datum of the case (`worker.ssn`).

    Another reading of the same place in the same version takes the place of the former one, which stays in the
    history; charge lines stand beside each other.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: nothing was read, or the document is of another case.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        of_case(locked, version.evidence)
        text, where = value.strip(), place.strip()
        if not text or not where:
            empty = "value" if where else "place"
            raise InputError(
                [Problem(empty, "nothing", "what the document says", "Type it as it stands there.")]
            )
        standing = DocumentReading.objects.filter(version=version, removed_at=None)
        if where == CHARGES:
            where = f"{CHARGES}[{version.readings.count() + 1}]"
        standing.filter(place=where).update(removed_at=at)
        made = DocumentReading.objects.create(
            organisation=actor.organisation,
            case=locked,
            version=version,
            place=where,
            value=text,
            page=page.strip(),
            made_by=actor.user,
            made_at=at,
        )
        _told(actor, locked, "read document", version, at, {"place": where, "page": made.page})
    return made


def remove_reading(*, actor: Actor, case: Case, reading: DocumentReading, at: datetime) -> None:
    """Take back a reading; it stays in the history."""
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        row = DocumentReading.objects.select_related("version__evidence").get(
            pk=reading.pk, case=locked
        )
        if row.removed_at is None:
            row.removed_at = at
            row.save(update_fields=["removed_at"])
            _told(actor, locked, "took back reading", row.version, at, {"place": row.place})


def note_seen(
    *, actor: Actor, case: Case, version: EvidenceVersion, how: str, at: datetime, page: int = 0
) -> None:
    """Say in the chain that somebody saw a document; `how`: saw, downloaded.

    Raises:
        PermissionDenied: the person may not view.
    """
    require(actor, Right.VIEW)
    version = EvidenceVersion.objects.of(actor.organisation).get(pk=version.pk, case=case)
    details = {"page": str(page)} if page else {}
    _told(actor, case, f"{how} document", version, at, details)


def newest_version(evidence: Evidence) -> EvidenceVersion:
    """The newest version of a document."""
    return evidence.versions.select_related("blob").order_by("-number")[0]


def _version(
    actor: Actor,
    evidence: Evidence,
    number: int,
    blob: Blob,
    file_name: str,
    document_date: date | None,
    note: str,
    at: datetime,
) -> EvidenceVersion:
    made = EvidenceVersion.objects.create(
        organisation=actor.organisation,
        case=evidence.case,
        evidence=evidence,
        number=number,
        blob=blob,
        file_name=clean_name(file_name),
        document_date=document_date,
        note=note.strip(),
        made_by=actor.user,
        made_at=at,
    )
    _told(actor, evidence.case, "kept document", made, at, {"digest": blob.digest})
    return made


def _told(
    actor: Actor,
    case: Case,
    verb: str,
    version: EvidenceVersion,
    at: datetime,
    details: dict[str, str],
) -> None:
    record(
        actor=actor,
        verb=verb,
        subject=f"document {version.evidence_id}, version {version.number}",
        at=at,
        case_reference=case.reference,
        details={"kind": version.evidence.kind, **details},
    )
