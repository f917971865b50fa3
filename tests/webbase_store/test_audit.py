"""The chain: numbered without gaps, whole, and guarded by the database itself."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from tests.webbase_store.conftest import AT, at_once
from totalis.cli.main import main
from totalis.webbase.accounts.rights import Role
from totalis.webbase.audit.entry import digest_of, genesis
from totalis.webbase.audit.models import AuditEntry, ChainHead
from totalis.webbase.audit.selectors import entries_of, verify_chain
from totalis.webbase.audit.services import record
from totalis.webbase.audit.triggers import missing

pytestmark = pytest.mark.django_db
REFUSED = r"never changed|only moves on"


def write(actor, count=5, **extra):
    return [
        record(actor=actor, verb="noted", subject=f"thing {number}", at=AT, **extra)
        for number in range(1, count + 1)
    ]


def tamper(*statements):
    """What somebody with the database's own password does behind the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            cursor.execute(statement)


def test_entries_are_numbered_and_chained(actor):
    first, second, third = write(actor, 3)
    assert [entry.number for entry in entries_of(actor.organisation)] == [1, 2, 3]
    assert first.previous == genesis(actor.organisation.pk)
    assert (second.previous, third.previous) == (first.digest, second.digest)
    assert verify_chain(actor.organisation) == []


def test_the_digest_is_the_same_when_read_back(actor):
    details = {
        "day": date(2026, 1, 2),
        "sum": Decimal("10.50"),
        "at": AT,
        "role": Role.APPROVER,
        "list": ["é", 1, None, True, {"b": 1, "a": 2}],
    }
    write(actor, 1, details=details, case_reference="TC-1")
    entry = AuditEntry.objects.get()
    assert entry.details["day"] == "2026-01-02"
    assert entry.details["role"] == "approver"
    assert digest_of(entry) == entry.digest


def test_each_organisation_has_a_chain_of_its_own(actor, other):
    write(actor, 2)
    write(other, 3)
    assert list(entries_of(actor.organisation).values_list("number", flat=True)) == [1, 2]
    assert list(entries_of(other.organisation).values_list("number", flat=True)) == [1, 2, 3]
    assert genesis(actor.organisation.pk) != genesis(other.organisation.pk)


def test_the_entries_of_a_case(actor):
    write(actor, 2, case_reference="TC-1")
    write(actor, 1, case_reference="TC-2")
    assert entries_of(actor.organisation, "TC-1").count() == 2


def test_details_that_json_does_not_keep_exactly_are_refused(actor):
    with pytest.raises(TypeError, match="float"):
        write(actor, 1, details={"share": 0.1})


def test_a_social_security_number_is_masked_wherever_it_is_typed(actor):
    entry = record(
        actor=actor,
        verb="noted",
        subject="About 123-45-6789",
        at=AT,
        details={"reason": ["because of 123-45-6789"]},
    )
    assert entry.subject == "About ••••6789"
    assert entry.details == {"reason": ["because of ••••6789"]}


