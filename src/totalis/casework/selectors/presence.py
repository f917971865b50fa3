"""What kinds of records a case has at all, and who made them: each asked once, so that nothing is read for nothing.

Most cases have no travel log, no correction, no alternate procedure; a question for each of them costs as much as one
that finds something.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection

from totalis.casework.models.base import OfCase
from totalis.webbase.accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from totalis.casework.models import Case


def kinds_of(case: Case) -> frozenset[type[OfCase]]:
    """The models of which the case has a row."""
    kinds, question = _asked()
    with connection.cursor() as cursor:
        cursor.execute(question, [case.pk] * len(kinds))
        return frozenset(kinds[place] for (place,) in cursor.fetchall())


@cache
def _asked() -> tuple[tuple[type[OfCase], ...], str]:
    """The models, and one question that answers with the places of those that have a row."""
    models = apps.get_app_config("casework").get_models()  # other rooms keep records of cases too
    kinds = tuple(model for model in models if issubclass(model, OfCase))
    tables = (kind._meta.db_table for kind in kinds)  # noqa: SLF001 - Django's own name for it
    parts = (
        f"SELECT {place} WHERE EXISTS (SELECT 1 FROM {table} WHERE case_id = %s)"  # noqa: S608 - our own tables
        for place, table in enumerate(tables)
    )
    return kinds, " UNION ALL ".join(parts)


class People:
    """Who recorded something: each person is read once, however much she recorded."""

    def __init__(self, *known: User) -> None:
        self._known = {user.pk: user for user in known}

    def read(self, keys: Iterable[int | None]) -> None:
        """Read those of them who are not known yet."""
        missing = {key for key in keys if key is not None} - self._known.keys()
        if missing:
            self._known |= User.objects.in_bulk(missing)

    def put_into(self, rows: Sequence[OfCase]) -> None:
        """Let every row know who made it."""
        self.read(row.made_by_id for row in rows)
        for row in rows:
            if row.made_by_id is not None:
                row.made_by = self._known[row.made_by_id]
