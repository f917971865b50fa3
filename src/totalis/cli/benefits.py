"""`totalis benefits`: combined credits and the totalized benefit of a record, every step."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from totalis.cli.door import stop
from totalis.cli.reading import read_day, read_input
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from argparse import Namespace
    from decimal import Decimal

    from totalis.benefits.answer import Estimate
    from totalis.benefits.outcome import BenefitOutcome
    from totalis.benefits.record import Record
    from totalis.benefits.what_if import Change, WhatIf
    from totalis.benefits.what_if_posting import Choice
    from totalis.tables.table import Rejected

TABLES = (".csv", ".xlsx", ".parquet")
_WIDTH = 27
_UPPER = {"pia": "PIA", "aime": "AIME (average)", "us": "US"}


def run(options: Namespace) -> int:
    """Estimate one record; exit 0 whatever comes out."""
    from totalis.benefits.estimate import estimate
    from totalis.benefits.reading import read_record

    if Path(options.record).suffix.lower() in TABLES:
        return _table(options)
    if options.output:
        stop("--output", options.output, "a table of records (CSV, XLSX or Parquet) as RECORD")
    data, name = read_input(options.record)
    record = read_record(data, name, as_of=read_day(None))
    if options.what_if or options.posting:
        return _what_if(options, record)
    answer = estimate(record)
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode())
    else:
        print("\n".join(text(answer)))
    return 0


def _table(options: Namespace) -> int:
    """Estimate a table of records; OUT is written whole or not at all."""
    from totalis.benefits.columns import MOST_COLUMNS, estimate_frame
    from totalis.tables.limits import Bounds
    from totalis.tables.reader import read_table
    from totalis.tables.writing import refuse_place, write_table

    table, out = Path(options.record), Path(options.output or "")
    if not options.output:
        stop("--output", "nothing", "a file for the answers", "Add `-o answers.csv`.")
    if options.what_if or options.posting:
        stop("--what-if", str(table), "one record", "Ask it of one record at a time.")
    if not table.is_file():
        stop(str(table), "no such file", "a CSV, XLSX or Parquet file that can be read")
    if table.resolve() == out.resolve():
        stop("--output", str(out), "another file than RECORD", "Name another.")
    refuse_place(out)
    found = read_table(table, name=table.name, bounds=Bounds(columns=MOST_COLUMNS))
    if found.rejected:
        raise InputError([_rejected(one, table.name) for one in found.rejected])
    answers = estimate_frame(found.frame(), as_of=read_day(None))
    write_table(answers, out)
    refused = answers.height - answers["error"].null_count()
    print(f"{answers.height:,} records, {refused:,} of them with an error", file=sys.stderr)
    return 0


def _rejected(one: Rejected, name: str) -> Problem:
    place = one.column or "(whole line)"
    return Problem(place, one.found, one.expected, one.remedy, line=one.line, file=name)


def _what_if(options: Namespace, record: Record) -> int:
    from totalis.benefits.what_if import what_if
    from totalis.benefits.what_if_posting import FIELDS, read_posting

    given = options.posting
    posting = None
    if given:
        posting = read_posting(dict(zip(FIELDS, given, strict=True)), record, "--posting")
    answer = what_if(record, posting=posting)
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode())
    else:
        print("\n".join(what_if_text(answer)))
    return 0


def what_if_text(answer: WhatIf) -> list[str]:
    """What would change, for people."""
    lines = ["As it is", *_outcome(answer.now), ""]
    for change in answer.changes:
        lines += [change.says]
        if change.after is None:
            lines += [f"  {change.problem}", ""]
            continue
        if change.before != answer.now and change.before is not None:
            lines += [f"  before, in {change.before.benefit_month}:", *_outcome(change.before)]
        lines += [*_outcome(change.after), _row("change", _changed(change)), ""]
    if answer.posting is not None:
        for choice in answer.posting.choices:
            lines += [f"The posting under {choice.system}: {choice.says}"]
            lines += [*_outcome(choice.outcome), _row("change", _changed(choice)), ""]
        lines += [answer.posting.unknown, answer.posting.windfall, ""]
    return [*lines, answer.statement]


def _outcome(found: BenefitOutcome) -> list[str]:
    paid = f", about ${found.monthly_benefit:,} a month" if found.monthly_benefit else ""
    pia = f", PIA {_dollars(found.pia)}" if found.pia is not None else ""
    quarters = f"{found.us_quarters}; together {found.combined_quarters} of {found.required_quarters} needed"
    return [
        _row("benefit", f"{found.benefit}{pia}{paid}"),
        _row("US quarters", quarters),
    ]


def _changed(one: Change | Choice) -> str:
    pairs = (("PIA", one.pia_change), ("monthly benefit", one.monthly_change))
    return ", ".join(f"{name} {value:+,}" for name, value in pairs if value is not None) or "none"


def text(answer: Estimate) -> list[str]:
    """The estimate for people: the answer, the steps, what was assumed."""
    lines = [_headline(answer), answer.why, ""]
    lines += [_row(name, value) for name, value in _facts(answer) if value]
    for member in answer.family:
        words = f"${member.payable:,} ({member.benefit}; ${member.full:,} before the maximum)"
        lines.append(_row(member.relation.replace("_", " "), words))
    lines += ["", "Steps"]
    for step in answer.steps:
        words = " ".join(_UPPER.get(word, word) for word in step.name.split("_"))
        lines.append(_row(words, step.value))
        lines.append(f"{'':<{_WIDTH + 4}}{step.says} [{step.citation}; {step.mark}]")
    if answer.assumptions:
        lines += ["", "Assumed"]
    for item in answer.assumptions:
        other = f" Here {item.value}; otherwise {item.other_value}." if item.other_value else ""
        lines.append(f"  {item.says}{other} [{item.citation}; {item.mark}]")
    return [*lines, "", f"Law checked on {answer.law_checked_on}. {answer.statement}"]


def _row(name: str, value: object) -> str:
    return f"  {name + ':':<{_WIDTH}}  {value}"


def _headline(answer: Estimate) -> str:
    words = {
        "totalized": "A totalized benefit",
        "regular": "A regular benefit",
        "both": "Regular and totalized benefits",
        "none": "No benefit",
    }[answer.benefit]
    if answer.monthly_benefit is None:
        return f"{words}, for {answer.benefit_month}."
    return f"{words}: about ${answer.monthly_benefit:,} a month, for {answer.benefit_month}."


def _facts(answer: Estimate) -> list[tuple[str, str]]:
    recent = answer.recent_required
    needed = f"{answer.combined_quarters} of {answer.required_quarters} needed"
    return [
        ("US quarters", str(answer.us_quarters)),
        ("together", f"{needed}, with {answer.country}" if answer.country else needed),
        ("recent", "" if recent is None else f"{answer.recent_quarters} of {recent} needed"),
        ("theoretical PIA", _dollars(answer.theoretical_pia)),
        ("fraction", answer.pro_rata_fraction or ""),
        ("pro rata PIA", _dollars(answer.pro_rata_pia)),
        ("PIA on US record alone", _dollars(answer.regular_pia)),
        ("family maximum", _dollars(answer.family_maximum)),
        ("lump sum", _dollars(answer.lump_sum)),
        ("from", _conversion(answer)),
    ]


def _conversion(answer: Estimate) -> str:
    if answer.conversion is None:
        return ""
    return f"{answer.conversion.from_quarter} insured on US quarters alone; pays the {answer.conversion.pays} benefit"


def _dollars(amount: Decimal | None) -> str:
    return "" if amount is None else f"${amount:,}"
