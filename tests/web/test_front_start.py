"""The way from a result to the case desk."""

from __future__ import annotations

import re
from html import unescape

import pytest


@pytest.mark.django_db
def test_a_result_starts_a_case_with_its_facts(client):
    page = client.get("/decide/sample/three-years-in-lyon/").content.decode()
    assert 'formaction="/desk/start/"' in page
    form = page.split('action="/decide/memo.pdf"')[1]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    answer = client.post("/desk/start/", {name: unescape(value) for name, value in fields.items()})
    assert answer["Location"] == "/desk/start/"
    assert client.session["desk-begun"]["engagement"] == "posting-to-lyon"
