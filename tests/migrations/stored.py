"""Data of a release, as they lay in its database: taken out of SQLite, put into either database at the release's state.

Rows are kept as the tables hold them, so that no code of today is asked what a release of old meant.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from totalis.kernel.digest import digest
from totalis.webbase.accounts.models import Organisation
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.audit.selectors import verify_chain
from totalis.webbase.secrets.fields import EncryptedJSONField, EncryptedTextField

if TYPE_CHECKING:
    from pathlib import Path

    from django.db.models import Field, Model

# Filled by Django itself, or of no use tomorrow.
NOT_STORED = frozenset(
    {
        "auth_permission",
        "django_content_type",
        "django_migrations",
        "django_session",
        "django_tasks_database_dbtaskresult",
        "sqlite_sequence",
    }
)


def taken_out(release: str) -> dict[str, Any]:
    """Everything of the database at hand, and what must still be true of it after any migration."""
    leaves = MigrationLoader(connection).graph.leaf_nodes()
    return {
        "release": release,
        "migrations": [list(leaf) for leaf in leaves],
        "expected": {
            "decrypted": decrypted(),
            "audit_entries": AuditEntry.objects.count(),
        },
        "tables": {table: _rows(table) for table in _tables() if table not in NOT_STORED},
    }


def write(data: dict[str, Any], path: Path) -> None:
    """Write stored data, one row a line, so that a difference can be read."""
    lines = [json.dumps(data["release"]), json.dumps(data["migrations"])]
    lines.append(json.dumps(data["expected"], sort_keys=True))
    for table, found in sorted(data["tables"].items()):
        lines.append(json.dumps({"table": table, "columns": found["columns"]}))
        lines += [json.dumps(row, ensure_ascii=False, default=str) for row in found["rows"]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read(path: Path) -> dict[str, Any]:
    """Read stored data."""
    release, migrations, expected, *rest = map(
        json.loads, path.read_text(encoding="utf-8").splitlines()
    )
    tables: dict[str, Any] = {}
    rows: list[Any] = []
    for line in rest:
        if isinstance(line, dict):
            rows = []
            tables[line["table"]] = {"columns": line["columns"], "rows": rows}
        else:
            rows.append(line)
    return {"release": release, "migrations": migrations, "expected": expected, "tables": tables}


def put_in(data: dict[str, Any]) -> None:
    """Bring an empty database to the release's state and fill it."""
    executor = MigrationExecutor(connection)
    executor.migrate([(app, name) for app, name in data["migrations"]])
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        connection.constraint_checks_disabled(),
    ):
        for table, found in data["tables"].items():
            columns = ", ".join(f'"{column}"' for column in found["columns"])
            marks = ", ".join(["%s"] * len(found["columns"]))
            yes_no = _yes_no_columns(table)
            cursor.executemany(
                f'INSERT INTO "{table}" ({columns}) VALUES ({marks})',  # noqa: S608 - names of tables
                [
                    [
                        bool(value) if column in yes_no and value is not None else value
                        for column, value in zip(found["columns"], row, strict=True)
                    ]
                    for row in found["rows"]
                ],
            )
    connection.check_constraints()
    _set_sequences(executor, data)


def problems_after(data: dict[str, Any]) -> list[str]:
    """What of the stored data is not there any more, or cannot be read any more."""
    found = []
    for table, stored in data["tables"].items():
        if table in _tables() and (count := len(_rows(table)["rows"])) != len(stored["rows"]):
            found.append(f"{table} has {count} rows; the release had {len(stored['rows'])}")
    now, before = decrypted(), data["expected"]["decrypted"]
    found += [
        f"{name} reads otherwise than before" for name in before if now.get(name) != before[name]
    ]
    if AuditEntry.objects.count() != data["expected"]["audit_entries"]:
        found.append("entries of the audit chain are missing")
    for organisation in Organisation.objects.all():
        found += [f"{organisation.slug}: {problem}" for problem in verify_chain(organisation)]
    return found


def decrypted() -> dict[str, str]:
    """A digest of every encrypted column, decrypted, row by row."""
    return {
        f"{model._meta.db_table}.{field.column}": digest(
            [
                [str(key), value]
                for key, value in model._base_manager.order_by("pk").values_list(
                    "pk", field.attname
                )
            ]
        )
        for model in apps.get_models()
        for field in _encrypted(model)
    }


def _encrypted(model: type[Model]) -> list[Field[Any, Any]]:
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField | EncryptedJSONField)
    ]


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def _rows(table: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # noqa: S608 - the name of a table
        columns = [column[0] for column in cursor.description]
        return {"columns": columns, "rows": [list(row) for row in cursor.fetchall()]}


def _yes_no_columns(table: str) -> frozenset[str]:
    """Columns that PostgreSQL holds as yes or no, and SQLite as 1 or 0."""
    if connection.vendor != "postgresql":
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = %s AND data_type = 'boolean'",
            [table],
        )
        return frozenset(row[0] for row in cursor.fetchall())


def _set_sequences(executor: MigrationExecutor, data: dict[str, Any]) -> None:
    """Let the next row of each table get a number that is free."""
    state = executor.loader.project_state([(app, name) for app, name in data["migrations"]])
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), state.apps.get_models()):
            cursor.execute(statement)
