"""Other requests than the plain one: an exception with its letter, an election, self-employment, a foreign certificate."""

from __future__ import annotations

import pytest

from tests.desk.cast import NOW, case_address, employer_of, posting_sheet, worker_of
from tests.desk.request import walk
from totalis.casework.selectors.asked import fields_of_request
from totalis.casework.selectors.casefile import case_file
from totalis.casework.services.cases import open_case
from totalis.casework.services.decisions import determine_case
from totalis.casework.services.packets import build_packet
from totalis.casework.services.requests import begin_request, fill_fields, renew_request
from totalis.facts.reader import read_sheet
from totalis.kernel.errors import InputError
from totalis.procedure.casefile import Direction, PartyRole

SOME = {
    "address": "1 Main Street\nBoston, MA 02110\nUnited States",
    "date": "2019-04-01",
    "yes_no": "yes",
    "country": "US",
    "countries": "US",
    "long_text": "Plans logistics for shipping firms, done from a studio in Berlin.",
    "phone": "+1 617 555 0134",
    "email": "office@example.org",
    "foreign_number": "12345678",
}
OWN = {
    "kind": "self_employment",
    "work_country": "DE",
    "us_class": "self_employment",
    "foreign_class": "self_employment",
    "employer": None,
    "works_for": None,
    "sent_by_employer": None,
    "normally_in": ["US"],
    "same_activity_transferred": True,
}
JAPANESE = {
    "work_country": "US",
    "sent_from": "JP",
    "home_coverage_months_before": 60,
    "employer": {"name": "Tokyo KK", "country": "JP", "american": False},
}


def decided(cast, country, facts, worker=None, **more):
    actor = cast.act("ada")
    plain = posting_sheet().as_dict()
    plain["worker"].update(worker or {})
    plain["engagements"][0].update(facts)
    own = facts.get("kind") == "self_employment"
    us = PartyRole.OWN_BUSINESS_US if own else PartyRole.US_EMPLOYER
    abroad = PartyRole.OWN_BUSINESS_FOREIGN if own else PartyRole.FOREIGN_EMPLOYER
    case = open_case(
        actor=actor,
        title=f"Rivera, {country}",
        worker=worker_of(actor),
        parties=((us, employer_of(actor)), (abroad, employer_of(actor, country=country))),
        partner=country,
        sheet=read_sheet(plain),
        basis="Told by the worker",
        at=NOW,
        **more,
    )
    determine_case(actor=actor, case=case, as_of=NOW.date(), at=NOW)
    case.refresh_from_db()
    return case


def asked(cast, case, **more):
    actor = cast.act("ada")
    request = begin_request(actor=actor, case=case, at=NOW, **more)
    case.refresh_from_db()
    values = {
        field.key: (SOME.get(field.type.value, "Ada Okafor"), "")
        for field in fields_of_request(case_file(case))
        if field.key not in request.fields and field.type.value not in ("family", "ssn")
    }
    if "exception_until" in values:
        values["exception_until"] = ("2029-12-31", "")
    return fill_fields(
        actor=actor, case=case, values=values, seen_revision=request.revision, at=NOW
    )


def test_an_exception_over_the_limit_goes_by_letter(cast, as_user):
    case = decided(cast, "GB", {"work_country": "GB", "start": "2022-01-01", "end": "2029-12-31"})
    with pytest.raises(InputError) as caught:
        begin_request(actor=cast.act("ada"), case=case, product="exception", at=NOW)
    assert caught.value.problems[0].path == "direction"  # whose cover is wanted, a person says
    request = asked(cast, case, product="exception", direction=Direction.US_CERTIFICATE)
    assert request.channel != "online"
    packet = build_packet(actor=cast.act("ada"), case=case, at=NOW)
    walk.approve(cast, packet)
    client = as_user("ada")
    letter = client.get(case_address(case, "request/packets/1") + "letter.pdf")
    assert letter.content.startswith(b"%PDF-")
    page = client.get(case_address(case, "request/packets/1/send")).content.decode()
    assert "Download letter" in page


def test_a_certificate_cannot_be_asked_for_where_an_exception_is_needed(cast):
    case = decided(cast, "GB", {"work_country": "GB", "start": "2022-01-01", "end": "2029-12-31"})
    asked(cast, case, direction=Direction.US_CERTIFICATE)
    with pytest.raises(InputError) as caught:
        build_packet(actor=cast.act("ada"), case=case, at=NOW)
    assert any(problem.path == "gates.rule" for problem in caught.value.problems)


def test_what_does_not_exist_in_a_country_is_not_offered(cast):
    case = walk.decided_case(cast)
    for product in ("election", "letter_of_exemption", "something"):
        with pytest.raises(InputError) as caught:
            begin_request(actor=cast.act("ada"), case=case, product=product, at=NOW)
        assert caught.value.problems[0].path == "product"


def test_a_self_employed_person_asks_for_herself(cast):
    case = decided(cast, "DE", OWN)
    request = asked(cast, case)
    assert request.lane == "self_employed"
    assert "us_employer_name" not in request.fields
    assert build_packet(actor=cast.act("ada"), case=case, at=NOW).number == 1


def test_a_foreign_certificate_is_asked_for_at_its_own_agency(cast, as_user):
    case = decided(cast, "JP", JAPANESE, {"citizenships": ["JP"], "residence": "JP"})
    asked(cast, case)
    packet = build_packet(actor=cast.act("ada"), case=case, at=NOW)
    assert packet.snapshot["direction"] == "foreign_certificate"
    assert as_user("ada").get(case_address(case, "request")).status_code == 200


def test_a_replacement_says_what_was_lost(cast, as_user):
    case = walk.decided_case(cast)
    asked(cast, case, product="replacement")
    packet = build_packet(actor=cast.act("ada"), case=case, at=NOW)
    assert any(item["field"] == "what_to_mend" for item in packet.snapshot["fields"])
    assert as_user("ada").get(case_address(case, "request")).status_code == 200


def test_reading_the_request_anew_keeps_what_was_typed_and_voids_the_packet(cast):
    packet = walk.built(cast)
    row = walk.request_row(packet.case)
    renewed = renew_request(
        actor=cast.act("ada"),
        case=packet.case,
        seen_revision=row.revision,
        product="correction",
        at=NOW,
    )
    assert renewed.product == "correction"
    assert renewed.fields["place_of_hire"] == row.fields["place_of_hire"]
    packet.refresh_from_db()
    assert packet.void_at is not None


def test_one_case_has_one_request(cast):
    case = walk.ready(cast)
    with pytest.raises(InputError) as caught:
        begin_request(actor=cast.act("ada"), case=case, at=NOW)
    assert caught.value.problems[0].path == "request"
