"""What points where: the models that belong to a house, and the records that point into another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import F, ManyToManyField

from totalis.webbase.accounts.models import Owned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Field, Model

NOBODYS = {
    "authority.Agency": "of the installation, at most one; who is no member reads it too",
    "accounts.User": "a person belongs to none or many; what she may do stands in her memberships",
    "accounts.Organisation": "the house itself",
    "accounts.Membership": "between a person and a house",
    "accounts.Mandate": "between two houses",
    "audit.ChainHead": "one for each house, read by its chain alone",
    "casework.CaseCounter": "one for each house and year, read while a case is opened",
    "casework.CalendarFeed": "a person's own, of all her houses",
    "limits.SpentTicket": "of a visitor who is nobody's yet",
    "limits.Tries": "of a visitor who is nobody's yet",
    "notices.PeriodicRun": "of the installation",
    "once.TakenForm": "a person's own",
    "signed.SeenNonce": "of a key, seen before it is known whose request it signs",
}
"""Models of ours that belong to no single organisation, and why; a new one must be Owned or stand here."""


def ours() -> Iterator[type[Model]]:
    for config in apps.get_app_configs():
        if config.name.startswith("totalis."):
            yield from config.get_models()


def pointers(model: type[Model]) -> Iterator[Field[Any, Any]]:
    """The fields of a model that point at something owned."""
    for field in [*model._meta.fields, *model._meta.many_to_many]:
        target = field.related_model
        if isinstance(target, type) and issubclass(target, Owned):
            yield field


def strangers(model: type[Owned]) -> list[str]:
    """The rows of a model that point into another organisation."""
    found = []
    for field in pointers(model):
        there = f"{field.name}__organisation"
        rows = model._base_manager.filter(**{f"{field.name}__isnull": False})
        count = rows.exclude(**{there: F("organisation")}).count()
        if count:
            kind = "any of" if isinstance(field, ManyToManyField) else "the"
            found.append(f"{count} {model.__name__}: {kind} {field.name} is of another house")
    return found


def of_other_cases() -> list[str]:
    """The rows of cases that point at a record of another case."""
    found = []
    for model in ours():
        names = {field.name for field in model._meta.fields}
        if "case" not in names:
            continue
        for field in pointers(model):
            target = field.related_model
            assert isinstance(target, type)
            if "case" not in {one.name for one in target._meta.fields}:
                continue
            rows = model._base_manager.filter(
                **{f"{field.name}__isnull": False, "case__isnull": False}
            )
            count = rows.exclude(**{f"{field.name}__case": F("case")}).count()
            if count:
                found.append(f"{count} {model.__name__}: {field.name} is of another case")
    return found


def astray() -> list[str]:
    """Every record that points into another house, or at a record of another case."""
    owned = [model for model in ours() if issubclass(model, Owned)]
    return [text for model in owned for text in strangers(model)] + of_other_cases()
