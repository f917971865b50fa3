"""What the environment may say, and what the application does without it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from totalis.site import environment


@pytest.mark.parametrize(
    ("word", "meaning"), [("1", True), ("Yes", True), ("off", False), ("", False)]
)
def test_a_flag_reads_the_usual_words(monkeypatch, word, meaning):
    monkeypatch.setenv("TOTALIS_DEBUG", word)
    assert environment.flag("TOTALIS_DEBUG", default=not meaning) is meaning


def test_a_flag_that_cannot_be_read_stops_the_start_and_names_itself(monkeypatch):
    monkeypatch.setenv("TOTALIS_HTTPS", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="TOTALIS_HTTPS is 'perhaps'; expected 1 or 0"):
        environment.flag("TOTALIS_HTTPS", default=False)


def test_names_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("TOTALIS_ALLOWED_HOSTS", "a.example, b.example,")
    assert environment.names("TOTALIS_ALLOWED_HOSTS", default=[]) == ["a.example", "b.example"]


def test_data_stay_where_they_are_told_to(monkeypatch, tmp_path):
    monkeypatch.setenv("TOTALIS_DATA_DIR", str(tmp_path))
    assert environment.data_directory() == tmp_path


def check_deploy(**variables: str) -> subprocess.CompletedProcess[str]:
    """What Django's own deployment check says of an installation with these variables."""
    django_admin = Path(sys.executable).with_name("django-admin")
    ours = ("TOTALIS_", "DJANGO_")  # what the other tests set for themselves
    plain = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(  # noqa: S603 - the program is this environment's own
        [
            django_admin,
            "check",
            "--deploy",
            "--fail-level",
            "WARNING",
            "--settings",
            "totalis.site.settings",
        ],
        env={**plain, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_real_installation_passes_the_deployment_check(tmp_path):
    answer = check_deploy(
        TOTALIS_SECRET_KEY="an-installation-chooses-its-own-long-key-0123456789-abcdef",  # noqa: S106 - made up
        TOTALIS_ALLOWED_HOSTS="totalis.example",
        TOTALIS_HTTPS="1",
        TOTALIS_DATA_DIR=str(tmp_path),
        TOTALIS_ENCRYPTION_KEYS="bm90IGEgcmVhbCBrZXksIGJ1dCBhcyBsb25nIGFzIDE=",
    )
    assert answer.returncode == 0, answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_installation_without_a_key_or_tls_is_told_so():
    answer = check_deploy()
    assert answer.returncode == 1
    assert "totalis.W001" in answer.stderr
    assert "totalis.W002" in answer.stderr
    assert "SECURE_SSL_REDIRECT" in answer.stderr
