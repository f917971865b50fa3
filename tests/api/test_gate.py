"""The payroll gate over HTTP: by key, once and in bulk, kept, read again and replayed."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta

import msgspec
import polars as pl
import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from tests.desk.cast import NOW
from tests.desk.conftest import cast  # noqa: F401 - the cast, for these tests too
from tests.payroll.walk import INSIDE, LATER, NUMBER, STREAM, payable
from totalis.api import gate_lines, gate_operations
from totalis.api.gate_answers import COLUMNS
from totalis.api.gate_forms import GateLine, GateReplay, GateReply
from totalis.casework.services.certificates import withdraw_certificate
from totalis.gate.question import Question
from totalis.payroll.models import GateRecord
from totalis.payroll.services import ask_many
from totalis.webbase import clock
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.tokens.models import MachineKey
from totalis.webbase.tokens.scopes import Scope
from totalis.webbase.tokens.services import make_key, revoke_key

pytestmark = pytest.mark.django_db
GATE, BULK = "/api/v1/gate", "/api/v1/gate/bulk"
CSV, JSON_LINES = "text/csv", "application/jsonl"
PARQUET = "application/vnd.apache.parquet"
QUESTION = {"worker": NUMBER, "stream": STREAM, "day": INSIDE.isoformat()}
PROBLEM = {"path", "line", "found", "expected", "to_do"}


@pytest.fixture(autouse=True)
def new_year():
    """The clock stands a while after the certificate was released."""
    with clock.stopped_at(LATER):
        yield


@pytest.fixture
def key(cast):  # noqa: F811 - the fixture
    """`key()` is the secret of a key that may do everything; keywords change it."""

    def make(who="eve", scopes=frozenset(Scope), **more):
        return make_key(
            actor=cast.act(who),
            name="Payroll run",
            scopes=scopes,
            last_day=LATER.date() + timedelta(days=30),
            at=NOW,
            **more,
        )

    return make


class Whole:
    """An answer that was read to its end."""

    def __init__(self, answer, whole):
        self.answer, self.whole, self.status_code = answer, whole, answer.status_code
        self.content = whole

    def __getitem__(self, header):
        return self.answer[header]

    def json(self):
        return json.loads(self.whole)


class Program:
    """A program with a key, and none of a browser's cookies."""

    def __init__(self, secret):
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"Authorization": f"Bearer {secret}"}

    def ask(self, question=None, **query):
        body = json.dumps(QUESTION if question is None else question)
        return self.client.post(
            GATE, body, content_type="application/json", headers=self.headers, query_params=query
        )

    def bulk(self, data, content_type, accept=None, **query):
        accepts = {"Accept": accept} if accept else {}
        answer = self.client.post(
            BULK,
            data,
            content_type=content_type,
            headers=self.headers | accepts,
            query_params=query,
        )
        return Whole(answer, answer.getvalue() if answer.streaming else answer.content)

    def get(self, name, tail=""):
        return self.client.get(f"{GATE}/answers/{name}{tail}", headers=self.headers)


@pytest.fixture
def program(key):
    return Program(key().secret)


def only_problem(answer, status):
    assert answer.status_code == status, answer.content
    (problem,) = answer.json()["problems"]
    assert set(problem) == PROBLEM
    return problem


def fits(struct, value):
    Draft202012Validator(msgspec.json.schema(struct)).validate(value)
    return value


# ── who may ask ──


def test_without_a_key_nothing_is_answered(client):
    for method, path in (
        ("post", GATE),
        ("post", BULK),
        ("get", f"{GATE}/answers/1-1"),
        ("get", f"{GATE}/answers/1-1/replay"),
    ):
        answer = getattr(client, method)(path)
        assert only_problem(answer, 401)["path"] == "Authorization"
        assert answer["WWW-Authenticate"].startswith("Bearer")
    assert not GateRecord.objects.exists()


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer nonsense", "Basic abc", "Bearer tot_0123456789_x"]
)
def test_what_is_no_key_is_refused(client, header):
    answer = client.post(GATE, QUESTION, headers={"Authorization": header})
    assert only_problem(answer, 401)


def test_who_is_signed_in_on_the_desk_still_needs_a_key(cast):  # noqa: F811 - the fixture
    browser = Client()
    browser.force_login(cast.cora)
    assert (
        browser.post(GATE, json.dumps(QUESTION), content_type="application/json").status_code == 401
    )


