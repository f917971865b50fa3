"""The data files of the case file say what the code and the vocabulary know."""

from __future__ import annotations

from totalis.facts.vocabulary import by_path
from totalis.lawbook.book import Lawbook
from totalis.procedure.casefile import Direction, Lane, PartyRole
from totalis.procedure.delivery import EACH_YEAR, ON_RECEIPT, ON_REQUEST, delivery_book
from totalis.procedure.escalation import escalation_book
from totalis.procedure.escalation_conditions import CONDITIONS
from totalis.procedure.findings_words import LABELS
from totalis.procedure.marking import marking_book
from totalis.procedure.matching_checklist import acceptance
from totalis.procedure.sources import sources
from totalis.procedure.strength import WORKER_TYPES
from totalis.procedure.strength_kinds import evidence_kinds, kinds_that_prove
from totalis.procedure.travel import travel_book

DIRECTIONS = {item.value for item in Direction}


def test_kinds_of_documents_prove_what_can_be_asked():
    known = {*by_path(), *LABELS}
    assert {path for kind in evidence_kinds().values() for path in kind.proves} <= known
    types = {name for kind in evidence_kinds().values() for name in kind.needed_for}
    assert types == set(WORKER_TYPES.values())


def test_what_only_we_ask_for_is_marked():
    ours = {kind.key for kind in evidence_kinds().values() if kind.our_practice}
    assert "assignment_letter" in ours
    assert "form_2032" not in ours
    assert [kind.key for kind in kinds_that_prove("engagement.affiliate_3121l")] == ["form_2032"]


def test_every_duty_has_a_recipient_a_direction_a_lane_and_a_known_moment():
    book = delivery_book()
    for duty in book.duties.values():
        assert duty.recipient in book.recipients
        assert set(duty.directions) <= DIRECTIONS
        assert set(duty.lanes) <= {item.value for item in Lane}
        assert duty.when in (ON_RECEIPT, ON_REQUEST, EACH_YEAR)
        assert not (set(duty.source) == {"house"} and duty.required)
    named = set(book.recipients) & {item.value for item in PartyRole}
    assert named == {"us_employer", "foreign_employer"}


def test_every_condition_of_the_file_is_looked_for():
    assert set(escalation_book().conditions) == set(CONDITIONS)


def test_years_of_marking_do_not_overlap():
    years = [year for item in marking_book().years for year in range(item.first, item.last + 1)]
    assert len(years) == len(set(years))


def test_countries_are_agreement_countries():
    law = Lawbook()
    named = [item.countries for item in acceptance().checks.values()]
    named += [item.countries for item in delivery_book().duties.values()]
    assert all(law.has(code) for countries in named for code in countries)
    assert set(travel_book().tax_years) == {"GB", "AU", "IN"}


def test_what_the_code_cites_is_a_source():
    cited = {
        "poms_it_070",
        "czech_aa31",
        "poms_gb_370",
        "poms_pt_565",
        "irs_four_years",
        "usc_6072",
        "house",
    }
    assert cited <= set(sources())
