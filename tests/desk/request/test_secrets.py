"""Personal numbers: only the last four on pages, nothing in the history, the addresses, the notices or the log."""

from __future__ import annotations

import json
import logging

import pytest
from django.db import connection

from tests.desk.cast import case_address
from tests.desk.request import walk
from totalis.casework.models import CertificateRequest, Packet, RecordRevision
from totalis.casework.urls.request import urlpatterns
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.notices.models import Notice

SSN, WRITTEN = "536904399", "536-90-4399"
REPLACED = "219-09-9999"


def holds_number(text: str) -> bool:
    return any(number in text for number in (SSN, WRITTEN, REPLACED, REPLACED.replace("-", "")))


@pytest.mark.parametrize("name", ["ada", "ben", "cora", "dev"])
def test_pages_show_the_last_four_signs_after_saving(cast, as_user, name):
    packet = walk.approved(cast)
    client = as_user(name)
    for tab in ("request", "request/packets/1", "tracking"):
        page = client.get(case_address(packet.case, tab)).content.decode()
        assert not holds_number(page), tab
    assert "••••4399" in client.get(case_address(packet.case, "request")).content.decode()


def test_the_form_never_gives_a_saved_number_back(cast, as_user):
    case = walk.ready(cast)
    client = as_user("ada")
    address = case_address(case, "request/fields")
    page = client.get(address).content.decode()
    assert not holds_number(page)
    assert "••••4399" in page
    row = walk.request_row(case)
    form = {"revision": str(row.revision)}
    form |= {key: given["value"] for key, given in row.fields.items() if key != "worker_ssn"}
    assert client.post(address, form | {"worker_ssn": ""}).status_code == 302
    assert walk.request_row(case).fields["worker_ssn"]["value"] == SSN  # left empty: kept
    form["revision"] = str(walk.request_row(case).revision)
    assert client.post(address, form | {"worker_ssn": REPLACED}).status_code == 302
    assert walk.request_row(case).fields["worker_ssn"]["value"] == REPLACED
    assert not holds_number(client.get(address).content.decode())
    form["revision"] = str(walk.request_row(case).revision)
    assert client.post(address, form | {"worker_ssn_remove": "on"}).status_code == 302
    assert "worker_ssn" not in walk.request_row(case).fields


def test_only_the_page_of_the_sending_shows_what_must_be_typed(cast, as_user):
    packet = walk.built(cast)
    address = case_address(packet.case, "request/packets/1/send")
    assert not holds_number(as_user("ada").get(address).content.decode())  # not approved yet
    walk.approve(cast, packet)
    assert holds_number(as_user("ada").get(address).content.decode())
    for name in ("ben", "cora", "dev", "eve"):
        assert as_user(name).get(address).status_code == 403


def test_history_notices_and_log_never_hold_one(cast, as_user, caplog):
    with caplog.at_level(logging.DEBUG):
        packet = walk.approved(cast)
        client = as_user("ada")
        case = packet.case
        row = walk.request_row(case)
        form = {"revision": str(row.revision), "worker_ssn": REPLACED, "begin_date": "no day"}
        assert client.post(case_address(case, "request/fields"), form).status_code == 422
        for entry in AuditEntry.objects.all():
            assert not holds_number(json.dumps(entry.details) + entry.subject + entry.who)
        for notice in Notice.objects.all():
            assert not holds_number(notice.subject + notice.body + notice.link)
    assert not holds_number(caplog.text)


def test_addresses_have_no_place_for_one():
    names = {"organisation", "reference", "number", "page", "exception", "lodgement", "attempt"}
    for pattern in urlpatterns:
        assert set(pattern.pattern.converters) <= names


def test_the_database_holds_ciphertext_only(cast):
    packet = walk.built(cast)
    with connection.cursor() as cursor:
        for model in (CertificateRequest, Packet, RecordRevision):
            cursor.execute(str(model.objects.all().query))
            assert not holds_number(str(cursor.fetchall())), model
    assert packet.snapshot["worker"]["ssn"] == SSN
