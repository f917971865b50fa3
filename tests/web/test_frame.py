"""The page frame and its error pages, over HTTP without a browser."""

from __future__ import annotations

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.web.frame_urls")


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/unreadable/", 400, "We could not read this request"),
        ("/nowhere/", 404, "There is no such page"),
        ("/failing/", 500, "Something failed on our side"),
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_error_page_stands_in_the_frame_and_keeps_a_way_on(client, address, status, heading):
    answer = client.get(address)
    text = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in text
    assert 'class="site-header"' in text
    assert 'class="site-footer"' in text
    assert {"/", "/decide/", "/law/"} <= set(
        re.findall(r"<main.*?</main>", text, re.DOTALL)[0].split('"')
    )


def test_a_form_from_elsewhere_is_refused_in_the_frame():
    answer = Client(enforce_csrf_checks=True).post("/form/")
    assert answer.status_code == 403
    assert "<h1>We could not tell that this form came from you</h1>" in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/nowhere/", "/failing/"])
def test_every_answer_carries_the_safety_headers(client, address):
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_section_one_is_in_is_marked(client):
    marked = re.compile(r'href="([^"]*)" aria-current="page"')
    assert marked.findall(client.get("/decide/").content.decode()) == ["/decide/"]
    assert marked.findall(client.get("/").content.decode()) == []


def test_the_frame_says_what_totalis_is_not(client):
    text = client.get("/").content.decode()
    assert "not a government site" in text
    assert "not legal advice" in text
    assert 'href="https://opts.ssa.gov/"' in text


def test_no_page_of_the_frame_holds_script_or_style_of_its_own(client):
    text = client.get("/").content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text)


@pytest.mark.parametrize(
    "name",
    [
        "vendor/uswds/css/uswds.min.css",
        "vendor/uswds/img/sprite.svg",
        "vendor/htmx/htmx.min.js",
        "webbase/totalis.css",
    ],
)
def test_static_files_come_straight_out_of_the_package(client, name):
    answer = client.get(f"/static/{name}")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)
