"""How `totalis agency` is called."""

from __future__ import annotations

import argparse


def add_agency(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command with its parts."""
    agency = commands.add_parser(
        "agency",
        help="the certificate service: open it, its keys, its bundle for checks without a network",
        epilog=(
            "examples:\n"
            "  totalis agency open US --name 'Office of Certificates' --issuer https://coc.example.org --administrator a@example.org\n"
            "  totalis agency keys new         keys for trials, which prove nothing\n"
            "  totalis agency keys show\n"
            "  totalis agency bundle -o issuer.json"
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parts = agency.add_subparsers(dest="agency_command", metavar="COMMAND", required=True)
    opening = parts.add_parser("open", help="make the agency of this installation")
    opening.add_argument("country", metavar="CC", help="whose law it certifies, such as US")
    opening.add_argument("--name", required=True, help="as its papers name it")
    opening.add_argument(
        "--issuer",
        metavar="ADDRESS",
        required=True,
        help="https://host: what names it in credentials; never changed",
    )
    opening.add_argument(
        "--administrator", metavar="EMAIL", required=True, help="who has an account here already"
    )
    opening.add_argument(
        "--house",
        metavar="SLUG",
        default="",
        help="an organisation that is kept as an agency and is none yet; else one is made",
    )
    opening.set_defaults(run="totalis.cli.agency:run_open")
    _keys(parts)
    bundle = parts.add_parser("bundle", help="published keys and newest status lists, one file")
    bundle.add_argument("-o", "--output", metavar="FILE", required=True, help="- is the output")
    bundle.set_defaults(run="totalis.cli.agency:run_bundle")


def _keys(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    keys = parts.add_parser("keys", help="make keys for trials, show the keys, disown one")
    what = keys.add_subparsers(dest="keys_command", metavar="WHAT", required=True)
    what.add_parser("new", help="a new key for trials; the one before stays published")
    show = what.add_parser("show", help="the key in use and those before it")
    show.add_argument("--json", action="store_true", help="write JSON")
    disown = what.add_parser("disown", help="take a key out of what is published: it was lost")
    disown.add_argument("kid", metavar="KEY", help="its name as `show` writes it, or the end of it")
    disown.add_argument("--reason", required=True, help="why, for the history")
    for each in what.choices.values():
        each.set_defaults(run="totalis.cli.agency:run_keys")
