"""Forms filled in with the examples that stand beside their own fields."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from totalis.authority.forms.public import PREFIX
from totalis.authority.selectors.requests_form import asked_keys, steps_of

if TYPE_CHECKING:
    from django.test import Client

    from totalis.lawbook.forms.model import FormEdition, FormStep

DAY = date(2026, 11, 22)


def example_answers(edition: FormEdition) -> dict[str, str]:
    """The examples of every field that is asked once the others are answered so."""
    answers = {field.key: field.example for field in edition.fields}
    while True:
        asked = asked_keys(edition, answers)
        kept = {key: text for key, text in answers.items() if key in asked}
        if kept == answers:
            return kept
        answers = kept


def step_data(step: FormStep, answers: dict[str, str]) -> dict[str, str]:
    """A step as a browser sends it: every field of it that has an answer was shown."""
    data = {f"shown-{field.key}": "1" for field in step.fields if field.key in answers}
    return data | {
        PREFIX + field.key: answers[field.key].replace("\n", "\r\n")
        for field in step.fields
        if field.key in answers
    }


def begin(client: Client, edition: FormEdition) -> str:
    """Begin a form; answers its handle."""
    response = client.post(
        "/service/new/begin/",
        {
            "agreement": edition.agreement,
            "lane": edition.lane.value,
            "product": edition.product,
        },
    )
    assert response.status_code == 302, response.content[:500]
    found = re.search(r"/form/([^/]+)/", response["Location"])
    assert found
    return found[1]


def fill(client: Client, edition: FormEdition, handle: str, answers: dict[str, str]) -> None:
    """Fill in every step."""
    for step in steps_of(edition):
        response = client.post(
            f"/service/form/{handle}/step/{step.key}/", step_data(step, answers) | {"go": "on"}
        )
        assert response.status_code == 302, (step.key, _errors(response.content.decode()))


def hidden(content: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', content)
    assert found, name
    return found[1]


def _errors(content: str) -> list[str]:
    return re.findall(r'usa-error-message">([^<]*)', content)
