"""Where things lie, as the environment names it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from totalis.site import stores


def test_without_a_word_everything_lies_in_the_data_folder(monkeypatch, tmp_path):
    for name in (stores.DATABASE_URL, stores.EVIDENCE_URL, stores.EMAIL_URL):
        monkeypatch.delenv(name, raising=False)
    assert stores.database(tmp_path)["NAME"] == str(tmp_path / "totalis.sqlite3")
    assert stores.evidence(tmp_path)["OPTIONS"]["location"] == str(tmp_path / "evidence")
    assert stores.email()["EMAIL_BACKEND"].endswith("FolderBackend")


def test_postgresql_is_kept_open_and_asked_whether_it_is_well(monkeypatch, tmp_path):
    monkeypatch.setenv(stores.DATABASE_URL, "postgres://ann:p%40ss@db.example:6432/desk")
    found = stores.database(tmp_path)
    assert (found["HOST"], found["PORT"], found["PASSWORD"]) == ("db.example", 6432, "p@ss")
    assert found["CONN_HEALTH_CHECKS"]
    assert found["CONN_MAX_AGE"] == stores.KEPT_OPEN_SECONDS


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense"])
def test_another_database_stops_the_start_without_repeating_a_password(monkeypatch, tmp_path, url):
    monkeypatch.setenv(stores.DATABASE_URL, url)
    with pytest.raises(ImproperlyConfigured, match="TOTALIS_DATABASE_URL cannot be read") as caught:
        stores.database(tmp_path)
    assert url not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "port", "starttls", "implicit"),
    [
        ("smtp://ann:p%40ss@mail.example", 587, True, False),
        ("smtp://ann:p%40ss@mail.example?tls=implicit", 465, False, True),
        ("smtp://ann:p%40ss@mail.example:2525?tls=none", 2525, False, False),
    ],
)
def test_a_mail_server(monkeypatch, url, port, starttls, implicit):
    monkeypatch.setenv(stores.EMAIL_URL, url)
    found = stores.email()
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (
        port,
        starttls,
        implicit,
    )
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("ann", "p@ss")


@pytest.mark.parametrize("url", ["http://x", "smtp://", "smtp://x?tls=maybe", "smtp://x:port"])
def test_a_mail_server_that_cannot_be_read_stops_the_start(monkeypatch, url):
    monkeypatch.setenv(stores.EMAIL_URL, url)
    with pytest.raises(ImproperlyConfigured, match="TOTALIS_EMAIL_URL cannot be read"):
        stores.email()


@pytest.mark.django_db
def test_sqlite_runs_as_it_should():
    if connection.vendor != "sqlite":
        assert connection.pg_version >= 140000  # type: ignore[attr-defined]
        return
    with connection.cursor() as cursor:
        found = {}
        for name in ("journal_mode", "foreign_keys", "busy_timeout"):
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 20_000}
    assert connection.transaction_mode == "IMMEDIATE"  # type: ignore[attr-defined]
    assert "synchronous=FULL" in stores.SQLITE_OPTIONS["init_command"]
