"""Copies every record of the templates into every case, inside the database: one statement for each table.

A record's number in a copy follows from its number in the template, so what referred to a record of its case still does.
"""

# ruff: noqa: S608, SLF001 - the texts are made of the names of our own tables, which Django keeps in `_meta`

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

from totalis.casework.models import Case, CertificateRequest, Employer, RecordRevision
from totalis.webbase.accounts.models import Organisation, User
from totalis.webbase.files.models import Blob
from totalis.webbase.files.store import new_name, store
from totalis.webbase.secrets.keys import encrypted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bench.desk.clones import Clone
    from bench.desk.people import House

STRIDE = 10_000
"""More than any table has rows of templates."""
CLONE_COLUMNS = {
    **dict.fromkeys(("n", "template", "case_id", "organisation_id", "worker_id"), "bigint"),
    **dict.fromkeys(("preparer", "approver", "payroll", "auditor", "administrator"), "bigint"),
    "shift": "interval",
    **dict.fromkeys(("reference", "title", "sort_name", "search_text", "fields"), "text"),
    **dict.fromkeys(("next_due", "expires_on"), "date"),
    **dict.fromkeys(("opened_at", "since", "changed_at"), "timestamptz"),
    "dates": "jsonb",
}
OF_THE_CASE = (
    *("reference", "title", "search_text", "next_due", "expires_on", "opened_at", "since"),
    *("changed_at", "dates", "sort_name"),
)


def case_number(n: int) -> int:
    """The number of a copy's row in the table of cases."""
    return STRIDE + n


def tables() -> list[type[models.Model]]:
    """The case, and every model whose rows belong to one."""
    found = connection.introspection.installed_models(
        connection.introspection.django_table_names(only_existing=True)
    )
    of_a_case = [
        model
        for model in found
        if any(field.related_model is Case for field in model._meta.concrete_fields)
    ]
    return [Case, *sorted(of_a_case, key=lambda model: model._meta.db_table)]


def copy_all(
    houses: Sequence[House], clones: Sequence[Clone], roles: Mapping[int, str]
) -> dict[str, int]:
    """Write all records; answers the rows by table."""
    counts = {}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # keys are checked afterwards
        _clone_table(cursor, clones)
        _employer_table(cursor, houses)
        _copy_blobs(houses)
        for model in tables():
            cursor.execute(_statement(model, roles))
            counts[model._meta.db_table] = cursor.rowcount
            for field in model._meta.local_many_to_many:
                counts[field.m2m_db_table()] = _copy_links(cursor, model, field)
        cursor.execute("SET session_replication_role = DEFAULT")
        _reset_sequences(cursor)
        cursor.execute("VACUUM ANALYZE")
    return counts


def _clone_table(cursor: Any, clones: Sequence[Clone]) -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in CLONE_COLUMNS.items())
    cursor.execute(f"CREATE TEMP TABLE clone ({columns})")
    asked = dict(CertificateRequest.objects.values_list("case_id", "fields"))
    with cursor.copy(f"COPY clone ({', '.join(CLONE_COLUMNS)}) FROM STDIN") as copy:
        for clone in clones:
            given = _clone_row(clone, asked.get(clone.template.pk))
            copy.write_row([given[name] for name in CLONE_COLUMNS])
    cursor.execute("CREATE INDEX ON clone (template)")
    cursor.execute("ANALYZE clone")


def _clone_row(clone: Clone, fields: Any) -> dict[str, Any]:
    worker = clone.worker
    return {
        "n": clone.n,
        "template": clone.template.pk,
        "case_id": case_number(clone.n),
        "organisation_id": clone.house.row.pk,
        "worker_id": worker.pk,
        **clone.staff,
        "shift": clone.shift,
        "reference": clone.reference,
        "title": clone.title,
        "search_text": clone.search_text,
        "sort_name": f"{worker.family_names} {worker.given_names}".casefold(),
        "fields": None if fields is None else _fields(clone, fields),
        **clone.standing,
        "dates": json.dumps(clone.standing["dates"]),
    }


def _fields(clone: Clone, fields: Mapping[str, Mapping[str, str]]) -> str:
    """The fields of the template's request under the name of the new worker, with the evidence of the new case."""
    old, new = clone.template.worker, clone.worker
    given = {
        key: {
            **field,
            "value": field["value"]
            .replace(old.family_names, new.family_names)
            .replace(old.given_names, new.given_names),
            "evidence": str(clone.n * STRIDE + int(field["evidence"])) if field["evidence"] else "",
        }
        for key, field in fields.items()
    }
    return encrypted(json.dumps(given, ensure_ascii=False).encode())


