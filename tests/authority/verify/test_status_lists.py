"""Status lists: places that tell nothing, changes that are not lost, tokens that another library reads."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from tests.authority.cast import NOW
from totalis.authority.keys import seal_key, sign_token
from totalis.authority.models import FreePlace, StatusChange, StatusList
from totalis.authority.services import status_lists
from totalis.authority.services.registering import (
    end_early,
    replace_certificate,
    withdraw_certificate,
)
from totalis.authority.services.status_lists import changed, place_for, sign_due, token_of
from totalis.authority.tasks.status import sign_status_lists
from totalis.documents.status_list import PLACES, status_at, status_list_uri, unpacked
from totalis.documents.verify.credential_jws import parts_of
from totalis.webbase import clock

SCRIPT = Path(__file__).with_name("read_status_list.mjs")
LATER = NOW + timedelta(minutes=1)
ISSUER = "https://certificates.example.org"


def token(office, *, at=NOW):
    """The first list as it is handed out."""
    return token_of(organisation=office.organisation, number=1, at=at)


def read_elsewhere(said, certificate, places):
    """What the library of others makes of a list."""
    jwk = {name: seal_key().identity.jwk[name] for name in ("kty", "crv", "x", "y")}
    asked = {"token": said, "credential": certificate.credential, "jwk": jwk, "places": places}
    done = subprocess.run(  # noqa: S603 - our own script
        ["node", str(SCRIPT)],  # noqa: S607 - wherever it is installed
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.django_db
@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
def test_another_library_reads_what_became_of_each(office, issued):
    good, lost, ended, taken_back = (issued() for _ in range(4))
    new = replace_certificate(actor=office.act("nora"), certificate=lost, reason="Lost", at=NOW)
    end_early(
        actor=office.act("nora"),
        certificate=ended,
        last_day=date(2027, 12, 31),
        reason="Came home",
        at=NOW,
    )
    withdraw_certificate(actor=office.act("petra"), certificate=taken_back, reason="Error", at=NOW)
    all_of_them = (good, new, lost, ended, taken_back)
    places = [each.list_index for each in all_of_them]
    found = read_elsewhere(token(office), good, places)
    assert found["statuses"] == [0x0, 0x0, 0xC, 0x0, 0x1], "what ends early counts until then"
    over = read_elsewhere(token(office, at=datetime(2028, 1, 1, tzinfo=UTC)), good, places)
    assert over["statuses"] == [0x0, 0x0, 0xC, 0xD, 0x1]
    assert found["genuine"] is True
    assert (found["typ"], found["bits"], found["length"]) == ("statuslist+jwt", 4, PLACES)
    uri = status_list_uri(ISSUER, 1)
    assert found["sub"] == uri
    assert found["entry"] == {"idx": good.list_index, "uri": uri}
    assert found["iat"] == NOW.timestamp()
    assert found["exp"] - found["iat"] == 7 * 24 * 3600
    assert found["ttl"] == 12 * 3600


@pytest.mark.django_db
def test_places_are_drawn_by_lot(office, monkeypatch):
    monkeypatch.setattr(status_lists, "DRAWN", 600)
    places = [place_for(organisation=office.organisation, at=NOW) for _ in range(600)]
    indexes = [place.list_index for place in places]
    assert len(set(indexes)) == 600
    assert {place.list_number for place in places} == {1}
    neighbours = sum(second == first + 1 for first, second in pairwise(indexes))
    assert neighbours < 5
    eighths = Counter(index * 8 // PLACES for index in indexes)
    assert set(eighths) == set(range(8))
    assert max(eighths.values()) < 130


@pytest.mark.django_db
def test_a_list_that_is_three_quarters_full_is_followed_by_another(office, monkeypatch):
    monkeypatch.setattr(status_lists, "FULL", 256)
    places = [place_for(organisation=office.organisation, at=NOW) for _ in range(300)]
    assert Counter(place.list_number for place in places) == {1: 256, 2: 44}
    assert sign_due(organisation=office.organisation, at=NOW) == 2


@pytest.mark.django_db
def test_a_place_goes_back_when_the_issue_fails(office):
    place_for(organisation=office.organisation, at=NOW)
    before = FreePlace.objects.count()
    with transaction.atomic():
        place_for(organisation=office.organisation, at=NOW)
        assert FreePlace.objects.count() == before - 1
        transaction.set_rollback(True)
    assert FreePlace.objects.count() == before


@pytest.mark.django_db
def test_issuing_changes_no_list(office, issued):
    issued()
    first = token(office)
    issued()
    assert token(office, at=LATER) == first


@pytest.mark.django_db
def test_many_changes_cost_one_signature(office, issued, monkeypatch):
    certificate = issued()
    token(office)
    signatures = []

    def counted(said, *, typ):
        signatures.append(typ)
        return sign_token(said, typ=typ)

    monkeypatch.setattr(status_lists, "sign_token", counted)
    for _ in range(50):
        changed(certificate, at=LATER)
    assert sign_due(organisation=office.organisation, at=LATER) == 1
    assert sign_due(organisation=office.organisation, at=LATER) == 0
    assert signatures == ["statuslist+jwt"]
    assert not StatusChange.objects.exists()


@pytest.mark.django_db
def test_signed_anew_every_half_day_and_by_the_newest_key(office, issued):
    issued()
    first = token(office)
    assert token(office, at=NOW + timedelta(hours=11)) == first
    second = token(office, at=NOW + timedelta(hours=12))
    assert parts_of(second)[1]["iat"] - parts_of(first)[1]["iat"] == 12 * 3600
    StatusList.objects.update(token="e30.e30.x")  # noqa: S106 - what another key signed
    third = token(office, at=NOW + timedelta(hours=12))
    assert parts_of(third)[0]["kid"] == seal_key().identity.kid
    with clock.stopped_at(NOW):
        assert sign_status_lists(NOW + timedelta(days=1)) == 1


@pytest.mark.django_db
def test_it_is_handed_out_to_everybody(office, issued, client):  # noqa: ARG001 - the office must be there
    issued()
    answer = client.get("/service/status-lists/1")
    assert answer.headers["Content-Type"] == "application/statuslist+jwt"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert parts_of(answer.content.decode())[1]["sub"] == status_list_uri(ISSUER, 1)
    assert client.get("/service/status-lists/2").status_code == 404
    assert not answer.cookies
    bundle = client.get("/service/check/issuer-bundle.json").json()
    assert bundle["status_lists"]["1"] == answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_issues_at_once_wait_for_nobody_and_share_no_place(office):
    """Ten at once hold their transactions open until all have a place; on SQLite, with its one writer, they follow each other."""
    together = Barrier(10) if connection.vendor == "postgresql" else None
    found = []

    def one():
        try:
            with transaction.atomic():
                found.append(place_for(organisation=office.organisation, at=NOW))
                if together is not None:
                    together.wait(timeout=120)
        finally:
            connection.close()

    with transaction.atomic():
        place_for(organisation=office.organisation, at=NOW)
    threads = [Thread(target=one) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({(place.list_number, place.list_index) for place in found}) == 10


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_committed_while_the_list_is_signed_is_not_lost(
    office, issued, monkeypatch
):
    certificate = issued()
    token(office)
    changed(certificate, at=LATER)
    true = status_lists._statuses
    late: list[bool] = []

    def slowly(*asked):
        values = true(*asked)
        if not late and connection.vendor == "postgresql":
            worker = Thread(target=withdraw)
            worker.start()
            worker.join()
        return values

    def withdraw():
        late.append(True)
        withdraw_certificate(
            actor=office.act("petra"), certificate=certificate, reason="Error", at=LATER
        )
        connection.close()

    monkeypatch.setattr(status_lists, "_statuses", slowly)
    token(office, at=LATER)
    if not late:
        withdraw()
    assert StatusChange.objects.count() == 1
    read = parts_of(token(office, at=LATER))[1]["status_list"]["lst"]
    assert status_at(unpacked(read), certificate.list_index, 4) == 1
