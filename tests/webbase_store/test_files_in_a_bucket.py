"""Evidence in an S3-compatible store: the same services, against a server that speaks the protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3  # type: ignore[import-untyped] # it has no types
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test.utils import override_settings
from moto.server import ThreadedMotoServer

from tests.webbase_store import samples
from tests.webbase_store.conftest import AT
from totalis.site import stores
from totalis.webbase import clock
from totalis.webbase.files import selectors
from totalis.webbase.files.services import keep
from totalis.webbase.files.store import store, stored_names
from totalis.webbase.files.tasks import sweep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint, monkeypatch, tmp_path) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv(
        "TOTALIS_EVIDENCE_URL", f"s3://proofs/evidence?endpoint={endpoint}&region=us-east-1"
    )
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    client.create_bucket(Bucket="proofs")
    with override_settings(STORAGES={**settings.STORAGES, "evidence": stores.evidence(tmp_path)}):
        yield client
    for item in client.list_objects_v2(Bucket="proofs").get("Contents", []):
        client.delete_object(Bucket="proofs", Key=item["Key"])
    client.delete_bucket(Bucket="proofs")


def test_a_file_is_kept_and_read_back(actor, bucket):
    data = samples.pdf("In a bucket")
    blob = keep(actor=actor, data=data, file_name="a.pdf", at=AT)
    (item,) = bucket.list_objects_v2(Bucket="proofs")["Contents"]
    assert item["Key"] == f"evidence/{blob.store_name}"
    stored = bucket.get_object(Bucket="proofs", Key=item["Key"])["Body"].read()
    assert b"%PDF" not in stored
    assert selectors.content(blob) == data
    assert selectors.text_of(blob) == "In a bucket"


def test_orphans_are_swept_there_too(actor, bucket):
    blob = keep(actor=actor, data=samples.TEXT.encode(), file_name="a.txt", at=AT)
    bucket.put_object(Bucket="proofs", Key="evidence/zz/orphan", Body=b"x")
    assert set(stored_names()) == {blob.store_name, "zz/orphan"}
    now = clock.now()
    assert sweep(now) == []
    assert sweep(now.replace(year=now.year + 1)) == ["zz/orphan"]
    assert store().exists(blob.store_name)


@pytest.mark.parametrize("url", ["http://x/y", "s3://", "s3://bucket?endpont=x"])
def test_an_address_that_cannot_be_read_stops_the_start(monkeypatch, tmp_path, url):
    monkeypatch.setenv("TOTALIS_EVIDENCE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="TOTALIS_EVIDENCE_URL cannot be read"):
        stores.evidence(tmp_path)
