"""Pages of request and tracking for the whole cast, and how many queries each may take."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.desk.cast import NOW, case_address
from tests.desk.request import walk
from totalis.casework.services.tracking import record_check
from totalis.casework.urls.request import urlpatterns

HOUSE = ("ada", "ben", "cora", "dev", "eve")
READ = ("request", "request/packets/1", "tracking", "tracking/follow-up")
PREPARED = ("request/fields", "request/channel/ask")
LODGED = (
    "request/packets/1/send",
    "tracking/check",
    "tracking/contact",
    "tracking/waiting",
    "tracking/attempts",
)
POSTED = {
    "request/begin": "ada",
    "request/renew": "ada",
    "request/channel": "ada",
    "request/build": "ada",
    "request/packets/1/decide": "ben",
}


def test_every_address_names_the_rights_that_it_needs():
    assert all(getattr(pattern.callback, "needs", None) for pattern in urlpatterns)


def test_who_sees_what(cast, as_user):
    case = walk.approved(cast).case
    clients = {name: as_user(name) for name in HOUSE}
    for name, client in clients.items():
        for tab in READ:
            assert client.get(case_address(case, tab)).status_code == 200, (name, tab)
        for tab in (*PREPARED, *LODGED):
            expected = 200 if name == "ada" else 403
            assert client.get(case_address(case, tab)).status_code == expected, (name, tab)
        for tab, who in POSTED.items():
            if name != who:
                assert client.post(case_address(case, tab)).status_code == 403, (name, tab)


@pytest.mark.parametrize("tab", [*READ, *PREPARED, *LODGED, *POSTED])
def test_outside_the_house_there_is_nothing(cast, as_user, client, tab):
    case = walk.decided_case(cast)
    for name in ("hana", "gia", "sam"):
        for method in ("get", "post"):
            answer = getattr(as_user(name), method)(case_address(case, tab))
            assert answer.status_code == 404, (name, method)
    assert client.get(case_address(case, tab)).status_code == 302


def test_numbers_that_are_not_there_are_not_found(cast, as_user):
    case = walk.ready(cast)
    for tab in ("request/packets/7", "request/packets/7/send", "tracking/attempts/7/outcome"):
        assert as_user("ada").get(case_address(case, tab)).status_code == 404


def queries(client, address) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_pages_take_a_bounded_number_of_queries(cast, as_user):
    sent = walk.sent(cast)
    ada, case = as_user("ada"), sent.case
    walk.letter_for(cast, case)
    record_check(actor=cast.act("ada"), case=case, verbatim="Pending", checked_at=NOW, at=NOW)
    few = {tab: queries(ada, case_address(case, tab)) for tab in ("request", "tracking")}
    for count in range(12):
        walk.letter_for(cast, case)
        record_check(
            actor=cast.act("ada"),
            case=case,
            verbatim=f"Pending {count}",
            checked_at=NOW,
            at=NOW,
        )
    many = {tab: queries(ada, case_address(case, tab)) for tab in ("request", "tracking")}
    assert many == few, "more records, no more queries"
    assert max(many.values()) <= 70, many


def test_refused_forms_keep_what_was_typed(cast, as_user):
    case = walk.sent(cast).case
    answer = as_user("ada").post(
        case_address(case, "tracking/check"),
        {"checked_at": "2026-11-22T11:00", "channel": "phone", "label": "Pending", "verbatim": ""},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Pending"' in page
    assert "usa-error-message" in page
