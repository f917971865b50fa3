"""What a new decision changes, and what falls with it."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from tests.procedure.file.acme import TODAY, certificate, decided, exempted, read, sheet_of
from totalis.procedure.reopening import effect_of


def reopened(changes=None, worker=None, day=None, **more):
    file = exempted(**more)
    sheet = read(sheet_of(changes, worker))
    facts, after = decided(sheet, day or TODAY, number=2, when="2027-03-01")
    if facts.digest != file.facts[0].digest:
        file = replace(file, facts=(*file.facts, facts))
    return effect_of(file.determinations[0].document, after.document, file, "posting-to-lyon"), file


def test_the_same_answer_changes_nothing():
    effect, _file = reopened()
    assert effect.changed == ()
    assert effect.certificates == ()


def test_an_unanswered_affiliate_takes_the_certificate_with_it():
    effect, _file = reopened({"affiliate_3121l": False})
    assert effect.certificates == ("c1",)
    assert effect.pay_from == date(2026, 1, 1)
    assert any(item.startswith(("Covering country: was", "Answer: was")) for item in effect.changed)
    assert "Section 3121(l) agreement: was yes, is no." in effect.changed


def test_another_employer_falls_although_the_country_stays():
    effect, _file = reopened({"employer": {"name": "Other Inc", "country": "US", "american": True}})
    assert "Employer: was Example Corporation, is Other Inc." in effect.changed
    assert effect.certificates == ("c1",)


def test_another_spelling_of_the_employer_is_no_change():
    effect, _file = reopened(
        {"employer": {"name": "EXAMPLE Corp", "country": "US", "american": True}}
    )
    assert effect.changed == ()


def test_a_stay_beyond_the_limit_falls():
    effect, _file = reopened({"end": "2032-12-31"})
    assert effect.certificates == ("c1",)
    assert any("exception" in item for item in effect.changed)


def test_a_certificate_that_nobody_relied_on_cannot_fall():
    effect, _file = reopened({"affiliate_3121l": False}, matches=())
    assert effect.changed
    assert effect.certificates == ()
    assert effect.pay_from is None


def test_a_withdrawn_certificate_has_fallen_already():
    withdrawn = certificate(withdrawn_on=date(2027, 1, 1))
    effect, _file = reopened({"affiliate_3121l": False}, certificates=(withdrawn,))
    assert effect.certificates == ()
