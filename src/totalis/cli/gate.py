"""`totalis gate`: payroll's question, asked of the case desk of this machine."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from totalis.cli.door import open_database, stop
from totalis.cli.reading import read_day

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping, Sequence

    from totalis.gate.question import GateAnswer
    from totalis.payroll.services.lines import Lines
    from totalis.tables.source import Source
    from totalis.webbase.accounts.actor import Actor


def run(options: Namespace) -> int:
    """Answer one question, or those of a file; exit 0 whatever the word is."""
    known_at = _moment(options.known_at)
    if options.lines is None:
        _one_is_asked(options)
    else:
        _many_are_asked(options)
    open_database()
    actor = _system(options.organisation)
    if options.lines is None:
        return _single(options, actor, known_at)
    return _bulk(options, actor, known_at)


def _one_is_asked(options: Namespace) -> None:
    for name in ("worker", "stream", "day"):
        if not getattr(options, name):
            stop(f"--{name}", "nothing", "a worker, a stream and a day, or --lines with a file")
    if options.output:
        stop("-o", options.output, "--lines with it", "Leave it out: one answer is printed.")


def _many_are_asked(options: Namespace) -> None:
    for name in ("worker", "stream", "day", "charge"):
        if getattr(options, name):
            stop(
                f"--{name}",
                getattr(options, name),
                "the questions of --lines alone",
                "Leave it out.",
            )
    if options.output:
        from totalis.tables.writing import refuse_place

        refuse_place(Path(options.output))


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or len(text) <= len("2026-11-22"):
        stop("--known-at", text, "a day with a time, as 2026-11-22T12:00:00")
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _system(slug: str) -> Actor:
    from totalis.webbase.accounts.actor import system_actor
    from totalis.webbase.accounts.models import Organisation

    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        stop("--organisation", slug, "an organisation of this desk, as its addresses name it")
    return system_actor(organisation)


def _single(options: Namespace, actor: Actor, known_at: datetime | None) -> int:
    from totalis.gate.question import Question
    from totalis.payroll.services import ask
    from totalis.webbase import clock

    question = Question(
        worker=options.worker,
        stream=options.stream,
        day=read_day(options.day, "--day"),
        charge=options.charge or "",
    )
    answer = ask(actor=actor, question=question, at=clock.now(), known_at=known_at)
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode())
    else:
        print("\n".join(_text(answer)))
    return 0


def _text(answer: GateAnswer) -> list[str]:
    lines = [answer.word.value.upper(), answer.reason, ""]
    facts = [("case", answer.case), ("certificate", answer.certificate_number)]
    if answer.approval is not None:
        given = answer.approval
        facts += [
            ("accepted by", f"{given.accepted_by}, {given.accepted_at:%Y-%m-%d %H:%M} UTC"),
            ("released by", f"{given.released_by}, {given.released_at:%Y-%m-%d %H:%M} UTC"),
        ]
    if answer.valid_until is not None:
        facts.append(("valid until", answer.valid_until.isoformat()))
    if answer.charges is not None:
        for name in ("reached", "falls_away", "not_reached", "unclear"):
            keys = ", ".join(getattr(answer.charges, name))
            facts.append((name.replace("_", " "), keys))
    facts.append(("known at", f"{answer.known_at:%Y-%m-%d %H:%M:%S} UTC"))
    return lines + [f"  {name + ':':<14} {value}" for name, value in facts if value]


def _bulk(options: Namespace, actor: Actor, known_at: datetime | None) -> int:
    from totalis.payroll.services import ask_many
    from totalis.payroll.services.lines import answer_rows, questions_of
    from totalis.tables.reader import read_table
    from totalis.webbase import clock

    source: Source = sys.stdin.buffer.read() if options.lines == "-" else Path(options.lines)
    name = "standard input" if options.lines == "-" else Path(options.lines).name
    lines = questions_of(read_table(source, name=name))
    answers = (
        ask_many(actor=actor, questions=lines.questions, at=clock.now(), known_at=known_at)
        if lines.questions
        else []
    )
    rows = answer_rows(lines, answers)
    if not rows:
        stop(name, "no line below the header", "at least one question", "Add lines to the file.")
    _put_out(options, rows)
    print(_summary(lines, rows), file=sys.stderr)
    return 0


def _put_out(options: Namespace, rows: Sequence[Mapping[str, object]]) -> None:
    from totalis.payroll.services.lines import ANSWER_COLUMNS
    from totalis.tables.writing import csv_bytes, write_table

    if options.output:
        write_table(rows, Path(options.output), columns=ANSWER_COLUMNS)
    elif options.json:
        sys.stdout.write(msgspec.json.Encoder().encode_lines(rows).decode())
    else:
        sys.stdout.write(csv_bytes(rows, ANSWER_COLUMNS).decode())


def _summary(lines: Lines, rows: Sequence[Mapping[str, object]]) -> str:
    counted = dict.fromkeys(("exempt", "hold", "withhold"), 0)
    for row in rows:
        counted[str(row["word"])] += 1
    unread = len({one.line for one in lines.rejected})
    words = ", ".join(f"{count:,} {word}" for word, count in counted.items())
    unreadable = f"; {unread:,} of them could not be read and hold" if unread else ""
    return f"{len(rows):,} lines: {words}{unreadable}."
