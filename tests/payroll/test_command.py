"""`totalis gate`: one question and many, as text, JSON, CSV, JSON Lines and Parquet; what is wrong says so and writes nothing."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import polars as pl
import pytest
from django.db import transaction

from tests.desk.cast import NOW, Cast, make_cast
from tests.payroll.walk import INSIDE, NUMBER, STREAM, payable
from totalis.cli.main import main
from totalis.payroll.models import GateRecord
from totalis.webbase import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django.plugin import DjangoDbBlocker

pytestmark = pytest.mark.django_db
ASKED = ("--worker", NUMBER, "--stream", STREAM, "--day", INSIDE.isoformat())


@pytest.fixture(scope="module")
def paid(
    django_db_setup: None,  # noqa: ARG001 - needed for what it does
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Cast]:
    """The house and its one case that payroll knows, built once: a walk of most of a second that every test here needs."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.stopped_at(NOW):
            cast = make_cast()
            payable(cast)
        yield cast
        transaction.set_rollback(True)


@pytest.fixture
def cast(paid: Cast, db: None) -> Cast:  # noqa: ARG001 - what a test writes is rolled back
    return paid


@pytest.fixture
def gate(cast, capsys) -> Callable[..., tuple[int, str, str]]:  # noqa: ARG001 - the house it asks about
    def run(*words: str) -> tuple[int, str, str]:
        code = main(["gate", "--organisation", "borealis", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_one_question_as_text(gate, cast):
    code, out, _err = gate(*ASKED)
    assert code == 0
    assert out.startswith("EXEMPT\nCertificate US-FR-1")
    assert re.search(rf"released by:\s+{cast.cora.name}", out)
    assert re.search(r"reached:\s+.*maladie", out)
    record = GateRecord.objects.get()
    assert (record.asked_as, record.word) == ("Totalis", "exempt")


def test_one_question_as_json(gate):
    code, out, _err = gate(*ASKED, "--charge", "csg", "--json")
    found = json.loads(out)
    assert (code, found["word"]) == (0, "hold")
    assert found["question"]["charge"] == "csg"
    assert found["charges"]["country"] == "FR"


def test_what_was_known_before(gate):
    _code, out, _err = gate(*ASKED, "--known-at", "2026-11-22T11:59:59")
    assert out.startswith("WITHHOLD\n")


@pytest.mark.parametrize("kind", ["csv", "semicolons", "jsonl", "parquet"])
def test_many_questions(gate, tmp_path, kind):
    rows = [
        {"staff_number": NUMBER, "stream": STREAM, "date": INSIDE.isoformat(), "charge": ""},
        {"staff_number": NUMBER, "stream": STREAM, "date": INSIDE.isoformat(), "charge": "maladie"},
        {"staff_number": NUMBER, "stream": STREAM, "date": "14 or 15 March", "charge": ""},
        {"staff_number": "E-9", "stream": STREAM, "date": "2020-01-01", "charge": ""},
    ]
    path = tmp_path / f"asked.{'csv' if kind == 'semicolons' else kind}"
    if kind == "jsonl":
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    elif kind == "parquet":
        pl.DataFrame(rows).write_parquet(path)
    else:
        pl.DataFrame(rows).write_csv(path, separator=";" if kind == "semicolons" else ",")
    out = tmp_path / "answers.csv"
    code, _out, err = gate("--lines", str(path), "-o", str(out))
    assert code == 0
    assert "4 lines: 2 exempt, 1 hold, 1 withhold; 1 of them could not be read and hold." in err
    with out.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert [row["word"] for row in found] == ["exempt", "exempt", "hold", "withhold"]
    assert "14 or 15 March" in found[2]["error"]
    assert found[0]["certificate_number"] == "US-FR-1"
    assert GateRecord.objects.get().count == 3


def test_answers_as_parquet_and_as_lines_of_json(gate, tmp_path):
    path = tmp_path / "asked.csv"
    path.write_text(f"worker,stream,day\n{NUMBER},{STREAM},{INSIDE}\n", encoding="utf-8")
    out = tmp_path / "answers.parquet"
    assert gate("--lines", str(path), "-o", str(out))[0] == 0
    assert pl.read_parquet(out)["word"].to_list() == ["exempt"]
    _code, text, _err = gate("--lines", str(path), "--json")
    assert json.loads(text)["word"] == "exempt"
    _code, text, _err = gate("--lines", str(path))
    assert [row["word"] for row in csv.DictReader(io.StringIO(text))] == ["exempt"]


@pytest.mark.parametrize(
    ("words", "path"),
    [
        (("--worker", "a", "--stream", "b"), "--day"),
        (("--worker", "a", "--stream", "b", "--day", "2026-02-30"), "--day"),
        (("--worker", "a", "--stream", "b", "--day", "31/12/2026"), "--day"),
        ((*ASKED, "--known-at", "2026-11-22"), "--known-at"),
        ((*ASKED, "--known-at", "noon"), "--known-at"),
        ((*ASKED, "--known-at", "2030-01-01T00:00:00"), "known_at"),
        ((*ASKED, "--organisation", "nowhere"), "--organisation"),
        ((*ASKED, "-o", "x.csv"), "-o"),
        (("--lines", "no-such-file.csv"), "no-such-file.csv"),
        (("--lines", "a.csv", "--worker", "a"), "--worker"),
        (("--lines", "a.csv", "-o", "answers.xlsx"), "answers.xlsx"),
    ],
)
def test_what_is_wrong_says_where(gate, words, path):
    code, out, err = gate(*words)
    assert (code, out) == (2, "")
    assert err.startswith(path)
    assert not GateRecord.objects.exists()


@pytest.mark.parametrize("text", ["", "worker,stream,day\n", "worker,day\na,2026-01-01\n"])
def test_a_file_without_questions_writes_nothing(gate, tmp_path, text):
    path, out = tmp_path / "asked.csv", tmp_path / "answers.csv"
    path.write_text(text, encoding="utf-8")
    assert gate("--lines", str(path), "-o", str(out))[0] == 2
    assert not out.exists()
    assert not GateRecord.objects.exists()


@pytest.mark.parametrize(
    ("header", "found"),
    [
        # A charge under a name that nobody knows would be lost, and csg be answered as the whole stream: exempt.
        ("worker,stream,day,chrage", "chrage"),
        ("worker,stream,day,rubrique", "rubrique"),
        # Two columns that could be the same thing: nobody says which is meant.
        ("worker,stream,date,day", "date"),
        ("worker,stream,day,charge,cotisation", "cotisation"),
        # Nearly the name is not the name: nobody confirms it.
        ("employer_id,stream,day,charge", "worker"),
    ],
)
def test_no_column_is_guessed_and_no_charge_is_lost(gate, tmp_path, header, found):
    path = tmp_path / "asked.csv"
    cells = {"worker": NUMBER, "employer_id": NUMBER, "stream": STREAM, "day": str(INSIDE)}
    line = ",".join({**cells, "date": str(INSIDE)}.get(name, "csg") for name in header.split(","))
    path.write_text(f"{header}\n{line}\n", encoding="utf-8")
    code, out, err = gate("--lines", str(path))
    assert (code, out) == (2, "")
    assert found in err
    assert not GateRecord.objects.exists()


def test_other_columns_do_no_harm_beside_a_charge(gate, tmp_path):
    path = tmp_path / "asked.csv"
    path.write_text(
        f"worker,name,stream,day,charge\n{NUMBER},Ada,{STREAM},{INSIDE},csg\n", encoding="utf-8"
    )
    code, out, _err = gate("--lines", str(path))
    assert code == 0
    assert [row["word"] for row in csv.DictReader(io.StringIO(out))] == ["hold"]


@pytest.mark.parametrize("charge", [" ", "\t"])
def test_a_charge_that_is_blank_is_not_the_whole_stream(gate, charge):
    code, out, err = gate(*ASKED, "--charge", charge)
    assert (code, out) == (2, "")
    assert "charge" in err
    assert not GateRecord.objects.exists()
