"""Every public page in every language: said so in the page, and no English of the catalogue left on it."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pdfplumber
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import gettext, override

from scripts.catalogues import LANGUAGES
from tests.authority.cast import NOW, written_request
from tests.authority.issue.cases import issued
from tests.authority.languages.reading import english_left, read
from tests.authority.public.filling import begin, example_answers, fill, hidden
from totalis.authority.models import (
    Channel,
    CoverageRequest,
    Decision,
    Draft,
    Question,
    RequestMail,
)
from totalis.authority.selectors import papers
from totalis.authority.selectors.country_names import named
from totalis.authority.services.assessing import assess
from totalis.authority.services.mails import message_of
from totalis.authority.services.submitting import submit
from totalis.authority.views.public_door import REQUESTS
from totalis.lawbook.forms.book import edition, editions
from totalis.lawbook.forms.model import FieldType
from totalis.procedure.forms_answers import check_answers
from totalis.webbase import clock

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

    from tests.authority.cast import Office
    from totalis.lawbook.forms.model import FormEdition

pytestmark = pytest.mark.django_db
FRANCE = "us-fr-employer-certificate-2026-11"
PLAIN = (
    "/service/",
    "/service/new/",
    "/service/new/fr/",
    "/service/new/it/",
    "/service/confidentiality/",
    "/service/status/",
    "/service/check/",
    "/service/form/none/review/",
)


def in_language(language: str) -> Client:
    """Somebody whose browser asks for a language."""
    return Client(headers={"Accept-Language": language})


def speaks(response: Answer, language: str) -> None:
    """The page says its language and keeps to it."""
    html = response.content.decode()
    assert response["Content-Language"] == language
    assert read(html).language == language
    assert english_left(html, language) == []


def sent_in(
    client: Client, form: FormEdition, typed: dict[str, str]
) -> tuple[str, CoverageRequest]:
    """Fill a form in and send it as a browser does; the handle of the form and the request."""
    with clock.stopped_at(NOW):
        handle = begin(client, form)
        fill(client, form, handle, typed)
        page = client.get(f"/service/form/{handle}/review/").content.decode()
    with clock.stopped_at(NOW + timedelta(seconds=20)):
        data = {"declaration": "on", "ticket": hidden(page, "ticket")}
        response = client.post(f"/service/form/{handle}/review/", data)
    assert response.status_code == 302
    return handle, CoverageRequest.objects.get(draft__handle=handle)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_before_a_form(office: Office, language: str) -> None:  # noqa: ARG001 - the agency must be there
    client = in_language(language)
    for address in PLAIN:
        speaks(client.get(address), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_that_say_what_is_wrong(office: Office, language: str) -> None:  # noqa: ARG001 - the agency must be there
    client = in_language(language)
    speaks(client.get("/service/nowhere/"), language)
    for address in ("/service/status/", "/service/check/paper/", "/service/check/file/"):
        response = client.post(address, {})
        assert response.status_code == 422
        speaks(response, language)
    for number in ("7KM2-9QXA-B3CX", "7KM2-9QXA-B3CD"):
        look = {"number": number, "born_on": "1985-04-17"}
        speaks(client.post("/service/status/", look), language)
    blocked = Client(enforce_csrf_checks=True, headers={"Accept-Language": language})
    refused = blocked.post("/service/status/", {})
    assert refused.status_code == 403
    speaks(refused, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_from_empty_to_sent(office: Office, language: str) -> None:  # noqa: ARG001 - the agency must be there
    client, form = in_language(language), edition(FRANCE)
    empty = begin(client, form)
    for step in form.steps[1:]:
        speaks(client.get(f"/service/form/{empty}/step/{step.key}/?look=1"), language)
    for name in ("documents", "review", "save", "delete"):
        speaks(client.get(f"/service/form/{empty}/{name}/"), language)
    speaks(client.post(f"/service/form/{empty}/review/", {}), language)
    answers = example_answers(form)
    wrong = Draft.objects.get(handle=empty)
    wrong.answers = answers | {
        "worker_ssn": "000-12-0000",
        "date_of_birth": "2027-01-01",
        "begin_date": "2026-01-05",
        "end_date": "2035-01-01",
        "us_employer_address": "Nowhere",
        "requester_phone": "12",
        "citizenship": "Nowhere",
    }
    wrong.save()
    for step in form.steps[1:]:
        speaks(client.get(f"/service/form/{empty}/step/{step.key}/?look=1"), language)
    speaks(client.get(f"/service/form/{empty}/review/"), language)
    handle, row = sent_in(client, form, answers)
    with clock.stopped_at(NOW + timedelta(minutes=1)):
        speaks(client.get(f"/service/form/{handle}/sent/"), language)
        speaks(client.get(f"/service/request/{row.control_number}/"), language)
        speaks(client.get(f"/service/request/{row.control_number}/withdraw/"), language)
    assert row.language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_becomes_of_a_request(office: Office, language: str) -> None:
    client = in_language(language)
    asked = written_request(office, "ASKD-ASKD-ASKD", state="pending", due_on=NOW.date())
    Question.objects.create(
        organisation=office.organisation,
        request=asked,
        text="¿?",
        answer_by=NOW.date(),
        made_at=NOW,
    )
    refused = written_request(office, "REFU-REFU-REFU", state="completed", outcome="refused")
    Decision.objects.create(
        organisation=office.organisation,
        request=refused,
        kind="refuse",
        product="certificate",
        assessment=assess(request=refused, at=NOW),
        reasons="¡!",
        article="6(1)",
        made_at=NOW,
    )
    certificate = issued(office, "ISSU-ISSU-ISSU")
    numbers = ("ASKD-ASKD-ASKD", "REFU-REFU-REFU", "ISSU-ISSU-ISSU")
    session = client.session
    session[REQUESTS] = dict.fromkeys(numbers, int(clock.now().timestamp()) + 1800)
    session.save()
    for number in numbers:
        response = client.get(f"/service/request/{number}/")
        assert response.status_code == 200
        speaks(response, language)
    code = certificate.check_code
    for typed in (code, "AAAA-AAAA-AAAA"):
        data = {"paper-number": certificate.number, "paper-code": typed, "paper-day": "2027-06-01"}
        response = client.post("/service/check/paper/", data)
        assert response.status_code == 200
        speaks(response, language)


# ── what is kept and what is printed ──


def test_a_form_in_spanish_is_kept_as_one_in_english(office: Office) -> None:  # noqa: ARG001 - the agency must be there
    form = edition(FRANCE)
    answers = example_answers(form)
    _handle, english = sent_in(Client(), form, answers)
    listed = [one.key for one in form.fields if one.type is FieldType.COUNTRIES]
    with override("es"):
        spoken = {key: named(answers[key]) for key in listed if key in answers}
    assert spoken["citizenship"] == "Estados Unidos"
    _handle, spanish = sent_in(in_language("es"), form, answers | spoken)
    assert spanish.answers == english.answers
    assert (english.language, spanish.language) == ("en", "es")


def test_days_by_country_are_kept_by_codes(office: Office) -> None:  # noqa: ARG001 - the agency must be there
    form = next(
        one
        for one in editions()
        if one.issuer == "US" and any(field.key == "presence_days" for field in one.fields)
    )
    client = in_language("de")
    handle = begin(client, form)
    step = next(one for one in form.steps if any(f.key == "presence_days" for f in one.fields))
    data = {"shown-presence_days": "1", "a-presence_days": "Vereinigte Staaten; 120", "go": "later"}
    client.post(f"/service/form/{handle}/step/{step.key}/", data)
    assert Draft.objects.get(handle=handle).answers["presence_days"] == "US; 120"


def test_the_choice_of_a_language_is_kept(office: Office) -> None:  # noqa: ARG001 - the agency must be there
    client = Client()
    response = client.post("/service/language/", {"language": "fr", "next": "/service/new/"})
    assert response["Location"] == "/service/new/"
    speaks(client.get("/service/new/"), "fr")
    assert client.get("/")["Content-Language"] == "en"  # the rest of the house speaks English


def test_each_language_is_offered_by_its_own_name(office: Office) -> None:  # noqa: ARG001 - the agency must be there
    for language in LANGUAGES:
        html = in_language(language).get("/service/").content.decode()
        for code, name in (("en", "English"), ("fr", "Français"), ("es", "Español")):
            assert re.search(f'value="{code}" lang="{code}"[^>]*>{name}<', html)


def printed(pdf: bytes) -> str:
    """A paper as somebody reads it."""
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return " ".join("\n".join(page.extract_text() for page in opened.pages).split())


def test_papers_speak_the_language_of_the_request(office: Office) -> None:
    form = edition(FRANCE)
    row = submit(
        agency=office.agency,
        edition=form,
        answers=example_answers(form),
        facts=None,
        language="fr",
        channel=Channel.ONLINE,
        at=NOW,
    )
    receipt = printed(papers.receipt_pdf(row, at=NOW))
    proof = printed(papers.proof_of_application_pdf(row, at=NOW))
    with override("fr"):
        assert gettext("Receipt") in receipt
        assert gettext("Proof of application") in proof
        blank = printed(papers.form_pdf(office.agency, form, {}, at=NOW))
        assert "{" not in blank
        assert gettext("Declaration") in blank
    assert "22 novembre 2026" in receipt
    assert "This page is not a certificate" not in proof
    assert "First day of work" not in blank


def test_mails_speak_the_language_of_the_request(office: Office) -> None:
    form = edition(FRANCE)
    row = submit(
        agency=office.agency,
        edition=form,
        answers=example_answers(form),
        facts=None,
        language="fr",
        channel=Channel.ONLINE,
        contact_email="nadia@example.com",
        at=NOW,
    )
    mail = message_of(RequestMail.objects.get(event__request=row))
    with override("fr"):
        assert gettext("We have received your request.") in mail.body
    assert "We have received" not in mail.body
    assert row.control_number in mail.subject


def test_a_file_that_is_not_taken_is_refused_in_the_readers_language(office: Office) -> None:  # noqa: ARG001 - the agency must be there
    client, form = in_language("es"), edition(FRANCE)
    address = f"/service/form/{begin(client, form)}/documents/"
    response = client.post(address, {"file": SimpleUploadedFile("viaje.exe", b"MZ")})
    assert response.status_code == 422
    speaks(response, "es")
    with override("es"):
        assert gettext("This file cannot be taken.") in response.content.decode()
    assert "Expected" not in response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "changes", [{"end_date": "2036-01-01"}, {"sent_by_employer": "no"}, {"affiliate_3121l": ""}]
)
def test_what_the_rule_says_is_said_in_the_readers_language(
    office: Office,  # noqa: ARG001 - the agency must be there
    language: str,
    changes: dict[str, str],
) -> None:
    client, form = in_language(language), edition(FRANCE)
    draft = Draft.objects.get(handle=begin(client, form))
    draft.answers = example_answers(form) | changes
    draft.save()
    response = client.get(f"/service/form/{draft.handle}/review/")
    (key,) = changes
    assert f"#f-{key}" in response.content.decode() or changes == {"sent_by_employer": "no"}
    speaks(response, language)
    html = " ".join(read(response.content.decode()).said)
    for one in check_answers(form, draft.answers, at=NOW.date()):
        assert one.found not in html
        assert one.remedy not in html
