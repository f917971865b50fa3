"""The API as a caller has it: a client without cookies, and sheets to send."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from totalis.api.openapi import EXAMPLE
from totalis.webbase import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def sheet() -> dict[str, Any]:
    """The example of the document: three years in France, sent by an American employer."""
    return copy.deepcopy(EXAMPLE)


@pytest.fixture
def client() -> Client:
    """A caller whose requests are checked as a browser's would be."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def decide(client: Client) -> Callable[..., Any]:
    """Post a body to `/determine`; anything but text and bytes is sent as JSON."""

    def post(body: Any, content_type: str = "application/json", **query: str) -> Any:
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return client.post("/api/v1/determine", data, content_type=content_type, query_params=query)

    return post


@pytest.fixture(autouse=True)
def new_year() -> Iterator[None]:
    """Today is 1 January 2026."""
    with clock.stopped_at(datetime(2026, 1, 1, 12, tzinfo=UTC)):
        yield
