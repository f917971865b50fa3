"""docs/cli.md: every command, argument and example, read from the parser itself."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NamedTuple

from scripts.docs.markdown import anchor, document, table, written_from
from totalis.cli.main import parser

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOP = """\
# The command line

Every command reads a file, or `-` for standard input, and writes text for people; with `--json` it
writes JSON. Errors go to standard error: where, what was found, what is expected, what to do.

| exit code | means |
| --- | --- |
| 0 | answered, whatever the outcome |
| 1 | the program failed |
| 2 | the input or the call is wrong; nothing was written |

The same errors come as JSON, `{"problems": […]}`, where `--json` was asked for. A lawbook that was named
with `--lawbook` and is wrong is wrong input (2), and so is what `law check` finds; the packaged lawbook
that does not load is a failure (1)."""

_ERRORS = """\
## An error, as it looks

```yaml
# wrong.yaml
schema: totalis/facts/1
worker:
  citizenship: [US]
engagements:
  - id: e1
    work_country: France
    start: 2026-02-30
```

```console
$ totalis determine wrong.yaml; echo "exit code $?"
```"""


class Command(NamedTuple):
    """One command: its whole name, its parser, the line that its parent shows for it."""

    name: str
    parser: argparse.ArgumentParser
    help: str


def commands() -> list[Command]:
    """Every command that can be called, in the order of the parser."""
    top = parser()
    return list(_below(top, top.prog))


def _below(item: argparse.ArgumentParser, name: str) -> Iterator[Command]:
    for action in item._actions:  # noqa: SLF001 - argparse has no public way to walk a parser
        if not isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            continue
        shown = {choice.dest: choice.help or "" for choice in action._choices_actions}  # noqa: SLF001
        for word, below in action.choices.items():
            deeper = list(_below(below, f"{name} {word}"))
            yield from deeper or [Command(f"{name} {word}", below, shown.get(word, ""))]


def arguments(command: Command) -> list[argparse.Action]:
    """The arguments of a command, `--help` left out, required ones first."""
    found = [item for item in command.parser._actions if item.dest != "help"]  # noqa: SLF001
    return sorted(found, key=lambda item: bool(item.option_strings))


def examples(item: argparse.ArgumentParser) -> list[str]:
    """The lines of the examples under a help text, without what is said of them."""
    lines = (item.epilog or "").splitlines()[1:]
    return [line.strip().split("   ", 1)[0] for line in lines if line.strip()]


def spelled(action: argparse.Action) -> str:
    """An argument as it is typed: `SHEET`, `--as-of DAY`."""
    if not action.option_strings:
        return str(action.metavar or "|".join(action.choices or ()) or action.dest)
    value = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
    return f"{action.option_strings[-1]}{value}"


def page() -> str:
    """The whole page."""
    every = commands()
    listed = table(
        ("command", "does"),
        ((f"[`{item.name}`](#{anchor(item.name)})", item.help) for item in every),
    )
    version = "`totalis --version` prints the version; `--help` stands behind every command."
    return document(
        written_from("src/totalis/cli/main.py"),
        _TOP,
        listed,
        version,
        "```sh\n" + "\n".join(examples(parser())) + "\n```",
        *(_section(item) for item in every),
        _ERRORS,
    )


def _section(command: Command) -> str:
    found = arguments(command)
    typed = " ".join(
        spelled(item) if not item.option_strings else f"[{spelled(item)}]"
        for item in sorted(found, key=lambda item: not item.option_strings)
    )
    says = command.parser.description or command.help
    parts = [
        f"## {command.name}",
        f"{says[:1].upper()}{says[1:].rstrip('.')}.",
        f"```text\n{command.name} {typed}".rstrip() + "\n```",
    ]
    if found:
        rows = ((f"`{spelled(item)}`", _meaning(item)) for item in found)
        parts.append(table(("argument", "means"), rows))
    if lines := examples(command.parser):
        parts.append("Examples:\n\n```sh\n" + "\n".join(lines) + "\n```")
    return document(*parts)


def _meaning(action: argparse.Action) -> str:
    choices = f"one of {', '.join(map(str, action.choices))}" if action.choices else ""
    return "; ".join(part for part in (action.help or "", choices) if part)
