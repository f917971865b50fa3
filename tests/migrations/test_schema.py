"""Migrations make what the models say, and tests run on a database like the one that migrations make."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from scripts.store_release_data import ROOT, program_environment
from tests.migrations.schema import schema


def test_models_need_no_further_migration():
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("totalis.")}
    changes = detector.changes(graph=loader.graph)
    found = {label: [str(one) for one in changes[label]] for label in ours & changes.keys()}
    assert not found, "The models say more than their migrations: totalis manage makemigrations"


@pytest.mark.django_db(transaction=True)
def test_tests_run_on_the_tables_that_migrations_make(empty_database, tmp_path):
    """Each column, index, constraint and trigger of ours, as the database itself writes it down."""
    made = subprocess.run(
        [sys.executable, "-m", "tests.migrations.schema"],
        env=program_environment(tmp_path / "data", address=empty_database),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    here = _ours(schema())
    assert _ours(made.stdout.split("\0")) == here
    assert sum("audit_" in part and "TRIGGER" in part for part in here) >= 2


def _ours(parts: list[str]) -> set[str]:
    """The parts of a schema without the tables of Django and of libraries, whose models are not ours to migrate."""
    theirs = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if not model.__module__.startswith("totalis.")
    }
    return {part for part in parts if part.partition(" | ")[0] not in theirs}
