"""The face of a certificate: its content in words, for the template. Nothing is decided here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from totalis.documents import form
from totalis.documents.words import article_words
from totalis.facts.countries import name_of, with_article
from totalis.kernel.dates import day_words

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]
LETTER = "letter_of_exemption"
TITLES = {"certificate": "Certificate of coverage", LETTER: "Letter of exemption"}
RECEIVERS = {
    "requester": "whoever asked for it",
    "employer": "the employer",
    "self_employed": "the self-employed person",
    "partner_agency": "the agency of the other country",
}
WITHOUT_END = "No last day is stated: it holds until it is ended."


def face(content: Json, *, digest: str) -> Json:
    """Title, statement, sections and small print."""
    issuer, number = content["issuer"], content["number"]
    title = TITLES[content["product"]]
    return {
        "title": title,
        "document_title": f"{title} {number}",
        "author": issuer["name"],
        "description": f"{title} under the agreement between the United States and {content['agreement']['name']}.",
        "issuer": issuer["name"],
        "agreement": _agreement(content),
        "number": number,
        "code": content["check_code"],
        "issued_on": day_words(date.fromisoformat(content["issued_on"])),
        "statement": statement(content),
        "sections": [section for section in _sections(content) if section["blocks"]],
        "check": _check(content),
        "notes": list(_notes(content)),
        "footer": [f"{title} {number} · {issuer['name']}", f"Digest of its content: {digest}"],
    }


def statement(content: Json) -> str:
    """What is certified, in one sentence."""
    coverage, issuer = content["coverage"], content["issuer"]["name"]
    kept, freed = (with_article(coverage[key]) for key in ("covered_by", "exempt_in"))
    work = "self-employment" if content["employment"]["kind"] == "self_employment" else "employment"
    if content["product"] == LETTER:
        return (
            f"{issuer} states that the person named here is subject only to the social security laws of {kept} for the {work} "
            f"described here, and therefore owes no social security contributions or taxes in {freed} on its earnings."
        )
    return (
        f"{issuer} certifies that the person named here is subject to the social security laws of {kept} for the {work} "
        f"described here, and is exempt from those of {freed} that the agreement reaches."
    )


def _agreement(content: Json) -> str:
    agreement = content["agreement"]
    begun = day_words(date.fromisoformat(agreement["in_force"]))
    named = f"Agreement on social security between the United States and {with_article(agreement['country'])}"
    form_name = f" · Form {content['form']['name']}" if content["form"]["name"] else ""
    return f"{named}, in force since {begun}{form_name}"


def _sections(content: Json) -> Iterable[Json]:
    holder = content["holder"]
    yield form.section("Person", form.rows(*_person(holder), keep_empty=False))
    yield form.section(*_work(content["employment"], content["places_of_work"]))
    yield form.section("Coverage", form.rows(*_coverage(content), keep_empty=False))
    yield form.section("Issued by", form.rows(*_issuer(content), keep_empty=False))


def _person(holder: Json) -> Iterable[tuple[str, ...]]:
    yield "Name", holder["name"]
    yield "Name at birth", holder["name_at_birth"]
    yield "Both surnames", holder["both_surnames"]
    born = day_words(date.fromisoformat(holder["birth_date"])) if holder["birth_date"] else ""
    place = ", ".join(
        one for one in (holder["birth_place"], _country(holder["birth_country"])) if one
    )
    yield "Born", ", ".join(one for one in (born, place) if one)
    yield "Citizenship", ", ".join(_country(code) for code in holder["citizenships"])
    yield "Permanent residence", _country(holder["residence"])
    for number in holder["numbers"]:
        note = "The last characters only." if number["masked"] else ""
        yield f"Number in {with_article(number['country'])}", number["value"], note


def _work(employment: Json, places: list[Json]) -> tuple[str, Json | None]:
    alone = employment["kind"] == "self_employment"
    of = "Business" if alone else "Employer"
    rows = [("Kind of self-employment", employment["nature"])]
    for one in employment["businesses"]:
        words = "\n".join(part for part in (one["name"], one["address"]) if part)
        rows.append((f"{of} in {with_article(one['country'])}", words))
    rows += [("Work is done in", _country(one["country"])) for one in places]
    return "Self-employment" if alone else "Employment", form.rows(*rows, keep_empty=False)


def _coverage(content: Json) -> Iterable[tuple[str, ...]]:
    coverage = content["coverage"]
    yield "Subject to the laws of", _country(coverage["covered_by"]), "; ".join(coverage["laws"])
    exempt = "; ".join(coverage["exempt_laws"])
    yield "Exempt from the laws of", _country(coverage["exempt_in"]), exempt
    start = day_words(date.fromisoformat(coverage["start"]))
    yield "First day", start
    ends = coverage["end"]
    yield "Last day", day_words(date.fromisoformat(ends)) if ends else WITHOUT_END
    yield "Provision", article_words(coverage["article"]) if coverage["article"] else ""
    yield "Exception", exception_words(coverage) if coverage["exception"] else ""


def exception_words(coverage: Json) -> str:
    """On whose word an exception was granted."""
    agreed = coverage.get("agreed")
    if not agreed:
        return "Beyond the rules of the agreement."
    day = day_words(date.fromisoformat(agreed["on"]))
    if "in" in agreed:
        return (
            f"Granted by this agency. {agreed['with']} agreed in writing on {day}: {agreed['in']}."
        )
    return f"Granted together with {agreed['with']}, which agreed on {day}."


def _issuer(content: Json) -> Iterable[tuple[str, ...]]:
    issuer = content["issuer"]
    yield "Agency", issuer["name"]
    yield "Address", issuer["address"]
    reached = [
        f"{label} {issuer[key]}"
        for label, key in (("Telephone", "telephone"), ("Fax", "fax"), ("E-mail", "email"))
        if issuer[key]
    ]
    yield "Contact", " · ".join(reached)
    yield "Request", content["basis"]["control_number"]
    yield (
        "In place of",
        content["replaces"],
        content["replaces_reason"] or "That one no longer counts.",
    )


def _check(content: Json) -> Json:
    return {
        "title": "Is it genuine, and does it still count?",
        "says": (
            "The file bears the electronic seal of the issuer; a print does not. Anybody who holds this paper can check it with its number "
            "and code at the address in the square, or without a network with the issuer's published keys."
        ),
        "url": content["check_url"],
    }


def _notes(content: Json) -> Iterable[str]:
    product = TITLES[content["product"]].lower()
    yield f"It speaks only for the {'business' if content['employment']['kind'] == 'self_employment' else 'employers'} named here and only for the days stated."
    for copy in content["copies"]:
        yield copy_words(copy)
    if not content["form"]["face_known"]:
        yield (
            f"This layout ({content['edition']}) is neutral: no public source shows the official face of this {product}, so none is imitated."
        )


def copy_words(copy: Json) -> str:
    """Who gets how many papers, in a sentence."""
    to, papers = RECEIVERS[copy["to"]], copy["papers"]
    if papers is None:
        says = f"{copy['says']} " if copy["says"] else ""
        return f"{says}How many papers go to {to} is not stated."
    counted = "One paper goes" if papers == 1 else f"{papers} papers go"
    general = (
        " (general rule; this agreement's own is not stated)" if copy["basis"] == "general" else ""
    )
    return f"{counted} to {to}{general}."


def _country(code: str) -> str:
    return name_of(code) if code else ""
