"""What a database is made of, as it says itself: tables, indexes, constraints, triggers. As a program: of one just migrated.

    TOTALIS_DATABASE_URL=… python -m tests.migrations.schema

migrates an empty database, and prints its schema, one part a line.
"""

from __future__ import annotations

import re
import sys

PARTS_OF_POSTGRESQL = (
    """SELECT table_name, column_name, data_type, character_maximum_length, is_nullable,
              coalesce(column_default, identity_generation)
       FROM information_schema.columns WHERE table_schema = 'public'""",
    "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
       FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    """SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal""",
    """SELECT proname, pg_get_functiondef(pg_proc.oid)
       FROM pg_proc JOIN pg_language ON pg_language.oid = prolang
       WHERE pronamespace = 'public'::regnamespace AND lanname = 'plpgsql'""",
    "SELECT extname FROM pg_extension",
)


def schema() -> list[str]:
    """The parts of the database at hand, sorted; the order of columns in a table counts for nothing."""
    from django.db import connection  # noqa: PLC0415 - as a program it sets up Django first

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            found = []
            for question in PARTS_OF_POSTGRESQL:
                cursor.execute(question)
                found += [" | ".join(map(str, row)) for row in cursor.fetchall()]
            return sorted(found)
        cursor.execute("SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return sorted(part for row in cursor.fetchall() for part in _parts_of_sqlite(*row))


def _parts_of_sqlite(kind: str, table: str, sql: str) -> list[str]:
    """An index or trigger is one part; of a table each column and constraint is."""
    if kind != "table":
        return [f"{table} | {sql}"]
    inside = sql[sql.index("(") + 1 : sql.rindex(")")]
    return [f"{table} | {part}" for part in _split(inside)]


def _split(inside: str) -> list[str]:
    """What stands between the commas that are in no brackets."""
    parts, depth, begin = [], 0, 0
    for found in re.finditer(r"'(?:[^']|'')*'|\"[^\"]*\"|[(),]", inside):
        sign = found.group()
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append(inside[begin : found.start()].strip())
            begin = found.end()
    return [*parts, inside[begin:].strip()]


def main() -> None:
    """Migrate, and say what came of it."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    sys.stdout.write("\0".join(schema()))


if __name__ == "__main__":
    main()
