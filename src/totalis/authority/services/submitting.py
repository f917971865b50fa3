"""Taking a request in: checked, kept, put before the engine, told. Sent twice, it is one request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from totalis.authority.models import (
    Attachment,
    Channel,
    CoverageRequest,
    Draft,
    Happened,
    RequestVersion,
)
from totalis.authority.numbers import new_control_number
from totalis.authority.selectors.requests_worker import BIRTH, worker_keys
from totalis.authority.services.assessing import assess
from totalis.authority.services.following import held_earlier, refuse_second
from totalis.authority.services.telling import happened
from totalis.kernel.digest import digest
from totalis.kernel.errors import InputError, Problem
from totalis.procedure.forms_answers import Severity, check_answers
from totalis.procedure.forms_sheet import sheet_of
from totalis.webbase.accounts.actor import Actor
from totalis.webbase.audit.services import record
from totalis.webbase.files.names import clean_name
from totalis.webbase.files.services import keep
from totalis.webbase.secrets.masking import without_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.core.files.base import File

    from totalis.authority.models import Agency, Client
    from totalis.lawbook.forms.model import FormEdition
    from totalis.webbase.accounts.models import Organisation
    from totalis.webbase.files.models import Blob

EMAIL = "requester_email"
LONGEST = 50_000
"""Letters in one answer: far above any name or address, far below what could be meant to hurt."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A document that comes with a request: what was kept, its name, and the field that it belongs to."""

    blob: Blob
    name: str
    about: str = ""


def enclosed(
    *, agency: Agency, data: bytes | File[bytes], file_name: str, at: datetime, about: str = ""
) -> Enclosure:
    """Keep an upload as the case desk does: its kind by its content, its size bounded, packed files looked into.

    Raises:
        InputError: it is not kept here.
    """
    blob = keep(actor=requester(agency.organisation), data=data, file_name=file_name, at=at)
    return Enclosure(blob=blob, name=clean_name(file_name), about=about)


def requester(organisation: Organisation, machine: str = "Online form") -> Actor:
    """Whoever acts from outside: no user, no rights."""
    return Actor(
        user=None,
        organisation=organisation,
        roles=frozenset(),
        rights=frozenset(),
        machine=machine,
    )


def submit(
    *,
    agency: Agency,
    edition: FormEdition,
    answers: Mapping[str, str],
    facts: Mapping[str, Any] | None,
    attachments: Sequence[Enclosure] = (),
    language: str = "en",
    channel: Channel,
    at: datetime,
    contact_email: str = "",
    client: Client | None = None,
    client_reference: str = "",
    draft: Draft | None = None,
    refers_to: CoverageRequest | None = None,
) -> CoverageRequest:
    """Take a request in and put it before the engine; nobody is asked and no paper is drawn.

    Idempotent: the same draft, and the same reference of the same client, give the request that there is.
    Without `contact_email` mails go to the address that the answers give; without `refers_to` the earlier request is the
    one whose control number they name, if it is about the same worker. `facts` is a fact sheet in its plain form that a connected desk sent along; without one it follows from the answers.

    The earlier one is held meanwhile: of two requests to mend the same certificate one is taken and the other told so.

    Raises:
        InputError: an answer stops it, the form is closed, or the client's reference named another content before; it asks to
            mend what does not count, or what another open request is to mend.
    """
    mail_to = contact_email.strip() or answers.get(EMAIL, "").strip()
    sent = _Sent(agency, dict(answers), client, client_reference, draft)
    earlier = sent.already()
    if earlier is not None:
        return earlier
    _refuse(agency, edition, sent.answers, mail_to, at)
    sheet = dict(facts) if facts is not None else plain_sheet(edition, sent.answers)
    try:
        with transaction.atomic():
            referred = held_earlier(agency=agency, answers=sent.answers, named=refers_to)
            earlier = sent.already(lock=True)
            if earlier is not None:
                return earlier
            refuse_second(edition.product, referred)
            request = CoverageRequest.objects.create(
                organisation=agency.organisation,
                control_number=new_control_number(),
                product=edition.product,
                agreement=edition.agreement,
                lane=edition.lane,
                edition=edition.key,
                language=language,
                channel=channel,
                answers=sent.answers,  # type: ignore[misc] # an encrypted JSON field takes plain data
                facts=sheet,
                second_fact=sent.answers.get(BIRTH, "").strip(),
                contact_email=mail_to,
                refers_to=referred,
                received_at=at,
                client=client,
                client_reference=client_reference,
                draft=draft,
                worker_key=worker_keys(sent.answers)[0],
            )
            _complete(request, attachments, at)
    except IntegrityError:
        earlier = sent.already()
        if earlier is None:
            raise
        return earlier
    return request


