"""From handing in to taken, refused or withdrawn: through the services, with what stays in the chain."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django_tasks_db.models import DBTaskResult

from tests.desk.cast import NOW
from tests.registers import samples
from tests.registers.samples import FRENCH, KIND, OPEN, handed_in
from totalis.kernel.errors import InputError
from totalis.tables.reading import reading_of
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.files.models import Blob
from totalis.webbase.files.tasks import unused
from totalis.webbase.notices.models import Notice
from totalis.webbase.registers import kinds
from totalis.webbase.registers.models import Register, RememberedMapping, State
from totalis.webbase.registers.selectors import (
    first_rows,
    mapped,
    proposed_mapping,
    rejected_of,
    remembered,
)
from totalis.webbase.registers.services import (
    confirm_mapping,
    confirm_reading,
    hand_in,
    take,
    withdraw,
)
from totalis.webbase.registers.tasks import read_register, take_register, wake_registers

pytestmark = pytest.mark.django_db

MAPPING = {"label": "Libellé", "amount": "Montant", "period_start": "Début", "currency": "Devise"}


@pytest.fixture
def ada(cast):
    return cast.act("ada")


def confirmed(actor, text=FRENCH, mapping=None, **answers):
    row = confirm_reading(actor=actor, register=handed_in(actor, text), answers=answers, at=NOW)
    return confirm_mapping(actor=actor, register=row, mapping=mapping or MAPPING, at=NOW)


def test_every_line_is_a_row_or_has_its_reasons(ada):
    row = confirmed(ada)
    assert row.state == State.CONFIRMED
    assert (row.lines, row.taken_rows, row.refused_lines, row.blank_lines) == (4, 3, 1, 0)
    assert [(one.line, one.column, one.found) for one in rejected_of(row)] == [
        (4, "Montant", "“abc”"),
        (4, "Début", "“31/02/2024”"),
        (4, "Devise", "“ZZZ”"),
    ]
    assert not samples.received, "Nothing is given away before somebody takes it"


def test_taken_once_with_typed_values(ada):
    row = take(actor=ada, register=confirmed(ada), at=NOW)
    assert row.state == State.TAKEN
    assert row.leads_to.startswith("/desk/borealis/registers/?took=")
    ((number, rows),) = samples.received
    assert number == row.pk
    assert rows[0] == {
        "label": "CSG déductible",
        "amount": Decimal("1234.56"),
        "period_start": date(2024, 2, 1),
        "currency": "EUR",
    }
    with pytest.raises(InputError, match="register"):
        take(actor=ada, register=row, at=NOW)
    assert len(samples.received) == 1


def test_what_the_file_leaves_open_is_refused_until_somebody_says(ada):
    row = handed_in(ada, OPEN)
    assert {doubt.about for doubt in reading_of(row.reading).doubts} == {"decimal", "dates"}
    plain = {key: key for key in ("label", "amount", "period_start")}
    with pytest.raises(InputError, match="reading"):
        confirm_mapping(actor=ada, register=row, mapping=plain, at=NOW)
    row = confirm_reading(
        actor=ada, register=row, answers={"decimal": "comma", "dates": "mdy"}, at=NOW
    )
    row = confirm_mapping(actor=ada, register=row, mapping=plain, at=NOW)
    first = mapped(row).rows[0].values
    assert (first["amount"], first["period_start"]) == (Decimal(1234), date(2024, 1, 2))
    row = confirm_reading(
        actor=ada, register=row, answers={"decimal": "point", "dates": "dmy"}, at=NOW
    )
    assert row.mapping == {}, "Another reading may have other columns"
    row = confirm_mapping(actor=ada, register=row, mapping=plain, at=NOW)
    first = mapped(row).rows[0].values
    assert (first["amount"], first["period_start"]) == (Decimal("1.234"), date(2024, 2, 1))


def test_a_mapping_is_remembered_for_that_house_alone(cast, ada):
    confirmed(ada)
    headers = ("LIBELLE", "montant", "Debut", "Devise", "Numero")
    known = remembered(ada, KIND.key, headers)
    assert known is not None
    assert (known.made_by, known.made_at) == (cast.ada, NOW)
    assert proposed_mapping(known, headers, KIND.columns) == {
        "label": "LIBELLE",
        "amount": "montant",
        "period_start": "Debut",
        "currency": "Devise",
    }
    assert remembered(cast.act("hana"), KIND.key, headers) is None
    assert remembered(ada, KIND.key, headers[::-1]) is None
    assert remembered(ada, "other", headers) is None


def test_the_newest_mapping_counts(ada):
    confirmed(ada)
    confirmed(ada, mapping={"label": "Devise"})
    known = remembered(
        ada, KIND.key, first_rows(handed_in(ada), reading_of(handed_in(ada).reading)).columns
    )
    assert known is not None
    assert known.mapping == {"label": "Devise"}
    assert RememberedMapping.objects.count() == 2


def test_a_room_that_refuses_leaves_nothing_behind(ada):
    row = confirmed(ada, "label,amount\nrefuse me,1\n", {"label": "label"})
    before = AuditEntry.objects.count()
    row = take(actor=ada, register=row, at=NOW)
    assert row.state == State.REFUSED
    assert row.problems[0]["found"] == "“refuse me”"
    assert row.taken_at is None
    assert AuditEntry.objects.count() == before
    again = confirm_mapping(actor=ada, register=row, mapping={"label": "amount"}, at=NOW)
    assert take(actor=ada, register=again, at=NOW).state == State.TAKEN


@pytest.mark.parametrize("name", ["ben", "cora", "dev", "eve"])
def test_who_may_not_prepare(cast, ada, name):
    row = handed_in(ada)
    other = cast.act(name)
    for act in (
        lambda: handed_in(other),
        lambda: confirm_reading(actor=other, register=row, answers={}, at=NOW),
        lambda: confirm_mapping(actor=other, register=row, mapping=MAPPING, at=NOW),
        lambda: take(actor=other, register=row, at=NOW),
        lambda: withdraw(actor=other, register=row, reason="Mine", at=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_another_house_does_not_find_it(cast, ada):
    row = handed_in(ada)
    hana = cast.act("hana")
    for act in (
        lambda: confirm_reading(actor=hana, register=row, answers={}, at=NOW),
        lambda: take(actor=hana, register=row, at=NOW),
        lambda: withdraw(actor=hana, register=row, reason="Mine", at=NOW),
    ):
        with pytest.raises(Register.DoesNotExist):
            act()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.csv"),
        (b"a,b\n", "a.csv"),
        (b"%PDF-1.7 and so on", "a.csv"),
        (b"a,b\n1,2\n", "a.xlsx"),
        (b"a,b\n1,\x00\n", "a.csv"),
        (b"a,a\n1,2\n", "a.csv"),
        (b"PK\x03\x04 no zip", "a.xlsx"),
    ],
)
def test_what_is_no_table_is_not_kept(ada, data, name):
    with pytest.raises(InputError):
        handed_in(ada, data, file_name=name)
    assert not Register.objects.exists()
    assert not Blob.objects.exists()


def test_bounds_of_the_installation(ada, settings):
    settings.REGISTER_MAX_BYTES = 50
    with pytest.raises(InputError) as caught:
        handed_in(ada, "a,b\n" + "1,2\n" * 50)
    assert "at most" in caught.value.diagnostics()
    settings.REGISTER_MAX_BYTES, settings.REGISTER_MAX_ROWS = 10_000, 10
    row = handed_in(ada, "label,b\n" + "x,2\n" * 9)
    assert row.state == State.UPLOADED
    with pytest.raises(InputError, match="whole file"):
        handed_in(ada, "label,b\n" + "1,2\n" * 50)


def test_a_kind_that_nobody_takes(ada):
    with pytest.raises(InputError) as caught:
        hand_in(actor=ada, kind="dreams", data=b"a,b\n1,2\n", file_name="a.csv", at=NOW)
    assert caught.value.problems[0].path == "kind"


def test_a_kind_is_known_once():
    with pytest.raises(ValueError, match="known already"):
        kinds.register(KIND)


def test_withdrawn_is_let_go_and_stays_in_the_history(ada):
    row = take(actor=ada, register=confirmed(ada), at=NOW)
    with pytest.raises(InputError, match="reason"):
        withdraw(actor=ada, register=row, reason="  ", at=NOW)
    kept = {row.blob_id, row.rejected_id}
    row = withdraw(actor=ada, register=row, reason="Wrong year", at=NOW)
    assert (row.state, row.blob, row.rejected, row.reading) == (State.WITHDRAWN, None, None, {})
    assert samples.withdrawn == [row.pk]
    assert set(unused().values_list("pk", flat=True)) == kept
    entry = AuditEntry.objects.latest("number")
    assert (entry.verb, entry.details["reason"]) == ("withdrew register", "Wrong year")
    with pytest.raises(InputError, match="register"):
        confirm_reading(actor=ada, register=row, answers={}, at=NOW)


def test_the_chain_names_each_step_and_no_cell(ada):
    take(actor=ada, register=confirmed(ada), at=NOW)
    entries = list(AuditEntry.objects.order_by("number"))
    assert [one.verb for one in entries] == [
        "handed in register",
        "confirmed reading",
        "confirmed columns",
        "took register",
    ]
    told = " ".join(f"{one.subject} {one.details}" for one in entries)
    for cell in ("1 234,56", "CSG", "1 85 05", "25/02/2024"):
        assert cell not in told


def test_cells_are_ciphertext_at_rest(ada):
    from django.db import connection  # noqa: PLC0415 - beside its one use

    row = confirmed(ada, FRENCH + "X;1.234;01/02/2024;EUR;\n")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registers_register WHERE id = %s", [row.pk])
        stored = repr(cursor.fetchone())
    for cell in ("01/02/2024", "1.234", "CSG", "1 85 05"):
        assert cell not in stored


# ── large ones, by the worker ──


@pytest.fixture
def large(settings):
    settings.REGISTER_DIRECT_BYTES = 10


@pytest.mark.usefixtures("large")
def test_a_large_register_is_read_and_taken_by_the_worker(
    cast, ada, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        row = confirmed(ada)
    assert row.state == State.CHECKING
    assert DBTaskResult.objects.filter(task_path__endswith="read_register").count() == 1
    assert read_register.call(row.pk) == State.CONFIRMED
    assert read_register.call(row.pk) == "", "Asked twice, read once"
    row.refresh_from_db()
    assert row.taken_rows == 3
    with django_capture_on_commit_callbacks(execute=True):
        row = take(actor=ada, register=row, at=NOW)
    assert row.state == State.TAKING
    assert take_register.call(row.pk) == State.TAKEN
    assert take_register.call(row.pk) == "", "Asked twice, taken once"
    assert len(samples.received) == 1
    assert AuditEntry.objects.latest("number").who == "Ada Okafor"
    told = list(Notice.objects.filter(user=cast.ada).order_by("pk").values_list("subject", "link"))
    assert told == [
        ("charges.csv: read, not yet taken", f"/desk/borealis/registers/{row.pk}/"),
        ("charges.csv: taken", Register.objects.get().leads_to),
    ]


@pytest.mark.usefixtures("large")
def test_who_left_meanwhile_takes_nothing(cast, ada):
    row = confirmed(ada)
    read_register.call(row.pk)
    row.refresh_from_db()
    take(actor=ada, register=row, at=NOW)
    cast.ada.memberships.update(roles=["auditor"])
    assert take_register.call(row.pk) == State.REFUSED
    assert not samples.received


@pytest.mark.usefixtures("large")
def test_a_fault_is_told_and_leaves_nothing(ada):
    row = confirmed(ada, "label,amount\nbreak me,1\n", {"label": "label"})
    read_register.call(row.pk)
    row.refresh_from_db()
    take(actor=ada, register=row, at=NOW)
    with pytest.raises(RuntimeError):
        take_register.call(row.pk)
    row.refresh_from_db()
    assert row.state == State.REFUSED
    assert "fault of the program" in row.problems[0]["found"]


@pytest.mark.usefixtures("large")
def test_what_a_stopped_worker_left_is_asked_again(ada):
    row = confirmed(ada)
    assert wake_registers(NOW + timedelta(minutes=1)) == 0
    assert wake_registers(NOW + timedelta(minutes=16)) == 1
    assert wake_registers(NOW + timedelta(minutes=17)) == 0
    assert DBTaskResult.objects.filter(task_path__endswith="read_register").count() == 1
    row.refresh_from_db()
    assert row.state == State.CHECKING
