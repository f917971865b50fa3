"""The shell in a real browser: accessible at both widths, and looked at."""

from __future__ import annotations

import pytest

from tests.desk.cast import (
    NOW,
    case_address,
    empty_case,
    posting_sheet,
    posting_to_france,
    worker_of,
)
from totalis.casework.services.decisions import determine_case

pytestmark = pytest.mark.browser


@pytest.fixture
def cases(cast):
    ada = cast.act("ada")
    posted = posting_to_france(ada)
    determine_case(actor=ada, case=posted, as_of=NOW.date(), at=NOW)
    unclear = posting_to_france(
        ada,
        title="Chen to Paris",
        worker=worker_of(ada, given_names="Lin", family_names="Chen", ssn="", staff_number="B-118"),
        sheet=posting_sheet("affiliate-in-france"),
    )
    determine_case(actor=ada, case=unclear, as_of=NOW.date(), at=NOW)
    away = posting_to_france(
        ada,
        title="Osei to Singapore",
        worker=worker_of(ada, given_names="Kofi", family_names="Osei", ssn=""),
        sheet=posting_sheet("a-year-in-singapore"),
        partner="SG",
    )
    determine_case(actor=ada, case=away, as_of=NOW.date(), at=NOW)
    bare = empty_case(
        ada, title="Somebody to Japan", worker=worker_of(ada, family_names="Sato"), owner=cast.finn
    )
    return [posted, unclear, away, bare]


def test_pages_are_looked_at(cases, page, sign_in, shoot, axe):
    sign_in(page, "ada")
    posted, unclear, _away, bare = cases
    desk = "/desk/borealis/"
    for name, address in {
        "dashboard": desk,
        "cases": f"{desk}cases/",
        "case-posted": case_address(posted),
        "case-unclear": case_address(unclear),
        "case-bare": case_address(bare),
        "case-title": case_address(posted, "title"),
        "case-parties": case_address(posted, "parties"),
        "case-new": f"{desk}cases/new/",
        "workers": f"{desk}workers/",
        "worker": f"{desk}workers/{posted.worker_id}/",
        "worker-change": f"{desk}workers/{posted.worker_id}/change/",
        "employers": f"{desk}employers/",
        "employer-new": f"{desk}employers/new/",
    }.items():
        page.goto(address)
        axe(page)
        shoot(page, f"desk-{name}")
