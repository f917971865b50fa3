"""What makes the chain append-only: triggers of the database itself, which no program of ours can forget.

A migration that rebuilds these tables on SQLite loses their triggers, so it must call `install` again;
`totalis audit check` says where they are missing.
"""

# ruff: noqa: S608 - the names in these texts are constants of this file

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ENTRIES = "audit_auditentry"
HEADS = "audit_chainhead"
NEVER = "An entry of the audit chain is never changed and never deleted."
ONWARD = "The end of the audit chain only moves on, one entry at a time."

# REPLACE deletes without asking the DELETE trigger, so an INSERT over an entry that is there is refused as well.
SQLITE = {
    "audit_entry_no_update": f"BEFORE UPDATE ON {ENTRIES} BEGIN SELECT RAISE(ABORT, '{NEVER}'); END",
    "audit_entry_no_delete": f"BEFORE DELETE ON {ENTRIES} BEGIN SELECT RAISE(ABORT, '{NEVER}'); END",
    "audit_entry_no_replace": (
        f"BEFORE INSERT ON {ENTRIES} WHEN EXISTS (SELECT 1 FROM {ENTRIES} WHERE id = NEW.id "
        "OR (organisation_id = NEW.organisation_id AND number = NEW.number)) "
        f"BEGIN SELECT RAISE(ABORT, '{NEVER}'); END"
    ),
    "audit_head_onward": (
        f"BEFORE UPDATE ON {HEADS} WHEN NEW.number <> OLD.number + 1 "
        "OR NEW.organisation_id <> OLD.organisation_id "
        f"BEGIN SELECT RAISE(ABORT, '{ONWARD}'); END"
    ),
    "audit_head_no_delete": f"BEFORE DELETE ON {HEADS} BEGIN SELECT RAISE(ABORT, '{ONWARD}'); END",
    "audit_head_no_replace": (
        f"BEFORE INSERT ON {HEADS} "
        f"WHEN EXISTS (SELECT 1 FROM {HEADS} WHERE organisation_id = NEW.organisation_id) "
        f"BEGIN SELECT RAISE(ABORT, '{ONWARD}'); END"
    ),
}

POSTGRESQL = {
    "audit_entry_no_change": (
        f"BEFORE UPDATE OR DELETE ON {ENTRIES} FOR EACH ROW EXECUTE FUNCTION audit_refuse('{NEVER}')"
    ),
    "audit_entry_no_truncate": (
        f"BEFORE TRUNCATE ON {ENTRIES} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('{NEVER}')"
    ),
    "audit_head_onward": (
        f"BEFORE UPDATE ON {HEADS} FOR EACH ROW "
        "WHEN (NEW.number <> OLD.number + 1 OR NEW.organisation_id <> OLD.organisation_id) "
        f"EXECUTE FUNCTION audit_refuse('{ONWARD}')"
    ),
    "audit_head_no_delete": (
        f"BEFORE DELETE ON {HEADS} FOR EACH ROW EXECUTE FUNCTION audit_refuse('{ONWARD}')"
    ),
    "audit_head_no_truncate": (
        f"BEFORE TRUNCATE ON {HEADS} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('{ONWARD}')"
    ),
}
_REFUSE = """
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation'; END $$
"""


def install(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put every trigger in place; those that are there stay."""
    connection = schema_editor.connection
    there = present(connection)
    if connection.vendor == "postgresql":
        schema_editor.execute(_REFUSE)
    for name, rest in _wanted(connection).items():
        if name not in there:
            schema_editor.execute(f"CREATE TRIGGER {name} {rest}")


def present(connection: BaseDatabaseWrapper) -> frozenset[str]:
    """The names of the triggers that stand and are switched on."""
    question = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D' "
        f"AND tgrelid IN ('{ENTRIES}'::regclass, '{HEADS}'::regclass)"
        if connection.vendor == "postgresql"
        else f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('{ENTRIES}', '{HEADS}')"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return frozenset(row[0] for row in cursor.fetchall())


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that should stand and do not."""
    return sorted(_wanted(connection).keys() - present(connection))


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, str]:
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE
