"""`totalis`: the command line. Parsing only; each command lives in its own module, loaded when called.

Exit codes: 0 answered (whatever the outcome), 1 the program failed, 2 the input or the call is wrong
and nothing was written.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from totalis import __version__
from totalis.cli.agency_parser import add_agency

if TYPE_CHECKING:
    from collections.abc import Sequence

EXIT_ANSWERED = 0
EXIT_FAILED = 1
EXIT_WRONG_INPUT = 2

_EXAMPLES = """\
examples:
  totalis determine sheet.yaml                 decide, as text
  totalis determine sheet.yaml --as-of 2026-01-01 --json
  cat sheet.json | totalis determine -         read standard input
  totalis law list                             the 30 agreements, what they rest on
  totalis law show FR                          one agreement, rule by rule
  totalis law check                            prove the lawbook consistent
  totalis law diff 2013-01-01 2026-01-01       which answers changed between two days
  totalis verify export.zip                    is this proof genuine, step by step
  totalis demo                                 the pages, on this machine, ready to click
"""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="totalis",
        description="Which country's social security covers cross-border work, and why.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"totalis {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _determine(commands)
    _law(commands)
    _tables(commands)
    _benefits(commands)
    _gate(commands)
    _verify(commands)
    _web(commands)
    add_agency(commands)
    completion = commands.add_parser(
        "completion",
        help="print a completion script for your shell",
        epilog="example:\n  totalis completion bash > ~/.local/share/bash-completion/completions/totalis",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"))
    completion.set_defaults(run="totalis.cli.completion:run")
    return top


def _determine(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "determine",
        help="decide a fact sheet",
        description="Decide which country covers each engagement of a fact sheet (totalis/facts/1).",
        epilog="examples:\n  totalis determine sheet.yaml\n  totalis determine - --json < sheet.json",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "sheet", metavar="SHEET", help="YAML or JSON file, or - for standard input"
    )
    command.add_argument(
        "--as-of", metavar="DAY", help="the day whose law applies; today if left out"
    )
    command.add_argument(
        "--json", action="store_true", help="write totalis/determination/1 as JSON"
    )
    _lawbook_option(command)
    command.set_defaults(run="totalis.cli.determine:run")


def _law(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    law = commands.add_parser("law", help="the law as data: list, show, check, diff")
    parts = law.add_subparsers(dest="law_command", metavar="COMMAND", required=True)
    listing = parts.add_parser(
        "list", help="every agreement: in force, rules, weak sources, freshness"
    )
    listing.set_defaults(run="totalis.cli.law:run_list")
    show = parts.add_parser("show", help="one agreement, rule by rule, with its sources")
    show.add_argument("country", metavar="CC", help="country code, such as FR")
    show.set_defaults(run="totalis.cli.law:run_show")
    check = parts.add_parser(
        "check",
        help="prove every agreement for every pattern of observations",
        description=(
            "Compiles each agreement to a decision diagram and proves: no two rules hold without an "
            "order, no known pattern lacks an answer, no answer is reversed by more knowledge, none "
            "exempts in both countries, every rule decides something."
        ),
    )
    check.add_argument(
        "--only", metavar="CC", action="append", help="only this country (repeatable)"
    )
    check.set_defaults(run="totalis.cli.law:run_check")
    diff = parts.add_parser(
        "diff",
        help="the answers that change between two days or two lawbooks",
        epilog="examples:\n  totalis law diff 1996-04-30 1996-05-01\n  totalis law diff old/lawbook new/lawbook",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    diff.add_argument("before", metavar="A", help="a day, or a folder with a lawbook")
    diff.add_argument("after", metavar="B", help="a day, or a folder with a lawbook")
    diff.add_argument(
        "--only", metavar="CC", action="append", help="only this country (repeatable)"
    )
    diff.add_argument("--as-of", metavar="DAY", help="the day on which two lawbooks are compared")
    diff.set_defaults(run="totalis.cli.law:run_diff")
    for command in (listing, show, check, diff):
        command.add_argument("--json", action="store_true", help="write JSON")
        _lawbook_option(command)


def _tables(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    screen = commands.add_parser(
        "screen",
        help="decide a table of engagements at once",
        description=(
            "Decides one engagement a row, exactly as `determine` decides it alone. CSV or Parquet in and out; "
            "columns are the facts with dots as underscores. A row that cannot be read is kept, as invalid."
        ),
        epilog="examples:\n  totalis screen staff.csv -o decided.csv\n  totalis screen staff.parquet -o decided.parquet --engine duckdb",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    screen.add_argument("table", metavar="TABLE", help="CSV or Parquet file")
    screen.add_argument("-o", "--output", metavar="OUT", required=True, help="CSV or Parquet file")
    screen.add_argument(
        "--as-of", metavar="DAY", help="the day whose law applies; today if left out"
    )
    screen.add_argument(
        "--engine",
        choices=("polars", "duckdb", "spark"),
        default="polars",
        help="what computes (default polars); every one gives the same answers",
    )
    _lawbook_option(screen)
    screen.set_defaults(run="totalis.cli.screen:run")
    classify = commands.add_parser(
        "classify",
        help="charge lines: category, effect of a certificate, creditability",
        description="Classifies charge lines one by one; a bundle is split only where base and rate prove the split.",
        epilog="examples:\n  totalis classify payslip.csv --agreement FR\n  totalis classify payslip.csv --agreement FR -o lines.csv",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    classify.add_argument("lines", metavar="LINES", help="CSV, XLSX or Parquet file, or - for CSV")
    classify.add_argument(
        "--agreement", metavar="CC", required=True, help="country code, such as FR"
    )
    exposure = commands.add_parser(
        "exposure",
        help="the same earnings charged in two systems, with amounts",
        epilog="examples:\n  totalis exposure contributions.csv\n  totalis exposure contributions.parquet -o overlaps.parquet",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    exposure.add_argument(
        "contributions", metavar="CONTRIBUTIONS", help="CSV, XLSX or Parquet file, or - for CSV"
    )
    for command, module in ((classify, "classify"), (exposure, "exposure")):
        command.add_argument(
            "-o", "--output", metavar="OUT", help="CSV or Parquet file; else text is written"
        )
        command.add_argument("--json", action="store_true", help="write JSON")
        _reading_options(command)
        command.set_defaults(run=f"totalis.cli.{module}:run")


def _benefits(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "benefits",
        help="combined credits and the totalized US benefit, every step",
        description=(
            "Estimates from a record (JSON or YAML): US earnings, periods abroad, the claim. Every step has its value, "
            "formula and citation; what no text settles is named. An estimate, never a decision. A table has a record a row, "
            "its fields in columns (us_earnings_1990, foreign_1_country), and gets a row of numbers for each."
        ),
        epilog=(
            "examples:\n  totalis benefits record.json\n  totalis benefits - --json < record.json\n"
            "  totalis benefits record.json --what-if --posting FR 2018-04-01 2021-03-31 80000\n"
            "  totalis benefits records.csv -o answers.parquet"
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "record",
        metavar="RECORD",
        help="the record, or - for standard input; or a table of records (CSV, XLSX or Parquet)",
    )
    command.add_argument("--json", action="store_true", help="write JSON")
    command.add_argument(
        "-o", "--output", metavar="OUT", help="CSV or Parquet file, for a table of records"
    )
    command.add_argument(
        "--what-if",
        action="store_true",
        help="what a year more in either system and a later claim would change",
    )
    command.add_argument(
        "--posting",
        nargs=4,
        metavar=("COUNTRY", "START", "END", "YEARLY"),
        help="with --what-if: a stay abroad outside the record, under US coverage (dollars a year) or abroad",
    )
    command.set_defaults(run="totalis.cli.benefits:run")


def _reading_options(command: argparse.ArgumentParser) -> None:
    """Let a caller say what the cells of a file leave open; nothing is guessed."""
    command.add_argument(
        "--dates",
        choices=("iso", "dmy", "mdy"),
        help="how days are written where the file leaves it open: 2026-01-31, 31/01/2026, 01/31/2026",
    )
    command.add_argument(
        "--decimal",
        choices=("point", "comma"),
        help="the decimal mark where the file leaves it open",
    )


def _gate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "gate",
        help="payroll's question: withhold, exempt or hold, for a worker, a stream and a day",
        description=(
            "Asks the case desk of this machine. Every answer is recorded; `--known-at` asks what was known then. "
            "Doubt is hold, and hold withholds."
        ),
        epilog=(
            "examples:\n  totalis gate --organisation example --worker E-1001 --stream salary-us --day 2026-03-31\n"
            "  totalis gate --organisation example --lines payroll.csv -o answers.csv"
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "--organisation", metavar="NAME", required=True, help="as in the desk's addresses"
    )
    command.add_argument("--worker", metavar="ID", help="staff number")
    command.add_argument("--stream", metavar="ID", help="the earning stream, as payroll names it")
    command.add_argument("--day", metavar="DAY", help="a day of the pay period")
    command.add_argument(
        "--charge", metavar="KEY", help="one charge; all of the stream if left out"
    )
    command.add_argument("--known-at", metavar="TIME", help="what was known at this time, UTC")
    command.add_argument(
        "--lines", metavar="FILE", help="many questions: CSV, JSON Lines or Parquet"
    )
    command.add_argument("-o", "--output", metavar="OUT", help="where the answers to --lines go")
    command.add_argument("--json", action="store_true", help="write JSON")
    command.set_defaults(run="totalis.cli.gate:run")


def _verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "verify",
        help="check a case export, a packet bundle, a certificate or its credential, step by step",
        description=(
            "Checks that nothing was changed since it was exported or issued and that one thing in it follows from the "
            "other; of a certificate also who issued it and whether it counts on a day. Exit 0: genuine (a certificate: "
            "and in force). Exit 2: not, or not known, or not something that can be checked."
        ),
        epilog=(
            "examples:\n  totalis verify export.zip\n  totalis verify unpacked --json\n"
            "  totalis verify certificate.pdf --issuer bundle.json --on 2027-06-01"
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "file", metavar="FILE", help="the file, the folder, or - for standard input"
    )
    command.add_argument(
        "--issuer",
        metavar="BUNDLE",
        help="for a certificate: the issuer's keys and status lists, which `totalis agency bundle` writes; trust is "
        "never taken from the certificate",
    )
    command.add_argument(
        "--on",
        metavar="DAY",
        help="for a certificate: the day that it should cover; today if left out",
    )
    command.add_argument("--json", action="store_true", help="write the steps as JSON")
    command.set_defaults(run="totalis.cli.verify:run")


def _web(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser(
        "demo", help="decide three samples, then serve the pages on this machine"
    )
    demo.add_argument("--port", type=int, default=8000, help="0 takes a free one (default 8000)")
    demo.add_argument("--no-open", action="store_true", help="do not open a browser")
    demo.add_argument(
        "--keep", action="store_true", help="go on with the data of the last demo, if any"
    )
    demo.add_argument("--empty", action="store_true", help="without the sample cases")
    demo.set_defaults(run="totalis.cli.demo:run")
    serve = commands.add_parser(
        "serve",
        help="the pages for real use (set TOTALIS_SECRET_KEY and TOTALIS_ALLOWED_HOSTS)",
    )
    serve.add_argument("--bind", default="127.0.0.1:8000", help="address and port")
    serve.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    serve.add_argument(
        "--no-migrate", action="store_true", help="do not bring the database up to date first"
    )
    serve.set_defaults(run="totalis.cli.web:run_serve")
    work = commands.add_parser(
        "work", help="what is done in the background: mails, reminders, changes of law"
    )
    work.add_argument("--once", action="store_true", help="do what is due now, then end")
    work.set_defaults(run="totalis.cli.work:run")
    _audit(commands)
    key = commands.add_parser(
        "key",
        help="a new key for TOTALIS_ENCRYPTION_KEYS, or everything written anew under the newest",
        epilog="examples:\n  totalis key            print a new key\n  totalis key rotate     then the old ones can go",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    key.add_argument(
        "what", nargs="?", choices=("new", "rotate"), default="new", help="new (default) or rotate"
    )
    key.set_defaults(run="totalis.cli.upkeep:run_key")
    manage = commands.add_parser(
        "manage",
        help="Django's own commands, for who runs an installation",
        epilog="examples:\n  totalis manage check --deploy\n  totalis manage migrate --plan",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    manage.add_argument(
        "rest", metavar="ARGUMENTS", nargs=argparse.REMAINDER, help="handed on as they are"
    )
    manage.set_defaults(run="totalis.cli.upkeep:run_manage")


def _audit(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    audit = commands.add_parser("audit", help="the chain of who did what: check, export")
    parts = audit.add_subparsers(dest="audit_command", metavar="COMMAND", required=True)
    check = parts.add_parser(
        "check", help="prove that no entry was changed, moved, put in or taken out"
    )
    check.add_argument("--json", action="store_true", help="write JSON")
    check.set_defaults(run="totalis.cli.upkeep:run_audit_check")
    export = parts.add_parser("export", help="every entry as a line of JSON, the oldest first")
    export.add_argument("--case", metavar="REFERENCE", help="only the entries of this case")
    export.set_defaults(run="totalis.cli.upkeep:run_audit_export")
    for command in (check, export):
        command.add_argument(
            "--organisation", metavar="SLUG", help="only this organisation; all if left out"
        )


def _lawbook_option(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--lawbook",
        metavar="FOLDER",
        help="another lawbook: a folder with register.yaml and agreements/",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; errors go to standard error, never as a traceback."""
    from totalis.kernel.errors import LawError, TotalisError

    options = parser().parse_args(arguments)
    module, function = options.run.split(":")
    try:
        return int(getattr(import_module(module), function)(options))
    except LawError as error:
        print(f"totalis: the lawbook is wrong\n{error.diagnostics()}", file=sys.stderr)
        return EXIT_WRONG_INPUT if getattr(options, "lawbook", None) else EXIT_FAILED
    except TotalisError as error:
        if getattr(options, "json", False):
            import json

            problems = [problem.as_dict() for problem in error.problems]
            print(json.dumps({"problems": problems}, ensure_ascii=False), file=sys.stderr)
        else:
            print(error.diagnostics(), file=sys.stderr)
        return EXIT_WRONG_INPUT
    except BrokenPipeError:
        sys.stderr.close()
        return EXIT_ANSWERED
    except KeyboardInterrupt:
        return EXIT_FAILED
    except Exception as error:
        if os.environ.get("TOTALIS_DEBUG") == "1":
            raise
        print(
            f"totalis: failed: {type(error).__name__}: {error}\n"
            "This is a fault of the program, not of your input; nothing was written. "
            "TOTALIS_DEBUG=1 shows where.",
            file=sys.stderr,
        )
        return EXIT_FAILED


if __name__ == "__main__":
    sys.exit(main())
