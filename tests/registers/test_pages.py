"""The pages of registers: refusals are pages with words, everything works without a script, long numbers are masked."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk.cast import NOW
from tests.registers import samples
from tests.registers.samples import FRENCH, OPEN, handed_in
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.registers.models import Register, State
from totalis.webbase.registers.services import confirm_mapping, confirm_reading

pytestmark = pytest.mark.django_db

HERE = "/desk/borealis/registers/"
READING = {
    "encoding": "utf-8",
    "delimiter": "semicolon",
    "quote": "double",
    "header_row": "1",
    "decimal": "comma",
    "dates": "dmy",
}
MAPPING = {"label": "Libellé", "amount": "Montant", "period_start": "Début", "currency": "Devise"}


def send(client, data, name="charges.csv", kind="sample"):
    file = SimpleUploadedFile(name, data if isinstance(data, bytes) else data.encode())
    return client.post(f"{HERE}new/", {"kind": kind, "file": file})


def text(response):
    return response.content.decode()


@pytest.fixture
def read_register(cast):
    ada = cast.act("ada")
    row = confirm_reading(actor=ada, register=handed_in(ada), answers={}, at=NOW)
    return confirm_mapping(actor=ada, register=row, mapping=MAPPING, at=NOW)


def test_from_handing_in_to_taken(as_user):
    ada = as_user("ada")
    assert "No register yet" in text(ada.get(HERE))
    response = send(ada, FRENCH)
    row = Register.objects.get()
    assert response.url == f"{HERE}{row.pk}/reading/"
    page = text(ada.get(response.url))
    assert "The file leaves nothing open" in page
    assert "CSG déductible" in page
    response = ada.post(response.url, {**READING, "confirm": "1"})
    assert response.url == f"{HERE}{row.pk}/columns/"
    page = text(ada.get(response.url))
    for header in MAPPING.values():
        assert f'<option value="{header}" selected>' in page
    response = ada.post(response.url, MAPPING)
    assert response.url == f"{HERE}{row.pk}/"
    page = text(ada.get(response.url))
    for words in ("Take 3 rows", "31/02/2024", "A day that exists", "Download all as CSV"):
        assert words in page
    response = ada.post(f"{HERE}{row.pk}/take/")
    row.refresh_from_db()
    assert response.url == row.leads_to
    assert row.state == State.TAKEN
    assert len(samples.received) == 1


def test_what_was_mapped_once_comes_mapped_and_says_so(as_user, read_register):
    assert read_register.state == State.CONFIRMED
    finn = as_user("finn")
    response = send(finn, FRENCH.replace("CSG", "CSG 2"))
    page = text(finn.get(response.url))
    assert "was confirmed as: 1.234,50 — a comma before the decimals; 31/01/2026" in page
    assert "The very same content" not in page
    finn.post(response.url, {**READING, "confirm": "1"})
    page = text(finn.get(response.url.replace("reading", "columns")))
    assert "mapped so on 22 November 2026 by Ada Okafor" in page


def test_the_same_file_twice_is_noticed(as_user, read_register):
    ada = as_user("ada")
    page = text(ada.get(send(ada, FRENCH).url))
    assert "The very same content was handed in on 22 November 2026 by Ada Okafor" in page
    assert f"{HERE}{read_register.pk}/" in page


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"a,b\n", "a.csv", "a header and no row"),
        (b"%PDF-1.7", "a.csv", "a PDF"),
        (b"a,a\n1,2\n", "a.csv", "each name once"),
        (b"PK\x03\x04", "a.xlsx", "cannot be unpacked"),
        ((",".join(f"c{n}" for n in range(200)) + "\n1\n").encode(), "a.csv", "200 columns"),
        (b"", "a.csv", "The file is empty"),
    ],
)
def test_bad_files_are_answered_on_the_page(as_user, data, name, words):
    response = send(as_user("ada"), data, name)
    assert response.status_code == 422
    assert words in text(response)
    assert not Register.objects.exists()


def test_doubts_must_be_answered(as_user):
    ada = as_user("ada")
    response = send(ada, OPEN)
    page = text(ada.get(response.url))
    assert "Please confirm" in page
    assert "“01/02/2024” can be two days" in page
    given = {**READING, "delimiter": "comma", "confirm": "1"}
    without = {key: value for key, value in given.items() if key not in ("decimal", "dates")}
    refused = ada.post(response.url, without)
    assert refused.status_code == 422
    assert "Say how days are written" in text(refused)
    assert ada.post(response.url, given).url.endswith("/columns/")


def test_another_reading_is_looked_at_before_it_is_confirmed(as_user):
    ada = as_user("ada")
    response = send(ada, FRENCH)
    looked = ada.post(response.url, {**READING, "delimiter": "comma", "look": "1"})
    assert looked.status_code == 422
    assert "Choose semicolon as the delimiter" in text(looked)
    looked = ada.post(response.url, {**READING, "look": "1"})
    assert looked.status_code == 200
    assert not Register.objects.get().reading_confirmed
    wrong = ada.post(response.url, {**READING, "encoding": "utf-16", "confirm": "1"})
    assert wrong.status_code == 422


def test_a_column_twice_or_none_is_refused_beside_the_field(as_user, cast):
    ada = cast.act("ada")
    row = confirm_reading(actor=ada, register=handed_in(ada), answers={}, at=NOW)
    client = as_user("ada")
    address = f"{HERE}{row.pk}/columns/"
    refused = client.post(address, {**MAPPING, "currency": "Montant"})
    assert refused.status_code == 422
    assert "which already is Amount" in text(refused)
    assert client.post(address, {**MAPPING, "label": ""}).status_code == 422
    assert client.post(address, {**MAPPING, "label": "Elsewhere"}).status_code == 422
    assert Register.objects.get().state == State.UPLOADED


def test_refused_lines_as_csv(as_user, read_register):
    response = as_user("dev").get(f"{HERE}{read_register.pk}/refused.csv")
    assert response["Content-Disposition"] == 'attachment; filename="charges-refused.csv"'
    rows = list(csv.DictReader(StringIO(text(response))))
    assert [(row["line"], row["column"], row["found"]) for row in rows] == [
        ("4", "Montant", "“abc”"),
        ("4", "Début", "“31/02/2024”"),
        ("4", "Devise", "“ZZZ”"),
    ]
    assert AuditEntry.objects.latest("number").verb == "downloaded refused lines"


def test_long_numbers_are_masked_for_who_may_not_read_them(cast, as_user):
    ada = cast.act("ada")
    bad = "label;currency\nx;1 85 05 78 006 084 36\n"
    row = confirm_reading(
        actor=ada, register=handed_in(ada, bad), answers={"delimiter": ";"}, at=NOW
    )
    confirm_mapping(
        actor=ada, register=row, mapping={"label": "label", "currency": "currency"}, at=NOW
    )
    for name in ("dev", "ben"):
        actor = cast.act(name)
        page = text(as_user(name).get(f"{HERE}{row.pk}/"))
        assert ("1 85 05 78 006 084 36" in page) == ("read_numbers" in actor.rights)
        assert "8436" in page.replace(" ", "")


def test_withdrawn_with_a_reason(as_user, read_register):
    ada = as_user("ada")
    address = f"{HERE}{read_register.pk}/"
    refused = ada.post(f"{address}withdraw/", {"reason": ""})
    assert refused.status_code == 422
    assert "Say why it is taken back" in text(refused)
    assert ada.post(f"{address}withdraw/", {"reason": "Wrong year"}).url == HERE
    page = text(ada.get(address))
    assert "Withdrawn on 22 November 2026 by Ada Okafor: Wrong year" in page
    assert ada.get(f"{address}reading/").url == address
    assert ada.get(f"{address}columns/").url == address


def test_who_only_views_sees_and_changes_nothing(as_user, read_register):
    dev = as_user("dev")
    page = text(dev.get(f"{HERE}{read_register.pk}/"))
    assert "Lines that cannot be used" in page
    assert "Take 3 rows" not in page
    assert "Withdraw" not in page
    assert "Hand in register" not in text(dev.get(HERE))
    for tail in ("take", "withdraw"):
        assert dev.post(f"{HERE}{read_register.pk}/{tail}/").status_code == 403


def test_a_refusal_of_the_room_is_shown(as_user, cast):
    ada = cast.act("ada")
    row = handed_in(ada, "label,amount\nrefuse me,1\n")
    confirm_reading(actor=ada, register=row, answers={}, at=NOW)
    confirm_mapping(actor=ada, register=row, mapping={"label": "label"}, at=NOW)
    client = as_user("ada")
    assert client.post(f"{HERE}{row.pk}/take/").url == f"{HERE}{row.pk}/"
    page = text(client.get(f"{HERE}{row.pk}/"))
    assert "Why it was refused" in page
    assert "Found: “refuse me”. Expected: another label. Remove it." in page
    assert "Change columns" in page
