"""A new key takes over: everything is written anew, nothing is lost, and the old key can go."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from django.db import connection, transaction

from totalis.casework.models import Worker
from totalis.cli.main import main
from totalis.webbase.files.models import Blob
from totalis.webbase.files.selectors import content
from totalis.webbase.files.services import keep_made
from totalis.webbase.secrets import rotation
from totalis.webbase.secrets.keys import UndecipherableError

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture
def kept(settings, actor):
    """A worker with numbers and a file, under the old key."""
    settings.ENCRYPTION_KEYS = [OLD]
    worker = Worker.objects.create(
        organisation=actor.organisation,
        given_names="Ada",
        family_names="Example",
        ssn="078051120",
        created_at=AT,
    )
    worker.foreign_numbers = {"FR": "1850599999999"}
    worker.save()
    blob = keep_made(actor=actor, data=b"%PDF-1.7 x", media_type="application/pdf", at=AT)
    return worker, blob


def stored(worker: Worker) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select ssn from casework_worker where id = %s", [worker.pk])
        return str(cursor.fetchone()[0])


def test_after_rotation_the_old_key_can_go(settings, kept, capsys):
    worker, blob = kept
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert main(["key", "rotate"]) == 0
    said = capsys.readouterr().out
    assert "casework.worker.ssn: 1 written anew" in said
    assert "files.blob.sealed_key: 1 written anew" in said
    settings.ENCRYPTION_KEYS = [NEW]
    found = Worker.objects.get(pk=worker.pk)
    assert (found.ssn, found.foreign_numbers) == ("078051120", {"FR": "1850599999999"})
    assert found.birth_date == ""
    assert content(Blob.objects.get(pk=blob.pk)) == b"%PDF-1.7 x"


def test_a_second_run_writes_nothing(settings, kept):
    worker, _blob = kept
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert rotation.rotate(Worker, "ssn") == 1
    before = stored(worker)
    assert rotation.rotate(Worker, "ssn") == 0
    assert stored(worker) == before


def test_a_key_that_is_missing_is_said_and_nothing_is_lost(settings, kept):
    worker, _blob = kept
    before = stored(worker)
    settings.ENCRYPTION_KEYS = [NEW]
    with pytest.raises(UndecipherableError), transaction.atomic():
        rotation.rotate(Worker, "ssn")
    settings.ENCRYPTION_KEYS = [OLD]
    assert stored(worker) == before
    assert Worker.objects.get(pk=worker.pk).ssn == "078051120"


def test_every_encrypted_field_of_the_models_is_reached():
    found = {(rotation.label_of(model), name) for model, name in rotation.sealed_columns()}
    assert ("casework.recordrevision", "content") in found
    assert ("casework.packet", "snapshot") in found
    assert ("files.blob", "sealed_key") in found
