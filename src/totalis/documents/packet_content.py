"""What a packet says: the snapshot of `totalis.procedure.packet` in the one form of documents, nothing left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis import __version__
from totalis.documents import form
from totalis.documents.packet_parts import (
    assignment,
    employers,
    exception_words,
    worker_rows,
)
from totalis.documents.sheet_words import in_order, said
from totalis.documents.words import PRODUCTS, article_words
from totalis.facts.countries import COUNTRIES, name_of, with_article
from totalis.kernel.dates import days_written_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.documents.form import Json

_DRAWN = frozenset(
    {
        "schema",
        "case",
        "product",
        "direction",
        "agreement",
        "lane",
        "channel",
        "worker",
        "assignment",
        "employers",
        "jurisdiction",
        "facts",
        "determination",
        "fields",
        "letter",
        "sources",
        "checked_on",
        "checks",
    }
)
_LANES = {
    "employer": "Employer asks for an employee",
    "self_employed": "Self-employed person asks",
    "performer": "For a performer",
    "hold": "None yet: a person must settle it",
}
_DIRECTIONS = {
    "us_certificate": "A US certificate, for work in the other country",
    "foreign_certificate": "A certificate of the other country, for work in the United States",
    "letter_of_exemption": "A letter of exemption by SSA",
}
_SEVERITIES = {"stop": "Stops it", "warn": "To be looked at", "note": "Note"}
_LETTER = {
    "exception_reason": "Reason for the exception",
    "exception_until": "Asked until",
    "comments": "Comment",
}


def packet_content(snapshot: Json, digest: str) -> Json:
    """The packet for the template. What the snapshot holds beyond its known parts is drawn as it is."""
    case = _part(snapshot, "case")
    name = _worker_name(snapshot)
    product = str(snapshot.get("product") or "")
    return {
        "kicker": f"{case.get('organisation') or 'Request'} · request packet",
        "title": f"{PRODUCTS.get(product, form.words(product)) or 'Request'}: {name or 'worker not named'}",
        "reference": str(case.get("reference") or snapshot.get("reference") or ""),
        "author": f"Totalis {__version__}",
        "description": "What is asked for, for whom, on which grounds. Approval is of its digest.",
        "head": [],
        "answer": _answer(snapshot),
        "sections": [section for section in _sections(snapshot, digest) if section["blocks"]],
        "footer": [
            f"Approval is of this packet's digest: {digest}",
            "Drawn by Totalis from the request as it was put together; personal numbers are shown in full.",
        ],
    }


def _sections(snapshot: Json, digest: str) -> Iterable[Json]:
    yield form.section("What is asked, and how", *_asked(snapshot))
    yield form.section("Worker", form.rows(*worker_rows(_part(snapshot, "worker"))))
    yield form.section("Assignment", assignment(_part(snapshot, "assignment")))
    yield form.section("Employers", employers(snapshot.get("employers") or []))
    yield form.section("Whose law covers the work", *_jurisdiction(snapshot))
    yield form.section("Fields of the request", *_fields(snapshot.get("fields") or []))
    yield form.section("Comment to the agency", *_letter(_part(snapshot, "letter")))
    yield form.section("Documents behind the fields", _documents(snapshot.get("fields") or []))
    yield form.section("Sources consulted", _sources(snapshot.get("sources") or []))
    yield form.section("Checks of the data", *_checks(snapshot))
    yield form.section("Why these fields are asked for", _grounds(snapshot.get("fields") or []))
    for key in sorted(snapshot.keys() - _DRAWN):
        if snapshot[key]:
            yield form.section(form.words(key), form.text(said(snapshot[key])))
    yield form.section(
        "Approval",
        form.text(
            "Somebody other than the preparer approves or refuses this packet, by its digest. "
            "It is the SHA-256 of request.json in the bundle; any change of the request gives another one."
        ),
        form.rows(("Digest of this packet", digest)),
    )


def _part(snapshot: Json, key: str) -> dict[str, Any]:
    value = snapshot.get(key)
    return value if isinstance(value, dict) else {}


def _worker_name(snapshot: Json) -> str:
    worker = _part(snapshot, "worker")
    names = (worker.get("given_names"), worker.get("family_names"))
    return " ".join(name for name in names if name)


def _answer(snapshot: Json) -> Json | None:
    decided = _part(snapshot, "jurisdiction")
    sentence = decided.get("answer") or decided.get("says")
    if not sentence:
        return None
    covered = decided.get("covered_by")
    return {
        "tone": "settled" if covered else "open",
        "label": f"Covered by {with_article(covered)}" if covered else "Not settled",
        "sentence": days_written_out(sentence),
        "next": "",
    }


def _asked(snapshot: Json) -> Iterable[Json | None]:
    case, lane, channel = (_part(snapshot, key) for key in ("case", "lane", "channel"))
    agreement = str(snapshot.get("agreement") or "")
    named = f"United States and {name_of(agreement)}" if agreement else ""
    direction = str(snapshot.get("direction") or "")
    exception = channel.get("exception") or {}
    lane_key = str(lane.get("lane") or "")
    yield form.rows(
        ("Asked by", str(case.get("organisation") or ""), f"Case {case.get('reference', '')}"),
        ("What", _DIRECTIONS.get(direction, form.words(direction))),
        ("Agreement", named),
        ("Lane", _LANES.get(lane_key, form.words(lane_key)), str(lane.get("reason") or "")),
        ("Channel", form.words(str(channel.get("channel") or "")), exception_words(exception)),
        ("Form of this packet", str(snapshot.get("schema") or "")),
    )


def _jurisdiction(snapshot: Json) -> Iterable[Json | None]:
    decided, made = _part(snapshot, "jurisdiction"), _part(snapshot, "determination")
    facts = _part(snapshot, "facts")
    article = decided.get("article")
    version = f"Version {facts['version']}" if facts.get("version") else ""
    yield form.rows(
        ("Covered by", _country(decided.get("covered_by"))),
        ("Exempt in", _country(decided.get("exempt_in"))),
        (
            "Rule",
            str(decided.get("rule") or ""),
            days_written_out(str(decided.get("says") or "")),
        ),
        ("Article", article_words(str(article)) if article else ""),
        ("Law of", days_written_out(str(made.get("as_of") or ""))),
        ("Digest of the law", str(made.get("law") or "")),
        ("Digest of the determination", str(made.get("digest") or "")),
        ("Digest of the facts", str(facts.get("digest") or made.get("facts") or ""), version),
    )


def _country(code: object) -> str:
    return name_of(str(code)) if code else ""


def _fields(fields: list[Json]) -> Iterable[Json | None]:
    yield form.table(
        ("Field", "Value", "Shown by", "Asked for"),
        (10, 11, 9, 9),
        (
            (_label(field), _field_value(field), _document_name(field), _asked_for(field))
            for field in fields
        ),
    )


def _label(field: Json) -> str:
    return str(field.get("label") or form.words(str(field.get("field", ""))))


def _field_value(field: Json) -> str:
    value = str(field.get("value") or "")
    about = f"{field.get('field', '')} {_label(field)}".lower()
    if any(word in about for word in ("country", "citizenship", "residence")):
        codes = [code.strip() for code in value.split(",")]
        if all(code in COUNTRIES for code in codes):
            value = ", ".join(name_of(code) for code in codes)
    return days_written_out(value) or "not given"


def _document_name(field: Json) -> str:
    document = field.get("document")
    return f"{document['title']}, version {document['version']}" if document else "no document"


def _asked_for(field: Json) -> str:
    asked = str(field.get("asked") or "")
    when = "if wanted" if asked == "never" else asked
    if field.get("listed"):
        return f"{when}; the agreement's own list"
    return f"{when}; no list that was read has it" if field.get("inferred") else when


def _grounds(fields: list[Json]) -> Json | None:
    """Every source because of which something is asked for, once."""
    found = {
        str(source.get("url") or source.get("title")): source
        for field in fields
        for source in field.get("sources") or ()
    }
    return form.listing(
        f"{source.get('title', '')}, checked on {days_written_out(str(source.get('checked_on', '')))}"
        for source in found.values()
    )


def _letter(letter: Json) -> Iterable[Json | None]:
    given = [
        (_LETTER.get(key, form.words(key)), days_written_out(str(letter[key])))
        for key in in_order(letter, _LETTER)
        if letter[key]
    ]
    yield form.rows(*given) if given else None


def _documents(fields: list[Json]) -> Json | None:
    found = {
        document["digest"]: document for field in fields if (document := field.get("document"))
    }
    return form.entries(
        form.entry(f"{item['title']}, version {item['version']}", notes=[digest])
        for digest, item in found.items()
    )


def _sources(sources: list[Json]) -> Json | None:
    return form.table(
        ("Page", "Read on", "Why", "By"),
        (14, 6, 11, 6),
        (
            (
                f"{item.get('title', '')}\n{item.get('url', '')}",
                days_written_out(str(item.get("accessed_on", ""))),
                str(item.get("why", "")),
                str((item.get("by") or {}).get("name", "")),
            )
            for item in sources
        ),
    )


def _checks(snapshot: Json) -> Iterable[Json | None]:
    on, checks = snapshot.get("checked_on"), snapshot.get("checks")
    labels = {str(field.get("field")): _label(field) for field in snapshot.get("fields") or ()}
    if on is None or checks is None:
        return
    yield form.text(f"Checked on {days_written_out(str(on))}.")
    yield form.table(
        ("How grave", "What", "Where"),
        (5, 20, 9),
        (
            (
                _SEVERITIES.get(str(item.get("severity")), str(item.get("severity"))),
                days_written_out(str(item.get("says", ""))),
                labels.get(str(item.get("place")), str(item.get("place", ""))),
            )
            for item in checks
        ),
    ) or form.text("Nothing was found.")
