"""Every form of every agreement opens and is sent with the examples that stand beside its own fields."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.authority.cast import NOW
from tests.authority.public.filling import begin, example_answers, fill, hidden
from totalis.authority.models import CoverageRequest
from totalis.authority.numbers import check_control_number
from totalis.lawbook.forms.book import editions, forms
from totalis.webbase import clock

if TYPE_CHECKING:
    from tests.authority.cast import Office
    from totalis.lawbook.forms.model import FormEdition

OURS = [one for one in editions() if one.issuer == "US"]


def test_every_agreement_has_a_form() -> None:
    assert len(forms().agreements) == 30
    assert {one.agreement for one in OURS} == set(forms().agreements)


@pytest.mark.parametrize("agreement", forms().agreements)
def test_the_employers_form_opens_and_is_sent(office: Office, agreement: str) -> None:
    send(office, next(one for one in OURS if one.agreement == agreement))


@pytest.mark.slow
@pytest.mark.parametrize("agreement", forms().agreements)
def test_every_form_of_an_agreement_opens_and_is_sent(office: Office, agreement: str) -> None:
    for edition in (one for one in OURS if one.agreement == agreement):
        send(office, edition)


def send(office: Office, edition: FormEdition) -> None:
    """Through every page, without scripts: what is kept is what was typed."""
    with clock.stopped_at(NOW):
        client = Client()
        handle = begin(client, edition)
        answers = example_answers(edition)
        fill(client, edition, handle, answers)
        page = client.get(f"/service/form/{handle}/review/").content.decode()
        ticket = hidden(page, "ticket")
    with clock.stopped_at(NOW + timedelta(seconds=20)):
        response = client.post(
            f"/service/form/{handle}/review/", {"declaration": "on", "ticket": ticket}
        )
        assert response.status_code == 302, edition.key
        shown = client.get(response["Location"]).content.decode()
    row = CoverageRequest.objects.get(edition=edition.key)
    assert check_control_number(row.control_number) == row.control_number
    assert row.control_number in shown
    assert row.organisation == office.organisation
    for key, text in answers.items():
        assert row.answers[key] == text, (edition.key, key)
