"""Files that no record names are let go; what a record names stays whatever its age."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.desk.cast import NOW, empty_case
from totalis.casework.models import EvidenceVersion
from totalis.casework.services.evidence import add_document
from totalis.webbase.files.models import Blob
from totalis.webbase.files.selectors import content
from totalis.webbase.files.services import keep
from totalis.webbase.files.tasks import let_go_unused, sweep

pytestmark = pytest.mark.django_db


def test_a_file_that_was_looked_at_and_not_taken_goes(cast):
    actor = cast.act("ada")
    case = empty_case(actor)
    add_document(
        actor=actor,
        case=case,
        title="Letter",
        kind="assignment_letter",
        data=b"The letter",
        file_name="letter.txt",
        at=NOW,
    )
    looked_at = keep(actor=actor, data=b"start,end,country\n", file_name="log.csv", at=NOW)
    assert let_go_unused(NOW + timedelta(days=6)) == 0
    assert let_go_unused(NOW + timedelta(days=8)) == 1
    assert not Blob.objects.filter(pk=looked_at.pk).exists()
    kept = EvidenceVersion.objects.select_related("blob").get(case=case).blob
    assert content(kept) == b"The letter"
    swept = sweep(NOW.replace(year=NOW.year + 50))
    assert looked_at.store_name in swept
    assert kept.store_name not in swept
