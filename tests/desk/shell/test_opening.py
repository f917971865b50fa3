"""Opening a case: reference, facts, owner, parties, and what it says of itself at once."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from tests.desk.cast import NOW, empty_case, posting_sheet, posting_to_france, worker_of
from totalis.casework.models import FactVersion, RecordRevision
from totalis.kernel.errors import InputError


def test_references_count_on_in_each_organisation(cast):
    references = [empty_case(cast.act("ada")).reference for _turn in range(3)]
    assert references == ["TC-2026-0001", "TC-2026-0002", "TC-2026-0003"]
    assert empty_case(cast.act("hana")).reference == "TC-2026-0001"


def test_a_sheet_becomes_version_1_with_who_stated_each_fact(cast):
    case = posting_to_france(cast.act("ada"))
    version = FactVersion.objects.get(case=case)
    assert (version.number, version.digest) == (1, posting_sheet().digest())
    assert case.engagement == "posting-to-lyon"
    said = {one.place: (one.value, one.made_by, one.basis) for one in version.statements.all()}
    assert said["engagements[posting-to-lyon].work_country"] == (
        "FR",
        cast.ada,
        "Told by the worker",
    )
    assert said["worker.residence"][0] == "US"


def test_a_case_is_found_by_its_people_and_never_by_a_number(cast):
    worker = worker_of(cast.act("ada"), given_names="Zoë", family_names="Müller")
    case = posting_to_france(cast.act("ada"), worker=worker)
    assert "zoe muller" in case.search_text
    assert "borealis france sas" in case.search_text
    assert "5369" not in case.search_text


def test_only_who_may_prepare_opens_a_case(cast):
    worker = worker_of(cast.act("ada"))
    for name in ("ben", "cora", "dev", "eve"):
        with pytest.raises(PermissionDenied):
            empty_case(cast.act(name), worker=worker)


def test_the_owner_is_a_person_who_may_prepare_here(cast):
    worker = worker_of(cast.act("ada"))
    for stranger in (cast.ben, cast.hana, cast.sam):
        with pytest.raises(InputError):
            empty_case(cast.act("ada"), worker=worker, owner=stranger)
    assert empty_case(cast.act("ada"), worker=worker, owner=cast.finn).owner == cast.finn


def test_nobody_elses_worker_enters_a_case(cast):
    with pytest.raises(InputError):
        empty_case(cast.act("ada"), worker=worker_of(cast.act("hana")))


def test_what_a_worker_said_before_is_kept_encrypted(cast):
    worker = worker_of(cast.act("ada"))
    kept = RecordRevision.objects.get(kind="worker", record_id=worker.pk)
    assert kept.content["ssn"] == "536904399"
    assert kept.made_at == NOW
