"""A key that the agency disowned signs nothing any more, status lists among it, and the house says what to do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.checks import run_checks

from tests.authority.cast import NOW
from tests.authority.issue.cases import decided, issued
from totalis.authority.keys import new_trial_keys, seal_key
from totalis.authority.models import SigningKey, StatusList
from totalis.authority.services.bundling import issuer_bundle
from totalis.authority.services.issuing import issue
from totalis.authority.services.signing_keys import disown
from totalis.authority.services.status_lists import changed, sign_due, token_of
from totalis.documents.verify.certificate import check_certificate
from totalis.documents.verify.credential_jws import parts_of
from totalis.kernel.errors import InputError
from totalis.webbase.files.selectors import content

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from django.test import Client

    from tests.authority.cast import Office

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
LIST = "/service/status-lists/1"


@pytest.fixture(autouse=True)
def _keys_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    new_trial_keys(name="Office of Certificates", country="US", at=NOW)


def disowned(office: Office) -> str:
    """The key in use, disowned; its name."""
    kid = seal_key().identity.kid
    disown(organisation=office.organisation, kid=kid, reason="The server was stolen.", at=NOW)
    return kid


def test_no_list_is_signed_and_none_that_it_signed_is_handed_out(
    office: Office, client: Client
) -> None:
    """Neither one by one, nor in the bundle, nor by the job."""
    made = issued(office)
    assert client.get(LIST).status_code == 200
    disowned(office)
    before = StatusList.objects.get().token
    changed(made, at=LATER)
    assert sign_due(organisation=office.organisation, at=LATER) == 0
    assert StatusList.objects.get().token == before
    assert token_of(organisation=office.organisation, number=1, at=LATER) == ""
    answer = client.get(LIST)
    assert (answer.status_code, answer.content) == (503, b"")
    assert client.get("/service/status-lists/9").status_code == 404
    bundle = issuer_bundle(office.agency, at=LATER)
    assert (bundle.keys, bundle.status_lists) == ((), {})
    found = check_certificate(content(made.paper), "x.pdf", issuer=bundle, day=made.start, at=LATER)
    assert not found.genuine
    with pytest.raises(InputError):
        issue(decision=decided(office, "T-0002"), at=LATER)


def test_the_next_key_signs_them_anew(office: Office, client: Client) -> None:
    """Also where it has sealed nothing yet: it is remembered by the list, and can be disowned in turn."""
    issued(office)
    client.get(LIST)
    first = disowned(office)
    new_trial_keys(name="Office of Certificates", country="US", at=LATER)
    answer = client.get(LIST)
    second = seal_key().identity.kid
    assert answer.status_code == 200
    assert parts_of(answer.content.decode())[0]["kid"] == second != first
    row = SigningKey.objects.get(kid=second)
    assert row.followed_at is None
    assert SigningKey.objects.get(kid=first).followed_at is not None
    disowned(office)
    assert client.get(LIST).status_code == 503


def test_the_house_says_what_to_do(office: Office, as_person: Callable[[str], Client]) -> None:
    """Where people look first; and whoever deploys is told too."""
    issued(office)
    pages = {"nora": ("", "register/"), "silas": ("agency/",)}
    for alarmed in (False, True):
        if alarmed:
            disowned(office)
        for who, ends in pages.items():
            for end in ends:
                text = as_person(who).get(office.house + end).content.decode()
                assert ("The signing key was disowned" in text) is alarmed, end
                assert ("Replace a lost paper" in text) is alarmed, end
        found = {one.id for one in run_checks(include_deployment_checks=True)}
        assert ("totalis.E011" in found) is alarmed
