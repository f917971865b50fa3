"""A new key takes over: rows that are found by keyed digests are found without the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.fernet import Fernet

from tests.authority.issue.cases import issued
from totalis.authority.models import CoverageRequest, IssuedCertificate
from totalis.authority.selectors.register_names import name_keys
from totalis.authority.selectors.requests_worker import worker_keys
from totalis.cli.main import main

if TYPE_CHECKING:
    from tests.authority.cast import Office

pytestmark = pytest.mark.django_db(transaction=True)


def test_after_rotation_rows_are_found_by_the_new_key_alone(
    office: Office, settings, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate = issued(office)
    answers, name = certificate.request.answers, certificate.content["holder"]["name"]
    new = Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [new, *settings.ENCRYPTION_KEYS]
    assert main(["key", "rotate"]) == 0
    said = capsys.readouterr().out
    assert "authority.coveragerequest: 1 found by the newest key from now on" in said
    settings.ENCRYPTION_KEYS = [new]
    assert CoverageRequest.objects.filter(worker_key__in=worker_keys(answers)).exists()
    assert IssuedCertificate.objects.filter(name_key__in=name_keys(name)).exists()
    assert main(["key", "rotate"]) == 0
    assert "authority.coveragerequest: 0 found" in capsys.readouterr().out
