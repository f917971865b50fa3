"""Is this certificate genuine, and does it count on that day? A PDF or a credential, step by step, without a network.

Trust comes from the issuer's bundle, which somebody got from the issuer, never from the file. Nothing raises for any bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.documents.verify.bundle_issuer import RECENT
from totalis.documents.verify.certificate_inside import Inside, compare_face, read_inside
from totalis.documents.verify.certificate_pdf import (
    SignedPdf,
    find_signature,
    opened,
    prove_whole,
    read_pages,
)
from totalis.documents.verify.certificate_signer import demand_signer, demand_time
from totalis.documents.verify.certificate_steps import Checking, age, leave, refuse
from totalis.documents.verify.certificate_words import Verdict
from totalis.documents.verify.credential import Credential, check_credential, looks_like_credential
from totalis.documents.verify.status import look_up
from totalis.kernel.digest import digest

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from totalis.documents.verify.bundle_issuer import IssuerBundle
    from totalis.documents.verify.certificate_steps import CertificateCheck, Value

    Standing = Callable[[dict[str, Any]], dict[str, Value]]

PDF, CREDENTIAL = "certificate_pdf", "certificate_credential"


def check_certificate(
    data: bytes,
    name: str,
    *,
    issuer: IssuerBundle | None,
    day: date,
    at: datetime,
    standing: Standing | None = None,
) -> CertificateCheck:
    """All steps of a PDF or a credential.

    Args:
        data: The whole file.
        name: Its name, for messages.
        issuer: Keys and lists of the issuer that somebody trusts; None: nobody is trusted.
        day: The day that it should cover.
        at: This moment.
        standing: Asks the register instead of the status list, with the claims of the credential; raises `RefusedError` as a
            step does.
    """
    checking = Checking(name, day=day, at=at)
    _bundle(checking, issuer)
    if data.startswith(b"%PDF-"):
        credential = _pdf(checking, data, issuer)
        kind = PDF
    elif looks_like_credential(data):
        text = data.decode("ascii", "replace")
        credential = check_credential(checking, text, issuer, at)
        kind = CREDENTIAL
    else:
        checking.look("pdf", lambda: refuse("not_pdf"), broken="not_pdf")
        return checking.closed("unknown", Verdict.UNREADABLE)
    _counts(checking, credential, issuer, standing)
    _tell(checking, credential)
    return checking.closed(kind)


def _bundle(checking: Checking, issuer: IssuerBundle | None) -> None:
    def recent() -> dict[str, Value]:
        if issuer is None:
            leave("no_issuer")
        old = age(issuer.made_at, checking.at)
        if checking.at - issuer.made_at > RECENT:
            leave("old_bundle", made=issuer.made_at, age=old)
        return {"name": issuer.name, "issuer": issuer.issuer, "made": issuer.made_at, "age": old}

    checking.look("bundle", recent, broken="broken_list")


def _pdf(checking: Checking, data: bytes, issuer: IssuerBundle | None) -> Credential | None:
    """The steps of the file; each rests on the ones before, so the first that fails is the last that is done."""
    pdf: list[SignedPdf] = []
    inside: list[Inside] = []

    def file() -> dict[str, Value]:
        pdf.append(opened(data))
        return read_pages(pdf[0])

    def signer() -> dict[str, Value]:
        if issuer is None:
            leave("no_issuer")
        return demand_signer(pdf[0], issuer)

    def content() -> dict[str, Value]:
        inside.append(read_inside(pdf[0]))
        return {"data": "certificate.json", "credential": "credential.sd-jwt"}

    def face() -> dict[str, Value]:
        return {"count": compare_face(pdf[0], inside[0].content)}

    steps: tuple[tuple[str, Callable[[], dict[str, Value]], str], ...] = (
        ("pdf", file, "broken_pdf"),
        ("signature", lambda: find_signature(pdf[0]), "broken_signature"),
        ("integrity", lambda: prove_whole(pdf[0]), "broken_signature"),
        ("signer", signer, "foreign_signer"),
        ("signed_at", lambda: demand_time(pdf[0], checking.at), "signer_expired"),
        ("inside", content, "bad_inside"),
        ("face", face, "face_differs"),
    )
    for place, (key, doing, broken) in enumerate(steps):
        checking.look(key, doing, broken=broken)
        if checking.failed:
            checking.skip(*(each[0] for each in steps[place + 1 :]))
            checking.skip("credential", "issuer", "key", "disclosures", "same")
            return None
    credential = check_credential(checking, inside[0].credential, issuer, checking.at)
    if credential is None:
        checking.skip("same")
    else:
        checking.look("same", lambda: _same(inside[0].content, credential), broken="same_differs")
    return credential


def _same(content: dict[str, Any], credential: Credential) -> dict[str, Value]:
    """The credential names the digest of this very content, and what it shows is what the content says."""
    claims, coverage = credential.claims, content["coverage"]
    made = digest(content)
    if claims["document_digest"] != made:
        refuse("same_differs", expected=made, found=claims["document_digest"])
    holder = claims.get("credential_holder") or {}
    pairs = (
        (content["number"], claims["document_id"]),
        (content["issuer"]["url"], claims["iss"]),
        (coverage["start"], claims["legislation"]["starting_date"]),
        (coverage["end"], claims["legislation"].get("ending_date")),
        (coverage["covered_by"], claims["legislation"]["member_state"]),
        (content["holder"]["name"], holder.get("name", content["holder"]["name"])),
    )
    for expected, found in pairs:
        if expected != found:
            refuse("same_differs", expected=expected, found=found)
    return {}


def _counts(
    checking: Checking,
    credential: Credential | None,
    issuer: IssuerBundle | None,
    standing: Standing | None,
) -> None:
    """Day and status: of something that nobody showed to be genuine they would say nothing."""
    last = "standing" if standing else "status"
    if checking.failed or credential is None:
        checking.skip("period", last)
        return
    start, end = credential.days
    checking.look("period", lambda: covers(checking.day, start, end), broken="period_over")

    def status() -> dict[str, Value]:
        if issuer is None:
            leave("no_issuer")
        if standing is not None:
            return standing(credential.claims)
        reference = credential.payload["status"]["status_list"]
        return look_up(reference, issuer, day=checking.day, at=checking.at)

    checking.look(last, status, broken="broken_list")


def covers(day: date, start: date, end: date | None) -> dict[str, Value]:
    """The step `period`; both days are included.

    Raises:
        RefusedError: the day lies outside.
    """
    lasts = f"{start} to {end}" if end else f"from {start}"
    if day < start:
        refuse("not_begun", expected=lasts, found=day)
    if end is not None and day > end:
        refuse("period_over", expected=lasts, found=day)
    if end is None:
        return {"done": "period_open", "day": day, "start": start}
    return {"day": day, "start": start, "end": end}


def _tell(checking: Checking, credential: Credential | None) -> None:
    """What the certificate says of itself: shown beside the answer, never a part of it."""
    if credential is None or checking.broken:
        return
    claims = credential.claims
    start, end = credential.days
    said = {
        "number": claims["document_id"],
        "product": claims.get("document_type"),
        "covered by": claims["legislation"]["member_state"],
        "exempt in": claims["legislation"].get("exempt_in"),
        "first day": start,
        "last day": end or "none stated",
        "issued on": claims["issuance_date"],
        "issuer": claims["iss"],
    }
    checking.about = {name: str(value)[:200] for name, value in said.items() if value}
