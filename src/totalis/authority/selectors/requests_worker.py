"""Who a request is about, so far as a database that holds only ciphertext may know: keyed digests of number and day of birth."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from typing import TYPE_CHECKING

from totalis.authority.models import CoverageRequest, Outcome
from totalis.webbase.secrets.keys import keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from totalis.webbase.accounts.models import Organisation

PURPOSE = b"worker of a request\0"
NUMBERS = (
    "worker_ssn",
    "foreign_social_insurance_number",
    "uruguayan_id",
    "birth_registration_number",
    "partner_number",
)
"""The fields that may number the worker, the surest first."""
BIRTH = "date_of_birth"
NAME = "worker_full_name"
DIGEST = "hmac:"


def worker_keys(answers: Mapping[str, str]) -> tuple[str, ...]:
    """The digests of a worker by each key in force, the newest first; without a number the name stands in for it.

    A request keeps the first; a search asks for all, so that it finds what was kept before a change of keys.
    """
    written = f"{_who(answers)}\0{answers.get(BIRTH, '').strip()}".encode()
    return tuple(
        DIGEST + hmac.new(key.encode(), PURPOSE + written, hashlib.sha256).hexdigest()
        for key in keys()
    )


def _who(answers: Mapping[str, str]) -> str:
    for field in NUMBERS:
        signs = "".join(sign for sign in answers.get(field, "").upper() if sign.isalnum())
        if signs:
            return f"number {signs}"
    name = unicodedata.normalize("NFKC", answers.get(NAME, "")).casefold()
    return f"name {' '.join(name.split())}"


def of_same_worker(
    organisation: Organisation, answers: Mapping[str, str]
) -> QuerySet[CoverageRequest]:
    """Requests about the worker of these answers that still count: neither withdrawn nor refused."""
    rows = CoverageRequest.objects.of(organisation).filter(worker_key__in=worker_keys(answers))
    return rows.exclude(outcome__in=(Outcome.WITHDRAWN, Outcome.REFUSED)).order_by("received_at")
