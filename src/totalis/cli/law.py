"""`totalis law`: list, show, check and diff."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

from totalis.cli.law_charges import charge_lines, check_charges, checked_text
from totalis.cli.law_forms import check_forms, forms_text
from totalis.cli.reading import lawbook_at, read_day, read_lawbook
from totalis.evaluate.lawview import AgreementSummary, summaries
from totalis.kernel.dates import read_day as iso_day
from totalis.kernel.errors import InputError, Problem
from totalis.lawbook.checks import TOPICS
from totalis.lawbook.model import Agreement, Outcome, Rule
from totalis.rules.check import Proof, check_agreement
from totalis.rules.compare import changed_answers
from totalis.rules.program import Program

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from datetime import date

    from totalis.lawbook.book import Lawbook


def run_list(options: Namespace) -> int:
    """Every agreement on a line, then what is signed only, then what was checked longest ago."""
    law = read_lawbook(options)
    rows = summaries(law)
    if options.json:
        _write_json([row.as_dict() for row in rows])
        return 0
    print(f"{len(rows)} agreements · lawbook {law.digest.removeprefix('sha256:')[:12]}")
    print(
        f"{'':3}{'country':<17}{'in force':<12}{'rules':>6}{'disputed':>9}{'not stated':>11}"
        f"{'weak':>6}{'memory':>7}  checked"
    )
    for row in rows:
        print(_list_line(row))
    for signed in law.register.signed:
        print(f"\n{signed.country} {signed.name}: signed {signed.signed}. {signed.status}")
    print(
        "\nweak: rules that rest only on press, mirrors, commentary or memory · "
        "checked: the oldest day on which a cited source was checked"
    )
    return 0


def _list_line(row: AgreementSummary) -> str:
    return (
        f"{row.country:3}{row.name:<17}{row.in_force.isoformat():<12}{row.rules:>6}{row.disputed:>9}"
        f"{row.not_stated:>11}{row.weak:>6}{row.memory:>7}  {row.oldest_check.isoformat()}"
    )


def run_show(options: Namespace) -> int:
    """One agreement, rule by rule."""
    law = read_lawbook(options)
    agreement = law.agreement(options.country.upper())
    if options.json:
        import msgspec

        _write_json(msgspec.to_builtins(agreement))
        return 0
    print("\n".join(_agreement_lines(agreement)))
    for line in charge_lines(options.lawbook, agreement.country):
        print(line)
    return 0


def _agreement_lines(agreement: Agreement) -> Iterator[str]:
    yield f"{agreement.name} ({agreement.country}), in force since {agreement.in_force}"
    for clock in agreement.clocks.values():
        yield f"\nclock {clock.name}: {clock.limit}, rounding {clock.rounding}. {clock.says}"
        yield f"    earlier postings: {clock.repeats.rule} {clock.repeats.gap} {clock.repeats.says}"
    for topic in TOPICS:
        rules = [rule for rule in agreement.rules if rule.topic == topic]
        if rules:
            yield f"\n== {topic.replace('_', ' ')}"
        for rule in rules:
            yield from _rule_lines(rule, agreement)
    yield "\n== sources that contradict each other"
    for conflict in agreement.conflicts:
        yield f"{conflict.topic}: follows {conflict.follows}"
    yield "\n== not known"
    yield from (f"{item}" for item in agreement.unknown)
    yield "\n== sources"
    for source in agreement.sources.values():
        weak = " WEAK" if source.kind.weak else ""
        yield (
            f"{source.key} [{source.kind.value}{weak}] {source.title} {source.section} "
            f"(checked {source.checked_on}) {source.url}"
        )


def _rule_lines(rule: Rule, agreement: Agreement) -> Iterator[str]:
    covered = rule.covered_by.value if rule.covered_by else ""
    result = f"covered by {covered}" if rule.outcome is Outcome.ASSIGNED else rule.outcome.value
    limits = f" · clock {rule.clock}" if rule.clock else ""
    yield f"\n{rule.id}  → {result.replace('partner', agreement.country)}{limits}"
    yield f"    {rule.says}"
    for need in rule.needs:
        yield f"    needs: {need.says}"
    for remark in rule.mind:
        yield f"    mind: {remark.says}"
    if rule.excepts:
        yield f"    excepts {', '.join(rule.excepts)}"
    if rule.valid_from or rule.valid_until:
        yield f"    law from {rule.valid_from or agreement.in_force} until {rule.valid_until or 'now'}"
    weak = all(agreement.sources[key].kind.weak for key in rule.source if key in agreement.sources)
    yield f"    article {rule.article} · {', '.join(rule.source)}{' · WEAK' if weak else ''}"


def run_check(options: Namespace) -> int:
    """Prove every agreement; exit 0 when every promise holds, 2 when the law is wrong."""
    law = read_lawbook(options)
    started = time.perf_counter()
    proofs: list[Proof] = []
    for country in _countries(law, options.only):
        proofs.extend(check_agreement(law.agreement(country), law.register))
    failures = [failure for proof in proofs for failure in proof.failures]
    charges = check_charges(options.lawbook, options.only)
    forms = check_forms(options.lawbook, law, options.only)
    seconds = time.perf_counter() - started
    if options.json:
        _write_json(
            {
                "method": "reduced ordered decision diagram",
                "agreements": len({proof.country for proof in proofs}),
                "epochs": len(proofs),
                "known_patterns": sum(proof.known_patterns for proof in proofs),
                "partial_patterns": sum(proof.partial_patterns for proof in proofs),
                "failures": [failure.text() for failure in failures],
                "charges": charges,
                "forms": forms,
            }
        )
    else:
        if charges["catalogues"]:
            print(checked_text(charges))
        if forms["editions"]:
            print(forms_text(forms))
        _print_proofs(proofs, seconds)
    for failure in failures:
        print(failure.text(), file=sys.stderr)
    return 2 if failures else 0


def _print_proofs(proofs: list[Proof], seconds: float) -> None:
    for proof in proofs:
        if not proof.rules:
            continue
        outcomes = ", ".join(
            f"{name} {count:,}" for name, count in sorted(proof.by_outcome.items())
        )
        print(
            f"{proof.country} {proof.day}  {proof.rules:3} rules  {proof.observations:2} observations  "
            f"{proof.known_patterns:>18,} patterns in {proof.nodes:4} nodes  {outcomes}"
        )
    known = sum(proof.known_patterns for proof in proofs)
    partial = sum(proof.partial_patterns for proof in proofs)
    failures = sum(len(proof.failures) for proof in proofs)
    print(
        f"\n{len({proof.country for proof in proofs})} agreements, {len(proofs)} states of their law: "
        f"{known:,} fully known patterns\nand {partial:.3e} states of partial knowledge, all of them, by "
        f"reduced ordered decision diagrams, in {seconds:.1f} s."
    )
    print(
        "Proved for each pattern: one rule on top (no conflict without an order), an answer or a written\n"
        "not_stated (no gap), one country that covers (never exempt in both). An answer is settled only\n"
        "when every completion of what is unknown gives it, so more knowledge never reverses it."
    )
    print("The law is consistent." if not failures else f"{failures} failure(s).")


def run_diff(options: Namespace) -> int:
    """Name the answers that change between two days, or between two lawbooks."""
    before_day, after_day = _day_or_none(options.before), _day_or_none(options.after)
    if before_day is not None and after_day is not None:
        law = read_lawbook(options)
        sides = ((law, before_day), (law, after_day))
    elif before_day is None and after_day is None:
        day = read_day(options.as_of)
        books = tuple(lawbook_at(name) for name in (options.before, options.after))
        sides = ((books[0], day), (books[1], day))
    else:
        raise InputError(
            [
                Problem(
                    "A B",
                    f"{options.before} and {options.after}",
                    "two days, or two folders",
                    "Compare a day with a day, or a lawbook with a lawbook.",
                )
            ]
        )
    changes = list(_changes(sides, options.only))
    if options.json:
        _write_json(changes)
    else:
        for change in changes:
            print(f"{change['country']}: {change['before']} → {change['after']}")
            if change["witness"]:
                print(f"    for example {change['witness']}")
        print(f"{len(changes)} kind(s) of answers change.")
    return 0


def _changes(
    sides: tuple[tuple[Lawbook, date], tuple[Lawbook, date]], only: list[str] | None
) -> Iterator[dict[str, str]]:
    (old, old_day), (new, new_day) = sides
    countries = sorted({*_countries(old, only), *_countries(new, only)})
    for country in countries:
        before, after = _program(old, country, old_day), _program(new, country, new_day)
        if before is None and after is None:
            continue
        if before is None or after is None:
            words = ("no agreement in force", "agreement in force")
            if after is None:
                words = (words[1], words[0])
            yield {"country": country, "before": words[0], "after": words[1], "witness": ""}
            continue
        for change in changed_answers(before, after):
            yield {
                "country": country,
                "before": change.before,
                "after": change.after,
                "witness": change.witness.replace(": partner", f": {country}").replace(
                    ": us", ": US"
                ),
            }


def _program(law: Lawbook, country: str, day: date) -> Program | None:
    if not law.has(country) or law.agreement(country).in_force > day:
        return None
    return Program(law.agreement(country), law.register, day)


def _countries(law: Lawbook, only: list[str] | None) -> tuple[str, ...]:
    if not only:
        return law.countries
    wanted = tuple(country.upper() for country in only)
    return tuple(country for country in wanted if law.agreement(country) is not None)


def _day_or_none(text: str) -> date | None:
    try:
        return iso_day(text)
    except ValueError:
        return None


def _write_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))
