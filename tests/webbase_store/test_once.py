"""A form that is sent twice acts once."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.template import Context, Template
from django.test import RequestFactory

from tests.webbase_store.conftest import AT, at_once
from totalis.webbase import clock
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.audit.services import record
from totalis.webbase.once.models import TakenForm
from totalis.webbase.once.tasks import forget_old_forms
from totalis.webbase.once.tokens import FIELD, new_token
from totalis.webbase.once.views import acts_once

pytestmark = pytest.mark.django_db


def sent(actor, data, path="/act/"):
    request = RequestFactory().post(path, data)
    request.user = actor.user
    return request


def noting(actor, answer=None, wait=None):
    """A view that notes something and leads to the page of what it has noted."""

    @acts_once
    def view(request):
        entry = record(actor=actor, verb="noted", subject=request.POST.get("what", ""), at=AT)
        if wait is not None:
            wait.wait(0.3)
        return answer or HttpResponseRedirect(f"/noted/{entry.number}/")

    return view


def test_every_drawing_of_a_form_has_a_token_of_its_own():
    template = Template("{% load once %}{% once %}")
    first, second = template.render(Context()), template.render(Context())
    assert first != second
    assert first.startswith(f'<input type="hidden" name="{FIELD}" value="')


def test_the_second_sending_gets_the_redirect_of_the_first(actor):
    view, data = noting(actor), {FIELD: new_token(), "what": "one"}
    first, second = view(sent(actor, data)), view(sent(actor, data))
    assert first["Location"] == second["Location"] == "/noted/1/"
    assert second.status_code == 303
    assert AuditEntry.objects.count() == 1


def test_another_drawing_acts_again(actor):
    view = noting(actor)
    for _ in range(2):
        view(sent(actor, {FIELD: new_token(), "what": "one"}))
    assert AuditEntry.objects.count() == 2


def test_the_same_drawing_with_other_content_does_nothing_and_says_so(actor):
    view, token = noting(actor), new_token()
    view(sent(actor, {FIELD: token, "what": "one"}))
    answer = view(sent(actor, {FIELD: token, "what": "two"}))
    assert answer.status_code == 409
    assert b"This form was sent before" in answer.content
    assert AuditEntry.objects.count() == 1


def test_files_belong_to_the_content(actor):
    view, token = noting(actor), new_token()
    one, two = (
        {FIELD: token, "file": SimpleUploadedFile(name, b"x")} for name in ("a.txt", "b.txt")
    )
    assert view(sent(actor, one)).status_code == 302
    assert view(sent(actor, two)).status_code == 409


def test_another_person_may_not_take_a_token_away(actor, other):
    token = new_token()
    assert noting(actor)(sent(actor, {FIELD: token})).status_code == 302
    assert noting(other)(sent(other, {FIELD: token})).status_code == 302


def test_a_refused_form_may_be_sent_again(actor):
    data = {FIELD: new_token()}
    assert noting(actor, HttpResponse(status=422))(sent(actor, data)).status_code == 422
    assert TakenForm.objects.count() == 0
    assert noting(actor)(sent(actor, data)).status_code == 302


def test_what_a_refusing_view_wrote_stays(actor):
    """A refused approval is part of the history."""
    noting(actor, HttpResponse(status=403))(sent(actor, {FIELD: new_token()}))
    assert AuditEntry.objects.count() == 1


def test_a_view_that_raises_leaves_neither_work_nor_token(actor):
    @acts_once
    def view(_request):
        record(actor=actor, verb="noted", subject="x", at=AT)
        raise PermissionDenied

    with pytest.raises(PermissionDenied):
        view(sent(actor, {FIELD: new_token()}))
    assert AuditEntry.objects.count() == TakenForm.objects.count() == 0


def test_an_answer_for_htmx_is_remembered_too(actor):
    view = noting(actor, HttpResponse(headers={"HX-Redirect": "/there/"}))
    data = {FIELD: new_token()}
    view(sent(actor, data))
    assert view(sent(actor, data))["Location"] == "/there/"


def test_a_token_that_is_none_is_a_bad_request(actor):
    with pytest.raises(BadRequest):
        noting(actor)(sent(actor, {FIELD: "x"}))


def test_without_token_or_person_the_view_decides(actor):
    view = noting(actor)
    assert view(sent(actor, {})).status_code == 302
    request = sent(actor, {FIELD: new_token()})
    request.user = AnonymousUser()
    assert view(request).status_code == 302
    assert TakenForm.objects.count() == 0


def test_old_tokens_are_forgotten(actor):
    with clock.stopped_at(AT):
        noting(actor)(sent(actor, {FIELD: new_token()}))
    forget_old_forms(AT)
    assert TakenForm.objects.count() == 1
    forget_old_forms(AT.replace(year=2027))
    assert TakenForm.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_nervous_clicks_at_the_same_moment_act_once(actor):
    view, data = noting(actor, wait=threading.Event()), {FIELD: new_token(), "what": "one"}
    answers = at_once(partial(lambda: view(sent(actor, data))) for _ in range(6))
    assert {answer["Location"] for answer in answers} == {"/noted/1/"}
    assert AuditEntry.objects.count() == TakenForm.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_where_the_first_of_two_clicks_is_refused_the_second_acts(actor):
    answers = iter([HttpResponse(status=422), HttpResponseRedirect("/done/")])

    @acts_once
    def view(_request):
        threading.Event().wait(0.2)
        return next(answers)

    data = {FIELD: new_token()}
    found = at_once(partial(lambda: view(sent(actor, data)).status_code) for _ in range(2))
    assert sorted(found) == [302, 422]
