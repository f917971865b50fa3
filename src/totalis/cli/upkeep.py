"""`totalis audit`, `totalis key` and `totalis manage`: for who runs an installation, and for who audits it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from totalis.cli.door import open_database, open_django, require_extra, stop

if TYPE_CHECKING:
    from argparse import Namespace

    from totalis.webbase.accounts.models import Organisation


def run_audit_check(options: Namespace) -> int:
    """Prove each chain whole; exit 0 when all are and the database guards them, 2 otherwise."""
    open_database()
    from django.db import connection

    from totalis.webbase.audit.selectors import standing_of
    from totalis.webbase.audit.triggers import missing

    unguarded = [f"The database lacks the trigger {name}." for name in missing(connection)]
    found = [standing_of(organisation) for organisation in _organisations(options.organisation)]
    if options.json:
        _write({"guards": unguarded, "chains": [standing.as_dict() for standing in found]})
    else:
        for standing in found:
            print(standing.text())
    for problem in unguarded:
        print(problem, file=sys.stderr)
    return 2 if unguarded or any(standing.problems for standing in found) else 0


def run_audit_export(options: Namespace) -> int:
    """Write the entries as JSON Lines, the oldest first."""
    open_database()
    from totalis.webbase.audit.entry import content
    from totalis.webbase.audit.selectors import entries_of

    for organisation in _organisations(options.organisation):
        entries = entries_of(organisation, options.case or "")
        for entry in entries.iterator(chunk_size=2000):
            line = {"slug": organisation.slug, **content(entry), "digest": entry.digest}
            print(json.dumps(line, ensure_ascii=False))
    return 0


def run_key(options: Namespace) -> int:
    """Print a new key, or write everything anew under the newest one in the list."""
    require_extra()
    if options.what == "rotate":
        return _rotate()
    from cryptography.fernet import Fernet

    print(Fernet.generate_key().decode())
    return 0


def _rotate() -> int:
    open_database()
    from totalis.webbase.secrets.rotation import (
        keyed_models,
        label_of,
        rekey,
        rotate,
        sealed_columns,
    )

    total = 0
    for model, name in sealed_columns():
        written = rotate(model, name)
        total += written
        print(f"{label_of(model)}.{name}: {written} written anew")
    for model in keyed_models():
        print(f"{label_of(model)}: {rekey(model)} found by the newest key from now on")
    print(f"Everything is under the newest key; {total} value(s) were written anew.")
    return 0


def run_manage(options: Namespace) -> int:
    """Hand over to Django's own commands."""
    open_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["totalis manage", *options.rest])
    return 0


def _organisations(slug: str | None) -> list[Organisation]:
    from totalis.webbase.accounts.models import Organisation

    organisations = Organisation.objects.order_by("slug")
    if slug is None:
        return list(organisations)
    found = list(organisations.filter(slug=slug))
    if not found:
        stop("--organisation", slug, "the slug of an organisation, as in its addresses")
    return found


def _write(value: dict[str, Any]) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))
