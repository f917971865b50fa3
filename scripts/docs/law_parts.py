"""Parts of an agreement in Markdown: clocks, charges, certificates, contradictions, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.docs.markdown import document, table
from totalis.documents.words import SOURCE_KINDS, capital
from totalis.kernel.dates import day_words, duration_words
from totalis.lawbook.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from totalis.frontdoor.selectors.lawpages import AgreementPage
    from totalis.lawbook.model import (
        Agreement,
        CertificateSide,
        Charge,
        Conflict,
        Remark,
        Source,
    )


def clocks(agreement: Agreement, page: AgreementPage) -> list[str]:
    """Every time limit of an agreement, each a section."""
    result = []
    for clock, shown in zip(agreement.clocks.values(), page.clocks, strict=True):
        counted = shown.counted_from
        if clock.floor is not None:
            counted = f"{counted} ({day_words(clock.floor)})"
        rows = [
            ("limit", f"{shown.limit} (`{clock.limit}`)"),
            ("counted from", counted),
            ("rounding", f"`{clock.rounding}`: {shown.rounding}"),
            ("earlier stays", f"{shown.repeats.says} {cited(clock.repeats.source)}"),
            ("article", clock.article or "not stated in what was read"),
            ("sources", keys(clock.source)),
        ]
        if clock.actual:
            rows.insert(1, ("in fact", "the stay must not in fact pass it either"))
        if clock.repeats.gap:
            test = clock.repeats.gap_test.replace("_", " ")
            rows.insert(-3, ("gap", f"{test} {duration_words(clock.repeats.gap)}"))
        result.append(document(f"### Clock {clock.name}", clock.says, table(("", ""), rows)))
    return result


def numbers(agreement: Agreement) -> Iterable[str]:
    """The other numbers of an agreement that rules measure against."""
    for item in (agreement.home_coverage, agreement.principal):
        if item is not None:
            yield f"{item.says} {cited(item.source)}"


def charges(items: Sequence[Charge]) -> str:
    """A list of laws and charges."""
    if not items:
        return "No source that was read names one."
    return "\n".join(
        f"- {item.name}{f': {item.why}' if item.why else ''} {cited(item.source)}" for item in items
    )


def certificate(title: str, side: CertificateSide) -> str:
    """Who issues a certificate on one side, and how."""
    rows = [
        ("issuer", side.issuer),
        ("form", side.form),
        ("address", side.address),
        ("channels", "; ".join(side.channels)),
        ("asked for by", side.requested_by),
        ("copies", side.copies),
        ("use", side.use),
    ]
    shown = [(label, _stated(text)) for label, text in rows if text]
    fields = "\n".join(
        f"- {item.field}{_applies(item.applies_to, item.only_if)} {cited(item.source)}"
        for item in side.fields
    )
    return document(
        f"### {title}",
        table(("", ""), [*shown, ("sources", keys(side.source))]),
        f"What is asked for:\n\n{fields}" if fields else "",
        _to_partner(side),
        remarks(side.notes),
    )


def _to_partner(side: CertificateSide) -> str:
    """What sources state of a copy for the other agency."""
    copy = side.copy_to_partner
    if copy is None:
        return ""
    article = f" ({copy.article})" if copy.article else ""
    said = f"Copy to the other agency: {copy.says}{article} {cited(copy.source)}"
    return document(said, remarks(copy.mind))


def _applies(applies_to: str, only_if: str) -> str:
    who = {"employee": "employees", "self_employed": "self-employed people"}.get(applies_to, "")
    said = ", ".join(part for part in (who, f"only if {only_if}" if only_if else "") if part)
    return f" ({said})" if said else ""


def conflict(item: Conflict) -> str:
    """Sources that contradict each other, and which is followed."""
    return document(
        f"**{capital(item.topic)}**",
        remarks(item.readings),
        f"Followed here: {item.follows}",
    )


def amendments(agreement: Agreement) -> Iterable[str]:
    """Later texts that change the agreement; nothing where there are none."""
    if not agreement.amendments:
        return
    yield "## Amendments"
    rows = (
        (
            item.what,
            day_words(item.signed) if item.signed else "",
            day_words(item.in_force) if item.in_force else "",
            keys(item.source),
        )
        for item in agreement.amendments
    )
    yield table(("what", "signed", "in force", "sources"), rows)


def remark(item: Remark) -> str:
    """A sentence with its article and sources."""
    return f"{item.says}{article(item.article)} {cited(item.source)}"


def article(text: str) -> str:
    """An article in parentheses; some are named in words already (`adm. arr. 4(1)`)."""
    if not text:
        return ""
    return f" (article {text})" if text[0].isdigit() else f" ({text})"


def remarks(items: Sequence[Remark]) -> str:
    """A list of remarks."""
    return "\n".join(f"- {remark(item)}" for item in items)


def _stated(text: str) -> str:
    return "not stated in what was read" if text == Outcome.NOT_STATED.value else text


def keys(names: Sequence[str]) -> str:
    """The keys of sources."""
    return ", ".join(f"`{name}`" for name in names)


def cited(names: Sequence[str]) -> str:
    """The keys of sources, as they stand behind a sentence."""
    return f"[{keys(names)}]" if names else ""


def sources(every: Mapping[str, Source]) -> str:
    """Sources as a table."""
    return table(
        ("key", "source", "kind", "read", "checked on"),
        (
            (f"`{key}`", _source(item), _kind(item), item.read, item.checked_on.isoformat())
            for key, item in every.items()
        ),
    )


def _source(item: Source) -> str:
    title = f"[{item.title}]({item.url})" if item.url else item.title
    parts = (title, item.section, item.date_on_page, item.note)
    return ". ".join(part.rstrip(".") for part in parts if part)


def _kind(item: Source) -> str:
    return f"{SOURCE_KINDS[item.kind]}{', **weak**' if item.kind.weak else ''}"
