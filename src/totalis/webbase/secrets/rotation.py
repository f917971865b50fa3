"""Writing everything that is encrypted anew under the newest key, so that an old one can be thrown away.

Each row is written only if it is still what was read, so that it may run while people work; what they write meanwhile
is under the newest key already. Called again, it goes on: a row under the newest key stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.db import models, transaction
from django.db.models import Value
from django.db.models.functions import Cast

from totalis.webbase.secrets.fields import EncryptedJSONField, EncryptedTextField
from totalis.webbase.secrets.keys import keys, rotated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

BATCH = 500

Row = TypeVar("Row", bound=models.Model)


def label_of(model: type[models.Model]) -> str:
    """A model as people who run an installation know it: `casework.worker`."""
    return model._meta.label_lower  # noqa: SLF001 - Django's documented door


def sealed_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every column that holds ciphertext: encrypted fields, and those that a model names in `sealed_columns`."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:  # noqa: SLF001 - Django's documented door
            if isinstance(field, EncryptedTextField | EncryptedJSONField):
                yield model, field.name
        for name in getattr(model, "sealed_columns", ()):
            yield model, name


def rotate(model: type[models.Model], name: str) -> int:
    """Write a column anew where it is not under the newest key; answers how many rows were.

    Raises:
        UndecipherableError: no key fits a row; those before it are written.
    """
    newest = Fernet(keys()[0])
    written = 0
    for batch in _batches(model, name):
        old = {pk: text for pk, text in batch if text and not _under(newest, text)}
        with transaction.atomic():
            for pk, text in old.items():
                anew = Value(rotated(text), output_field=models.TextField())
                rows = _rows(model, name).filter(pk=pk, as_stored=text)
                written += rows.update(**{name: anew})
    return written


_keyed: dict[type[models.Model], Callable[[Any], dict[str, str]]] = {}


def found_by(model: type[Row], digests: Callable[[Row], dict[str, str]]) -> None:
    """Say by which digests a model's rows are found: columns, and what the newest key makes of them."""
    _keyed[model] = digests


def keyed_models() -> list[type[models.Model]]:
    """Every model whose rows are found by digests that are made with a key."""
    return list(_keyed)


def rekey(model: type[models.Model]) -> int:
    """Make the digests of a model's rows anew by the newest key, so that rows are found without an old one.

    Answers how many rows were written. Call it after `rotate`, which the rows' content must have seen.
    """
    written, last = 0, None
    while True:
        rows = model._base_manager.order_by("pk")  # noqa: SLF001 - Django's documented door
        batch = list(rows[:BATCH] if last is None else rows.filter(pk__gt=last)[:BATCH])
        if not batch:
            return written
        for row in batch:
            keyed = _keyed[model](row)
            changed = {name: text for name, text in keyed.items() if getattr(row, name) != text}
            if changed:
                written += model._base_manager.filter(pk=row.pk).update(**changed)  # noqa: SLF001 - Django's documented door
        last = batch[-1].pk


def _rows(model: type[models.Model], name: str) -> models.QuerySet[models.Model]:
    """The rows with the column as it is stored, not as its field reads it."""
    everything = model._base_manager  # noqa: SLF001 - Django's documented door
    return everything.annotate(as_stored=Cast(name, models.TextField()))


def _batches(model: type[models.Model], name: str) -> Iterable[list[tuple[object, str]]]:
    last: object = None
    while True:
        rows = _rows(model, name).order_by("pk")
        if last is not None:
            rows = rows.filter(pk__gt=last)
        batch = list(rows.values_list("pk", "as_stored")[:BATCH])
        if not batch:
            return
        yield batch
        last = batch[-1][0]


def _under(newest: Fernet, text: str) -> bool:
    try:
        newest.decrypt(text.encode())
    except InvalidToken:
        return False
    return True
