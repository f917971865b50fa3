"""Dates of a case in its row, indexes for lists and counts, and a search that does not read every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def search_by_trigram(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let PostgreSQL find parts of words by an index; other databases read the column.

    Who migrates may not be allowed to add the extension `pg_trgm`; then the search stays slow and right.
    """
    del apps
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm')"
            " OR EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm')"
            " AND has_database_privilege(current_database(), 'CREATE')"
        )
        if not cursor.fetchone()[0]:
            return
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute(
            "CREATE INDEX case_search ON casework_case USING gin (search_text gin_trgm_ops)"
        )


def search_by_reading(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the index away; the extension may have other users."""
    del apps
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("DROP INDEX IF EXISTS case_search")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("casework", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="dates",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="case",
            name="sort_name",
            field=models.CharField(blank=True, max_length=240),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organisation", "sort_name"], name="case_sort_name"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organisation", "next_right", "next_due"], name="case_turn"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organisation", "since"], name="case_since"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organisation", "changed_at"], name="case_changed"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["worker", "stage"], name="case_of_worker"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["organisation", "stage", "payroll", "partner", "holds", "flags"],
                name="case_counts",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("flags__gt", 0)),
                fields=["organisation", "since"],
                name="case_flagged",
            ),
        ),
        migrations.RunPython(search_by_trigram, search_by_reading),
    ]