def test_a_key_that_ended_or_was_revoked_is_refused(key, cast):  # noqa: F811 - the fixture
    made = key()
    program = Program(made.secret)
    assert program.ask().status_code == 200
    with clock.stopped_at(LATER + timedelta(days=31)):
        assert only_problem(program.ask(), 401)
    revoke_key(actor=cast.act("eve"), key=made.key, at=LATER)
    assert only_problem(program.ask(), 401)


def test_a_key_does_what_it_may_and_nothing_else(key):
    asks = Program(key(scopes=frozenset({Scope.GATE_ASK})).secret)
    reads = Program(key(scopes=frozenset({Scope.GATE_READ})).secret)
    name = asks.ask().json()["id"]
    assert "gate.read" in only_problem(asks.get(name), 403)["found"]
    assert only_problem(asks.get(name, "/replay"), 403)
    assert reads.get(name).status_code == 200
    assert "gate.ask" in only_problem(reads.ask(), 403)["found"]
    assert only_problem(reads.bulk("x", CSV), 403)
    assert GateRecord.objects.count() == 1


def test_the_day_of_use_is_noted(program):
    program.ask()
    assert MachineKey.objects.get().last_used_on == LATER.date()


# ── one question ──


def test_exempt_comes_with_its_proof_and_is_kept_under_the_name_of_the_key(cast, program):  # noqa: F811
    case, certificate = payable(cast)
    found = fits(GateReply, program.ask().json())
    answer = found["answer"]
    assert answer["word"] == "exempt"
    assert (answer["case"], answer["certificate"]) == (case.reference, str(certificate.pk))
    assert answer["approval"]["released_by"] == cast.cora.name
    assert answer["charges"]["reached"]
    record = GateRecord.objects.get()
    assert found["id"] == f"{record.pk}-1"
    assert record.asked_by is None
    assert record.asked_as == f"Key {MachineKey.objects.get()}"


def test_the_answer_is_that_of_python(cast, program):  # noqa: F811 - the fixture
    payable(cast)
    direct = ask_many(
        actor=cast.act("cora"), questions=[msgspec.convert(QUESTION, Question)], at=LATER
    )
    assert program.ask().json()["answer"] == json.loads(msgspec.json.encode(direct[0]))


def test_another_house_gets_nothing_of_it(cast, key):  # noqa: F811 - the fixture
    payable(cast)
    answer = Program(key("lea").secret).ask().json()["answer"]
    assert answer["word"] == "withhold"
    assert not answer["case"]


def test_what_was_known_at_a_moment_is_asked_by_it(cast, program):  # noqa: F811 - the fixture
    payable(cast)
    before = (NOW - timedelta(days=400)).isoformat()
    assert program.ask(known_at=before).json()["answer"]["word"] == "withhold"
    assert program.ask(known_at=LATER.isoformat()).json()["answer"]["word"] == "exempt"


@pytest.mark.parametrize(
    "moment",
    [
        "",
        "yesterday",
        "2026-03-31",
        "2026-03-31T12:00",
        "2099-01-01T00:00Z",
        "0001-01-01T00:00+23:59",
    ],
)
def test_a_moment_that_is_none_is_refused(program, moment):
    answer = program.ask(known_at=moment)
    assert only_problem(answer, 422)["path"] == "known_at"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"worker": ""}, "worker"),
        ({"worker": 17}, "worker"),
        ({"worker": " E-1"}, "worker"),
        ({"worker": "E-1\0"}, "worker"),
        ({"worker": "x" * 41}, "worker"),
        ({"stream": None}, "stream"),
        ({"day": "31/03/2026"}, "day"),
        ({"day": "2026-02-30"}, "day"),
        ({"day": None}, "day"),
        ({"chrage": "csg"}, "chrage"),
        ({"charge": ["csg"]}, "charge"),
    ],
)
def test_a_question_that_cannot_be_read_is_refused_and_not_kept(program, change, path):
    assert only_problem(program.ask(QUESTION | change), 422)["path"] == path
    assert not GateRecord.objects.exists()


@pytest.mark.parametrize("body", [" ", "[]", "null", "{", '{"worker": "a", "worker": "b"}', "\xff"])
def test_a_body_that_is_no_object_is_refused(program, body):
    answer = program.client.post(
        GATE, body, content_type="application/json", headers=program.headers
    )
    assert answer.status_code == 422
    assert not GateRecord.objects.exists()


def test_other_types_and_large_bodies_are_refused(program):
    post = program.client.post
    answer = post(GATE, "worker: x", content_type="application/yaml", headers=program.headers)
    assert only_problem(answer, 415)["expected"] == "application/json"
    answer = post(GATE, b" " * 1_000_001, content_type="application/json", headers=program.headers)
    assert only_problem(answer, 413)


