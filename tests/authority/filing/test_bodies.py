"""Nobody's body is read before it is known whose it is: an unknown key, a broken signature and a length too large cost no byte."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from secrets import token_urlsafe

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from django.urls import resolve

from tests.authority.cast import NOW
from tests.authority.filing.conftest import filing
from tests.authority.filing.signing import BASE, HOST, Desk
from totalis.api.service import body
from totalis.api.service.limits import A_MINUTE
from totalis.authority.models import CoverageRequest
from totalis.webbase import clock

pytestmark = pytest.mark.django_db
PATH = f"{BASE}requests"


class Counting(BytesIO):
    """A body that knows how much of it was taken."""

    taken = 0

    def read(self, size=-1):
        found = super().read(size)
        self.taken += len(found)
        return found


def sent(headers, content, *, length=None):
    """The answer of the view and the number of bytes that it took; no middleware, no test client, nothing that reads before it."""
    stream = Counting(content)
    environ = (
        RequestFactory(headers=headers)
        .generic("POST", PATH, b"", content_type="application/json")
        .environ
    )
    environ |= {
        "wsgi.input": stream,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(content)) if length is None else length,
    }
    view, arguments, named = resolve(PATH)
    return view(WSGIRequest(environ), *arguments, **named), stream.taken


def signed(desk, content, **more):
    return desk.signed("POST", f"{HOST}{PATH}", content, **more)[1]


def content_of(**more):
    return json.dumps(filing(**more)).encode()


def test_a_known_desk_is_read(borealis):
    content = content_of()
    answer, taken = sent(signed(borealis, content), content)
    assert (answer.status_code, taken) == (201, len(content))


def test_who_is_not_known_is_not_read(borealis):
    content = content_of()
    stranger, good = Desk(), signed(borealis, content)
    with clock.stopped_at(NOW - timedelta(minutes=6)):
        old = signed(borealis, content)
    for headers in ({}, {"Signature": "x", "Signature-Input": "y"}, signed(stranger, content), old):
        answer, taken = sent(headers, content)
        assert (answer.status_code, taken) == (401, 0), headers
    broken = {
        name: (
            value.replace("totalis=:", "totalis=:AAAA") if name.lower() == "signature" else value
        )
        for name, value in good.items()
    }
    assert broken != good
    answer, taken = sent(broken, content)
    assert (answer.status_code, taken) == (401, 0)
    assert not CoverageRequest.objects.exists()


def test_a_signature_that_was_here_is_not_read_again(borealis):
    content = content_of()
    headers = signed(borealis, content)
    assert sent(headers, content)[0].status_code == 201
    answer, taken = sent(headers, content)
    assert (answer.status_code, taken) == (401, 0)


def test_other_content_than_was_signed_is_refused(borealis):
    content = content_of()
    other = content.replace(b"Maria", b"Marta")
    answer, taken = sent(signed(borealis, content), other)
    assert (answer.status_code, taken) == (401, len(other))
    assert not CoverageRequest.objects.exists()


@pytest.mark.parametrize("length", ["41943041", "9" * 400, None])
def test_a_known_desk_is_bounded_all_the_same(borealis, length, monkeypatch):
    content = content_of()
    if length is None:
        monkeypatch.setattr(body, "MOST_BYTES", 100)
    answer, taken = sent(signed(borealis, content), content, length=length)
    assert answer.status_code == 413
    assert taken == 0
    assert not CoverageRequest.objects.exists()


def test_a_desk_that_calls_too_often_is_not_read(borealis, monkeypatch):
    content = content_of()
    monkeypatch.setattr("totalis.api.service.limits.A_MINUTE", 1)
    assert A_MINUTE > 1
    assert sent(signed(borealis, content), content)[0].status_code == 201
    answer, taken = sent(signed(borealis, content, nonce=token_urlsafe(12)), content)
    assert (answer.status_code, taken) == (429, 0)
