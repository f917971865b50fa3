"""The tables of the test database: made from the models at once, not by every migration that there ever was.

The migrations take a quarter of a minute of processor time in each process of a run, the models a second or two.
`tests/migrations/test_schema.py` shows that both make the same database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations import Migration

OURS = "totalis."


def complete() -> None:
    """Do what our migrations do beside making tables (triggers, extensions), and note all of them as applied."""
    if not connection.introspection.table_names():
        return  # none of the tests that were chosen has a database, so none was made
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    executor.recorder.ensure_schema()
    with connection.schema_editor() as editor:
        for migration, _backwards in plan:
            if type(migration).__module__.startswith(OURS):
                _act(migration, editor)
            executor.recorder.record_applied(migration.app_label, migration.name)


def _act(migration: Migration, editor: BaseDatabaseSchemaEditor) -> None:
    for operation in migration.operations:
        if isinstance(operation, RunPython):
            # The models of today are the state after the last migration.
            operation.code(apps, editor)  # type: ignore[arg-type]
        elif isinstance(operation, RunSQL):
            operation.database_forwards(migration.app_label, editor, ProjectState(), ProjectState())