# ── many ──

MANY = [
    {**QUESTION},
    {**QUESTION, "worker": "E-9999"},
    {**QUESTION, "day": "soon"},
    {**QUESTION, "stream": "board fees"},
    {**QUESTION, "worker": ""},
    {**QUESTION, "charge": "no such charge"},
]
WORDS = ["exempt", "withhold", "hold", "hold", "hold", "hold"]


def as_csv(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, ["worker", "stream", "day", "charge"], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_json_lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def as_parquet(rows):
    buffer = io.BytesIO()
    columns = dict.fromkeys(("worker", "stream", "day", "charge"), pl.String)
    pl.DataFrame(rows, schema=columns).write_parquet(buffer)
    return buffer.getvalue()


AS = {CSV: as_csv, JSON_LINES: as_json_lines, PARQUET: as_parquet}


def rows_of(answer, form):
    """The lines of an answer as text by columns."""
    if form == CSV:
        return list(csv.DictReader(io.StringIO(answer.whole.decode())))
    if form == PARQUET:
        return pl.read_parquet(io.BytesIO(answer.whole)).to_dicts()
    return [fits(GateLine, json.loads(line)) for line in answer.whole.splitlines()]


@pytest.mark.parametrize("sent", list(AS))
@pytest.mark.parametrize("wanted", list(AS))
def test_each_line_gets_a_line_in_its_place_in_every_form(cast, program, sent, wanted):  # noqa: F811
    payable(cast)
    answer = program.bulk(AS[sent](MANY), sent, wanted)
    assert answer.status_code == 200, answer.whole
    assert answer["Content-Type"].split(";")[0] == wanted
    rows = rows_of(answer, wanted)
    assert [row["word"] for row in rows] == WORDS
    first = 2 if sent == CSV else 1
    assert [int(row["line"]) for row in rows] == list(range(first, first + len(MANY)))
    assert [bool(row["error"]) for row in rows] == [False, False, True, False, True, False]
    record = GateRecord.objects.get()
    names = [row["id"] for row in rows if row["id"]]
    assert names == [f"{record.pk}-{number}" for number in range(1, 5)]
    assert record.count == 4
    if wanted != JSON_LINES:
        assert tuple(rows[0]) == COLUMNS
        assert rows[0]["reached"].count("|") > 3
        assert rows[2]["worker"] == NUMBER
        assert "found 'soon'" in rows[2]["error"]
    else:
        assert rows[2]["error"]["path"] == "day"


def test_one_by_one_says_the_same(cast, program):  # noqa: F811 - the fixture
    payable(cast)
    good = [row for row in MANY if row["day"] != "soon" and row["worker"]]
    many = [
        json.loads(one) for one in program.bulk(as_json_lines(good), JSON_LINES).whole.splitlines()
    ]
    assert [one["answer"] for one in many] == [program.ask(row).json()["answer"] for row in good]


def test_without_accept_the_form_is_that_of_the_question(program):
    for form, write in AS.items():
        assert program.bulk(write(MANY), form)["Content-Type"].split(";")[0] == form
    assert program.bulk(as_csv(MANY), CSV, "application/xml, */*;q=0.1").status_code == 200
    answer = program.bulk(as_csv(MANY), CSV, "application/xml")
    assert only_problem(answer, 406)["path"] == "Accept"


def test_lines_that_hold_no_question_alone_are_answered_and_nothing_is_kept(program):
    rows = rows_of(program.bulk("worker,stream,day\n,,\nx,y\n", CSV), CSV)
    assert [row["word"] for row in rows] == ["hold", "hold"]
    assert not GateRecord.objects.exists()


def test_empty_rows_of_parquet_and_empty_objects_keep_their_place(program):
    nothing = dict.fromkeys(("worker", "stream", "day", "charge"))
    rows = rows_of(program.bulk(as_parquet([nothing, QUESTION, nothing]), PARQUET), PARQUET)
    assert [row["word"] for row in rows] == ["hold", "withhold", "hold"]
    body = (
        b'{}\n{"worker": null}\nno json\n[]\n"x"\n{"worker":"a","worker":"b"}\n'
        + b"[" * 9000
        + b"\n"
    )
    rows = rows_of(program.bulk(body, JSON_LINES), JSON_LINES)
    assert len(rows) == 7
    assert {row["word"] for row in rows} == {"hold"}
    assert all(row["error"]["to_do"] for row in rows)


def test_cells_that_a_spreadsheet_would_run_are_guarded(program):
    rows = rows_of(program.bulk(as_csv([QUESTION | {"worker": "=1+1"}]), CSV), CSV)
    assert rows[0]["worker"] == "'=1+1"


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"\n", CSV),
        (b"worker,stream,day\n", CSV),
        (b"worker,stream\nE-1,s\n", CSV),
        (b"worker;stream;day\nE-1;s;2026-01-01\n", CSV),
        (b"worker,stream,day,day\nE-1,s,2026-01-01,2026-01-01\n", CSV),
        (b"worker,stream,day,chrage\nE-1,s,2026-01-01,csg\n", CSV),
        (b'worker,stream,day\n"E-1,s,2026-01-01\nE-2,s,2026-01-01\n', CSV),
        (b"worker,stream,day\nE-\xe9,s,2026-01-01\n", CSV),
        (b"\n \n", JSON_LINES),
        (b"\xff\xfe", JSON_LINES),
        (b"worker,stream,day\nE-1,s,2026-01-01\n", PARQUET),
        (b"PAR1", PARQUET),
        (b"\n", PARQUET),
    ],
)
def test_a_body_that_is_spoilt_as_a_whole_is_refused_as_a_whole(program, body, form):
    answer = program.bulk(body, form)
    assert answer.status_code == 422, answer.whole
    assert all(set(one) == PROBLEM for one in answer.json()["problems"])
    assert not GateRecord.objects.exists()


