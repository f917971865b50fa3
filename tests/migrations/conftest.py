"""An empty database beside the one of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests import databases

if TYPE_CHECKING:
    from collections.abc import Iterator

EMPTY = "upgrade"


@pytest.fixture
def empty_database(tmp_path) -> Iterator[str]:
    """The address of an empty database of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'upgrade.sqlite3'}"
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {EMPTY}")
    yield databases.address().rpartition("/")[0] + f"/{EMPTY}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {EMPTY} WITH (FORCE)")