def sent_before(
    *, agency: Agency, client: Client, client_reference: str, answers: Mapping[str, str]
) -> CoverageRequest | None:
    """The request that a desk made under a reference, whatever has become of its form's edition since; None where it made none.

    Raises:
        InputError: it said something else under it.
    """
    return _Sent(agency, dict(answers), client, client_reference, None).already()


def _complete(request: CoverageRequest, attachments: Sequence[Enclosure], at: datetime) -> None:
    """All that belongs to a new request, in its transaction."""
    write_version(request=request, number=1, at=at)
    add_enclosures(request=request, enclosures=attachments, at=at)
    if request.draft is not None:
        # What was typed lives on in the request alone.
        Draft.objects.filter(pk=request.draft.pk).update(sent_at=at, answers={})
        request.draft.files.all().delete()
    assess(request=request, at=at)
    happened(Happened.RECEIVED, request=request, at=at)
    machine = request.client.name if request.client is not None else "Online form"
    record(
        actor=requester(request.organisation, machine),
        verb="sent request",
        subject=request.control_number,
        case_reference=request.control_number,
        at=at,
        details={
            "edition": request.edition,
            "channel": request.channel,
            "documents": len(attachments),
        },
    )


def write_version(
    *, request: CoverageRequest, number: int, at: datetime, reason: str = ""
) -> RequestVersion:
    """Keep what a request says now as its next version; a number that stands in the reason is masked, for that is no ciphertext."""
    return RequestVersion.objects.create(
        organisation=request.organisation,
        request=request,
        number=number,
        answers=request.answers,
        facts=request.facts,
        digest=version_digest(request.answers, request.facts),
        reason=without_numbers(reason),
        made_at=at,
    )


def add_enclosures(
    *, request: CoverageRequest, enclosures: Sequence[Enclosure], at: datetime
) -> None:
    """Keep documents with a request."""
    Attachment.objects.bulk_create(
        Attachment(
            organisation=request.organisation,
            request=request,
            blob=one.blob,
            name=one.name,
            about=one.about,
            made_at=at,
        )
        for one in enclosures
    )


def version_digest(answers: Mapping[str, str], facts: Mapping[str, Any]) -> str:
    """The digest that assessments and decisions name."""
    return digest({"answers": dict(answers), "facts": dict(facts)})


def plain_sheet(edition: FormEdition, answers: Mapping[str, str]) -> dict[str, Any]:
    """The fact sheet that follows from answers, in its plain form."""
    return sheet_of(edition, answers).as_dict()


def refuse_answers(edition: FormEdition, answers: Mapping[str, str], *, at: datetime) -> None:
    """Refuse answers that stop a request.

    Raises:
        InputError: with a problem for each field; the path is `answers.<key>`.
    """
    problems = [
        Problem(f"answers.{key}", f"{len(text)} letters", f"at most {LONGEST}", "Shorten it.")
        for key, text in answers.items()
        if len(text) > LONGEST
    ]
    problems += [
        Problem(f"answers.{one.field}", one.found, one.expected, one.remedy)
        for one in check_answers(edition, answers, at=at.date())
        if one.severity is Severity.STOP
    ]
    if problems:
        raise InputError(problems)


def _refuse(
    agency: Agency,
    edition: FormEdition,
    answers: Mapping[str, str],
    contact_email: str,
    at: datetime,
) -> None:
    if not agency.takes_requests:
        remedy = "Send the request by mail or fax, or ask the agency."
        closed = Problem("agency", "a house that takes no requests here", "an open form", remedy)
        raise InputError([closed])
    if contact_email:
        try:
            validate_email(contact_email)
        except ValidationError as error:
            remedy = "Write it as name@example.com, or leave it empty."
            wrong = Problem("contact_email", "no e-mail address", "an e-mail address", remedy)
            raise InputError([wrong]) from error
    refuse_answers(edition, answers, at=at)


@dataclass(frozen=True, slots=True)
class _Sent:
    """By what a sending is known again."""

    agency: Agency
    answers: dict[str, str]
    client: Client | None
    client_reference: str
    draft: Draft | None

    def already(self, *, lock: bool = False) -> CoverageRequest | None:
        """The request that this sending made before; with `lock`, a second sending of a draft waits for the first."""
        rows = CoverageRequest.objects.of(self.agency.organisation)
        if self.draft is not None:
            if lock:
                Draft.objects.select_for_update().get(pk=self.draft.pk)
            return rows.filter(draft=self.draft).first()
        if self.client is None or not self.client_reference:
            return None
        found = rows.filter(client=self.client, client_reference=self.client_reference).first()
        if found is not None and found.requestversions.get(number=1).answers != self.answers:
            remedy = "Use a reference of its own for each request; to change one, correct it."
            raise InputError(
                [Problem("reference", "other answers under it", "the same answers", remedy)]
            )
        return found
