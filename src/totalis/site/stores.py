"""Where things lie, as the environment names it: database, evidence, mail. What cannot be read stops the start."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from pathlib import Path

# Readers do not wait for the writer; a commit that was answered survives a power cut; whoever wants to write says so at
# once and waits its turn, so that no transaction fails half-way because another was quicker.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
}
POSTGRESQL_OPTIONS: dict[str, Any] = {"connect_timeout": 10, "application_name": "totalis"}
KEPT_OPEN_SECONDS = 300
DATABASE_URL = "TOTALIS_DATABASE_URL"
EVIDENCE_URL = "TOTALIS_EVIDENCE_URL"
EMAIL_URL = "TOTALIS_EMAIL_URL"
DATABASE_FORM = "sqlite:///path or postgres://user:password@host/name"
EVIDENCE_FORM = "s3://bucket/prefix?endpoint=https://…&region=…"
EMAIL_FORM = "smtp://user:password@host:port?tls=starttls, implicit or none"
SMTP_PORTS = {"starttls": 587, "implicit": 465, "none": 25}


def database(data: Path) -> dict[str, Any]:
    """TOTALIS_DATABASE_URL, else SQLite in the data folder."""
    url = os.environ.get(DATABASE_URL) or f"sqlite:///{data / 'totalis.sqlite3'}"
    try:
        found: dict[str, Any] = {**dj_database_url.parse(url)}
    except (ValueError, KeyError) as error:
        raise _unreadable(DATABASE_URL, DATABASE_FORM) from error
    engine = found["ENGINE"].rpartition(".")[2]
    if engine not in ("sqlite3", "postgresql"):
        raise _unreadable(DATABASE_URL, DATABASE_FORM)
    ours = SQLITE_OPTIONS if engine == "sqlite3" else POSTGRESQL_OPTIONS
    found["OPTIONS"] = {**ours, **found.get("OPTIONS", {})}
    if engine == "postgresql":
        found |= {"CONN_MAX_AGE": KEPT_OPEN_SECONDS, "CONN_HEALTH_CHECKS": True}
    return found


def evidence(data: Path) -> dict[str, Any]:
    """TOTALIS_EVIDENCE_URL (`s3://bucket/prefix?endpoint=…&region=…`), else a folder in the data folder.

    Access keys come from where S3 clients look for them: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the role of
    the machine.
    """
    url = os.environ.get(EVIDENCE_URL)
    if not url:
        return {
            "BACKEND": "totalis.webbase.files.store.DurableStorage",
            "OPTIONS": {"location": str(data / "evidence"), "base_url": None},
        }
    parts = urlsplit(url)
    known = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.scheme != "s3" or not parts.netloc or known.keys() - {"endpoint", "region"}:
        raise _unreadable(EVIDENCE_URL, EVIDENCE_FORM)
    return {
        "BACKEND": "totalis.webbase.files.bucket.BucketStorage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "endpoint_url": known.get("endpoint"),
            "region_name": known.get("region"),
        },
    }


def email() -> dict[str, Any]:
    """TOTALIS_EMAIL_URL (`smtp://user:password@host:port?tls=starttls`), else a folder of .eml files."""
    url = os.environ.get(EMAIL_URL)
    if not url:
        return {"EMAIL_BACKEND": "totalis.webbase.notices.mail.FolderBackend"}
    try:
        parts = urlsplit(url)
        tls = parse_qs(parts.query).get("tls", ["starttls"])[-1]
        port = parts.port or SMTP_PORTS[tls]
    except (ValueError, KeyError) as error:
        raise _unreadable(EMAIL_URL, EMAIL_FORM) from error
    if parts.scheme != "smtp" or not parts.hostname:
        raise _unreadable(EMAIL_URL, EMAIL_FORM)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": tls == "starttls",
        "EMAIL_USE_SSL": tls == "implicit",
    }


def _unreadable(name: str, expected: str) -> ImproperlyConfigured:
    """The value itself is not repeated: it may hold a password."""
    return ImproperlyConfigured(f"{name} cannot be read; expected {expected}.")