def _employer_table(cursor: Any, houses: Sequence[House]) -> None:
    cursor.execute("CREATE TEMP TABLE stands_for (old bigint, organisation bigint, new bigint)")
    with cursor.copy("COPY stands_for FROM STDIN") as copy:
        for house in houses:
            for old, made in house.employers.items():
                copy.write_row([old, house.row.pk, made.pk])


def _copy_blobs(houses: Sequence[House]) -> None:
    """The contents of the templates in every organisation: the same bytes under another name."""
    keeper: Any = store()
    made = []
    for blob in list(Blob.objects.filter(pk__lt=STRIDE)):
        for house in houses:
            name = new_name()
            target = keeper.path(name)
            _link(keeper.path(blob.store_name), target)
            made.append(
                Blob(
                    pk=house.row.pk * STRIDE + blob.pk,
                    organisation=house.row,
                    digest=blob.digest,
                    size=blob.size,
                    media_type=blob.media_type,
                    store_name=name,
                    sealed_key=blob.sealed_key,
                    kept_at=blob.kept_at,
                )
            )
    Blob.objects.bulk_create(made, batch_size=1000)


def _link(source: str, target: str) -> None:
    path = Path(target)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.hardlink_to(source)


def _statement(model: type[models.Model], roles: Mapping[int, str]) -> str:
    fields = [
        field
        for field in model._meta.concrete_fields
        if not (model is RecordRevision and field.primary_key)  # nothing refers to these
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field, roles) for field in fields)
    table, of = model._meta.db_table, "id" if model is Case else "case_id"
    return (
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM clone c "
        f"JOIN {table} t ON t.{of} = c.template ORDER BY c.n, t.id"
    )


def _value(model: type[models.Model], field: Any, roles: Mapping[int, str]) -> str:
    """The column of a copy `c`, from the column of the template `t`."""
    column = f't."{field.column}"'
    inner = f"c.n * {STRIDE} + {column}"
    special: dict[tuple[type[models.Model], str], str] = {
        (Case, "id"): "c.case_id",
        (CertificateRequest, "fields"): "c.fields",
        (RecordRevision, "record_id"): f"CASE t.kind WHEN 'case' THEN c.case_id ELSE {inner} END",
        **{(Case, name): f"c.{name}" for name in OF_THE_CASE},
    }
    if (model, field.column) in special:
        return special[(model, field.column)]
    if field.column == "control_number":
        return f"CASE {column} WHEN '' THEN '' ELSE {column} || '-' || c.n END"
    if field.primary_key:
        return inner
    if isinstance(field, models.ForeignKey):
        return _reference(field, column, inner, roles)
    if isinstance(field, models.DateTimeField):
        return f"{column} + c.shift"
    return column


def _reference(field: Any, column: str, inner: str, roles: Mapping[int, str]) -> str:
    if field.related_model is User:
        people = " ".join(f"WHEN {user} THEN c.{role}" for user, role in roles.items())
        return f"CASE {column} {people} END"
    known: dict[Any, str] = {
        Organisation: "c.organisation_id",
        Case: "c.case_id",
        Blob: f"c.organisation_id * {STRIDE} + {column}",
        Employer: f"(SELECT new FROM stands_for s WHERE s.old = {column} AND s.organisation = c.organisation_id)",
    }
    if field.column == "worker_id":
        return "c.worker_id"
    return known.get(field.related_model, inner)


def _copy_links(cursor: Any, model: type[models.Model], field: Any) -> int:
    ours, theirs = field.m2m_column_name(), field.m2m_reverse_name()
    cursor.execute(
        f"INSERT INTO {field.m2m_db_table()} ({ours}, {theirs}) "
        f"SELECT c.n * {STRIDE} + x.{ours}, c.n * {STRIDE} + x.{theirs} FROM clone c "
        f"JOIN {model._meta.db_table} t ON t.case_id = c.template "
        f"JOIN {field.m2m_db_table()} x ON x.{ours} = t.id"
    )
    return int(cursor.rowcount)


def _reset_sequences(cursor: Any) -> None:
    for statement in connection.ops.sequence_reset_sql(no_style(), list(apps.get_models())):
        cursor.execute(statement)


def orphans() -> Iterator[str]:
    """Every reference that leads nowhere; none, where the copies are consistent."""
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            for field in model._meta.concrete_fields:
                if not isinstance(field, models.ForeignKey):
                    continue
                there = field.related_model._meta.db_table
                cursor.execute(
                    f"SELECT count(*) FROM {model._meta.db_table} a WHERE a.{field.column} IS NOT NULL "
                    f"AND NOT EXISTS (SELECT 1 FROM {there} b WHERE b.{field.target_field.column} = a.{field.column})"
                )
                if count := cursor.fetchone()[0]:
                    yield f"{model._meta.db_table}.{field.column}: {count}"
