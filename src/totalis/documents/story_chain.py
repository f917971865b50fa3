"""The chain that an answer for a day rests on, link by link: who, when, what, and the digest of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.documents import form
from totalis.documents.sheet_words import fact_words, places_of
from totalis.documents.story_proof import delivery, match_and_release, the_certificate
from totalis.documents.words import CONDITIONS, article_words, label_of
from totalis.facts.countries import name_of
from totalis.kernel.dates import day_words, days_written_out

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from totalis.documents.form import Json
    from totalis.gate import PayrollAnswer
    from totalis.procedure.casefile import (
        CaseFile,
        DeterminationRecord,
        FactVersion,
        PacketRecord,
    )


def chain(file: CaseFile, day: date, answer: PayrollAnswer) -> list[Json]:
    """The links from the facts to the delivery, in their order, each numbered."""
    packet = packet_behind(file, answer)
    decision = decision_behind(file, packet)
    facts = facts_behind(file, decision)
    certificate = next((item for item in file.certificates if item.id == answer.certificate), None)
    links = [
        ("Facts", _facts(file, facts)),
        ("Determination", _determination(decision)),
        ("Evidence", _evidence(file)),
        ("Request packet", _packet(file, packet)),
        ("Approval", _approvals(file, packet)),
        ("Sending", _sending(file)),
        ("Tracking", _tracking(file)),
        ("Certificate", the_certificate(file, certificate, day)),
        ("Comparison and release", match_and_release(file, certificate)),
        ("Delivery", delivery(file, certificate)),
    ]
    return [
        form.section(f"{number}. {title}", *blocks)
        for number, (title, blocks) in enumerate(links, start=1)
    ]


def packet_behind(file: CaseFile, answer: PayrollAnswer) -> PacketRecord | None:
    """The packet that led to the certificate: the one compared with it, else the one sent last, else the newest."""
    compared = answer.match.packet if answer.match is not None else None
    sent = file.lodgements[-1].packet if file.lodgements else None
    wanted = compared if compared is not None else sent
    named = next((packet for packet in file.packets if packet.number == wanted), None)
    return named or (file.packets[-1] if file.packets else None)


def decision_behind(file: CaseFile, packet: PacketRecord | None) -> DeterminationRecord | None:
    """The determination that the packet names, else the newest."""
    named = [
        item
        for item in file.determinations
        if packet is not None and packet.determination in (item.digest, item.id)
    ]
    return (named or list(file.determinations) or [None])[-1]  # type: ignore[list-item]


def facts_behind(file: CaseFile, decision: DeterminationRecord | None) -> FactVersion | None:
    """The facts that the determination was made of, else the newest."""
    named = [item for item in file.facts if decision is not None and item.digest == decision.facts]
    return (named or list(file.facts) or [None])[-1]  # type: ignore[list-item]


def _facts(file: CaseFile, facts: FactVersion | None) -> Iterable[Json | None]:
    if facts is None:
        return [form.text("No facts were stated.")]
    return [
        form.rows(
            ("Version", f"{facts.number} of {len(file.facts)}", facts.reason),
            ("Stated by", form.by(facts.made_by, facts.at)),
            ("Digest", facts.digest),
        ),
        form.table(
            ("Fact", "Value", "Stated by, how known", "Document"),
            (10, 9, 9, 8),
            (
                (label_of(place), fact_words(place, value), *_stated(file, facts, place))
                for place, value in places_of(facts.sheet).items()
            ),
        ),
    ]


def _stated(file: CaseFile, facts: FactVersion, place: str) -> tuple[str, str]:
    """Who stated a fact and how she knew, and the document that shows it."""
    found = [item for item in facts.statements if item.place == place]
    if not found:
        return facts.made_by.name, "none named"
    newest = found[-1]
    who = f"{newest.stated_by.name}, {newest.basis}" if newest.basis else newest.stated_by.name
    return who, title_of(file, newest.evidence) if newest.evidence else "none named"


def _determination(decision: DeterminationRecord | None) -> Iterable[Json | None]:
    if decision is None:
        return [form.text("Nothing was decided.")]
    blocks: list[Json | None] = [
        form.rows(
            ("Law of", day_words(decision.as_of)),
            ("Decided by", form.by(decision.made_by, decision.at)),
            ("Made from facts", decision.facts),
            ("Digest of the law", decision.law),
            ("Digest", decision.digest),
        )
    ]
    for answer in decision.document.get("engagements", ()):
        blocks += _answer(answer)
    return blocks


def _answer(answer: dict[str, Any]) -> list[Json | None]:
    article = answer.get("article")
    rule = f"{answer.get('rule')}, {article_words(article)}" if article else answer.get("rule")
    conditions = [
        f"{CONDITIONS[item['status']]}: {days_written_out(item['what'])}"
        for item in answer.get("conditions", ())
        if item.get("status") in CONDITIONS
    ]
    sources = [
        f"{item.get('title', '')} {item.get('section', '')}".strip()
        for item in answer.get("citations", ())
    ]
    return [
        form.text(days_written_out(answer.get("answer") or answer.get("says") or "")),
        form.rows(("Rule", rule or ""), ("Sources", "\n".join(dict.fromkeys(sources)))),
        form.listing(conditions),
    ]


def _evidence(file: CaseFile) -> Iterable[Json | None]:
    if not file.evidence:
        return [form.text("No document was kept.")]
    return [
        form.entries(
            form.entry(
                item.title,
                f"{form.words(item.kind)}, version {item.version}: {item.file_name}"
                + (f", dated {day_words(item.document_date)}" if item.document_date else ""),
                f"Kept by {form.by(item.uploaded_by, item.uploaded_at)}",
                notes=[item.digest],
            )
            for item in file.evidence
        ),
        form.table(
            ("Source consulted", "Read on", "Why", "By"),
            (14, 6, 12, 6),
            (
                (f"{item.title}\n{item.url}", day_words(item.accessed_on), item.why, item.by.name)
                for item in file.sources
            ),
        ),
    ]


def _packet(file: CaseFile, packet: PacketRecord | None) -> Iterable[Json | None]:
    request = file.request
    if packet is None or request is None:
        return [form.text("No packet was built.")]
    exception = request.exception
    why = f"{exception.reason}; to {exception.destination}" if exception is not None else ""
    void = f"Void since {form.moment(packet.void_at)}: {packet.void_reason}"
    return [
        form.rows(
            (
                "Asked for",
                form.words(request.product),
                f"Agreement with {name_of(request.agreement)}",
            ),
            ("Lane", form.words(request.lane.value), request.lane_reason),
            ("Channel", form.words(request.channel), why),
            ("Packet", f"{packet.number} of {len(file.packets)}", void if packet.void_at else ""),
            ("Built by", form.by(packet.made_by, packet.at)),
            ("Digest", packet.digest),
        )
    ]


def _approvals(file: CaseFile, packet: PacketRecord | None) -> Iterable[Json | None]:
    found = [(item, decision) for item in file.packets for decision in item.approvals]
    if not found:
        return [form.text("Nobody has approved or refused a packet.")]
    return [
        form.entries(
            form.entry(
                f"Packet {item.number} {'approved' if decision.approved else 'refused'} by {form.by(decision.by, decision.at)}",
                decision.reason,
                "By the preparer herself, who works alone." if decision.by_preparer else "",
                "This is the packet of the chain." if item is packet else "",
                notes=[f"Approval is of the digest {decision.packet_digest}"],
            )
            for item, decision in found
        )
    ]


def _sending(file: CaseFile) -> Iterable[Json | None]:
    if not file.lodgements:
        return [form.text("Nothing was sent.")]
    return [
        form.entries(
            form.entry(
                f"Packet {item.packet} sent by {form.by(item.by, item.at)}",
                f"Channel: {form.words(item.channel)}. Control number: {item.control_number or 'none given'}.",
                f"Confirmation: {title_of(file, item.confirmation)}" if item.confirmation else "",
            )
            for item in file.lodgements
        )
    ]


def _tracking(file: CaseFile) -> Iterable[Json | None]:
    said = [
        (
            item.at,
            f"“{item.verbatim}”",
            f"{form.words(item.channel)} {item.label}".strip(),
            item.by.name,
        )
        for item in file.checks
    ]
    contacts = [
        (
            item.at,
            f"“{item.verbatim}”"
            + (f"\nEarly because: {item.override_reason}" if item.override_reason else ""),
            f"{'To' if item.direction == 'out' else 'From'} {item.counterpart}, {item.channel}",
            item.by.name,
        )
        for item in file.communications
    ]
    attempts = [
        (
            item.at,
            f"Asked for: {item.asked_for}\n{item.outcome}",
            f"Alternate: {item.addressee}",
            item.by.name,
        )
        for item in file.attempts
    ]
    lines = sorted(said + contacts + attempts, key=lambda line: line[0])
    if not lines:
        return [form.text("Nothing was heard.")]
    return [
        form.table(
            ("When", "What was said, word for word", "Channel", "Recorded by"),
            (8, 16, 9, 6),
            ((form.moment(at), *rest) for at, *rest in lines),
        )
    ]


def title_of(file: CaseFile, evidence: str) -> str:
    """The title of a document by its id; the id where the file has no such document."""
    item = file.evidence_item(evidence)
    return item.title if item is not None else evidence