def test_too_many_lines_and_too_large_a_body_are_refused(program, monkeypatch):
    monkeypatch.setattr(gate_lines, "MOST", 5)
    assert "6 lines" in only_problem(program.bulk(as_csv(MANY), CSV), 422)["found"]
    monkeypatch.setattr(gate_operations, "MOST_BYTES", 50)
    assert only_problem(program.bulk(as_csv(MANY), CSV), 413)
    assert only_problem(program.bulk("x", "application/xml"), 415)["path"] == "Content-Type"


def test_a_body_larger_than_djangos_own_limit_is_taken(program):
    body = as_csv([QUESTION] * 100_000)
    assert len(body) > 2_621_440
    answer = program.bulk(body, CSV)
    assert answer.whole.count(b"\n") == 100_001


def test_many_are_in_the_history_by_their_digest(program):
    program.bulk(as_csv(MANY), CSV)
    entry = AuditEntry.objects.get(verb="asked payroll gate")
    assert entry.who == f"Key {MachineKey.objects.get()}"
    assert entry.details["digest"] == GateRecord.objects.get().digest


# ── read again and replayed ──


def test_an_answer_is_read_again_word_for_word(cast, program):  # noqa: F811 - the fixture
    payable(cast)
    given = program.ask()
    assert program.get(given.json()["id"]).content == given.content
    lines = rows_of(program.bulk(as_json_lines(MANY), JSON_LINES), JSON_LINES)
    for line in lines:
        if line["id"]:
            assert program.get(line["id"]).json()["answer"] == line["answer"]


def test_a_replay_says_then_and_now(cast, program):  # noqa: F811 - the fixture
    case, certificate = payable(cast)
    name = program.ask().json()["id"]
    same = fits(GateReplay, program.get(name, "/replay").json())
    assert (same["differences"], same["drift"]) == ([], [])
    with clock.stopped_at(LATER + timedelta(days=1)):
        withdraw_certificate(
            actor=cast.act("ada"),
            case=case,
            certificate=certificate,
            on=date(2026, 1, 1),
            reason="The issuer withdrew it.",
            at=clock.now(),
        )
        found = fits(GateReplay, program.get(name, "/replay").json())
    assert found["then"]["word"] == found["again"]["word"] == "exempt"
    assert found["now"]["word"] == "withhold"
    assert "word" in found["differences"]
    assert found["drift"] == []


def test_what_was_never_given_is_not_found(key, program):
    name = program.ask().json()["id"]
    record = name.split("-")[0]
    stranger = Program(key("lea").secret)
    for one in (name, f"{record}-0", f"{record}-2", record, "x", "9" * 30 + "-1", f"{record}-1-1"):
        asker = stranger if one == name else program
        assert only_problem(asker.get(one), 404)["path"] == "id"
        assert only_problem(asker.get(one, "/replay"), 404)


def test_an_answer_that_was_changed_behind_our_back_is_not_passed_off(program):
    name = program.ask().json()["id"]
    record = GateRecord.objects.get()
    changed = {**(record.answer or {}), "word": "exempt"}
    GateRecord.objects.filter(pk=record.pk).update(answer=changed)
    assert "not those that were given" in only_problem(program.get(name), 500)["found"]