def test_what_is_rolled_back_leaves_no_gap(actor):
    write(actor, 1)
    with suppress(ZeroDivisionError), transaction.atomic():
        write(actor, 1)
        _ = 1 / 0
    write(actor, 1)
    assert verify_chain(actor.organisation) == []
    assert AuditEntry.objects.count() == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditentry SET who = 'nobody'",
        "UPDATE audit_auditentry SET details = '{}' WHERE number = 2",
        "DELETE FROM audit_auditentry WHERE number = 3",
        "DELETE FROM audit_auditentry",
        "UPDATE audit_chainhead SET number = number - 1",
        "UPDATE audit_chainhead SET digest = 'sha256:0'",
        "DELETE FROM audit_chainhead",
    ],
)
def test_the_database_refuses_to_change_history(actor, statement):
    write(actor, 3)
    with (
        pytest.raises(DatabaseError, match=REFUSED),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert verify_chain(actor.organisation) == []


def test_the_database_refuses_to_replace_or_truncate(actor):
    write(actor, 3)
    statements = {
        "sqlite": [
            "INSERT OR REPLACE INTO audit_auditentry SELECT * FROM audit_auditentry WHERE number = 2",
            "UPDATE OR REPLACE audit_auditentry SET number = 1 WHERE number = 2",
            "INSERT OR REPLACE INTO audit_chainhead SELECT * FROM audit_chainhead",
        ],
        "postgresql": [
            "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE audit_auditentry",
            "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE audit_chainhead",
        ],
    }
    for statement in statements[connection.vendor]:
        with (
            pytest.raises(DatabaseError, match=REFUSED),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert verify_chain(actor.organisation) == []
    assert AuditEntry.objects.count() == 3


def test_django_itself_is_refused(actor):
    first, *_ = write(actor, 2)
    for act in (first.save, first.delete, lambda: AuditEntry.objects.update(who="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    with pytest.raises(ProtectedError):
        actor.organisation.delete()


def test_a_changed_entry_is_named(actor):
    write(actor)
    tamper("UPDATE audit_auditentry SET subject = 'another' WHERE number = 3")
    (problem,) = verify_chain(actor.organisation)
    assert problem.startswith("Entry 3 was changed")


def test_an_entry_changed_with_its_digest_is_found_by_the_next(actor):
    write(actor)
    entry = AuditEntry.objects.get(number=3)
    entry.who = "Nobody"
    entry.digest = digest_of(entry)
    tamper()
    entry.save()
    (problem,) = verify_chain(actor.organisation)
    assert "Entry 4 does not follow on entry 3" in problem


def test_a_missing_entry_is_named(actor):
    write(actor)
    tamper("DELETE FROM audit_auditentry WHERE number IN (2, 3)")
    assert verify_chain(actor.organisation) == ["Entries 2 to 3 are missing."]


def test_entries_cut_off_at_the_end_are_named(actor):
    write(actor)
    tamper("DELETE FROM audit_auditentry WHERE number = 5")
    assert verify_chain(actor.organisation) == ["Entry 5 is missing."]


def test_reordered_entries_are_named(actor):
    write(actor)
    tamper(
        "UPDATE audit_auditentry SET number = 99 WHERE number = 2",
        "UPDATE audit_auditentry SET number = 2 WHERE number = 3",
        "UPDATE audit_auditentry SET number = 3 WHERE number = 99",
    )
    problems = verify_chain(actor.organisation)
    assert {problem.split()[1] for problem in problems} == {"2", "3", "4"}


def test_an_inserted_entry_is_named(actor):
    write(actor)
    late = AuditEntry.objects.get(number=5)
    late.pk, late.number, late.subject, late.previous = None, 6, "made up", late.digest
    late.digest = digest_of(late)
    late.save(force_insert=True)
    (problem,) = verify_chain(actor.organisation)
    assert problem == "Entry 6 was put in after the end of the chain (entry 5)."


def test_an_entry_put_in_the_middle_is_named(actor):
    write(actor, 3)
    tamper(
        "UPDATE audit_auditentry SET number = 4 WHERE number = 3",
        "UPDATE audit_chainhead SET number = 4",
    )
    put_in = AuditEntry.objects.get(number=2)
    put_in.pk, put_in.number, put_in.subject, put_in.previous = None, 3, "made up", put_in.digest
    put_in.digest = digest_of(put_in)
    put_in.save(force_insert=True)
    problems = verify_chain(actor.organisation)
    assert any(problem.startswith("Entry 4 was changed") for problem in problems)
    assert any("Entry 4 does not follow on entry 3" in problem for problem in problems)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain(actor):
    at_once(partial(record, actor=actor, verb="noted", subject=str(n), at=AT) for n in range(40))
    assert AuditEntry.objects.count() == 40
    assert ChainHead.objects.get().number == 40
    assert verify_chain(actor.organisation) == []


def test_the_guards_stand(capsys):
    assert missing(connection) == []
    tamper()
    if connection.vendor == "sqlite":
        assert len(missing(connection)) == 6
        assert main(["audit", "check"]) == 2
        assert "The database lacks the trigger audit_entry_no_delete." in capsys.readouterr().err


def test_the_command_proves_every_chain(actor, other, capsys):
    write(actor, 2)
    write(other, 1)
    assert main(["audit", "check", "--json"]) == 0
    chains = json.loads(capsys.readouterr().out)["chains"]
    assert [(chain["organisation"], chain["entries"], chain["whole"]) for chain in chains] == [
        ("north", 2, True),
        ("south", 1, True),
    ]
    tamper("UPDATE audit_auditentry SET who = 'x' WHERE number = 2")
    assert main(["audit", "check", "--organisation", "north"]) == 2
    out = capsys.readouterr().out
    assert "north: 2 entries, BROKEN" in out
    assert "Entry 2 was changed" in out


def test_an_organisation_that_is_not_there_is_a_wrong_call(capsys):
    assert main(["audit", "check", "--organisation", "nowhere"]) == 2
    assert "--organisation" in capsys.readouterr().err


def test_the_export_can_be_read_and_proved_without_totalis(actor, capsys):
    write(actor, 2, case_reference="TC-1", details={"n": 1})
    assert main(["audit", "export", "--organisation", "north", "--case", "TC-1"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["number"] for line in lines] == [1, 2]
    assert (lines[0]["who"], lines[0]["verb"], lines[0]["slug"]) == ("Ann", "noted", "north")
    assert lines[1]["previous"] == lines[0]["digest"]
