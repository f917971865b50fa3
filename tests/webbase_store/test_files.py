"""What is kept, what is refused, and what can be seen of it."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.webbase_store import samples
from tests.webbase_store.conftest import AT, at_once
from totalis.kernel.digest import digest_bytes
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.files import packed, pictures, selectors, texts
from totalis.webbase.files.models import Blob
from totalis.webbase.files.names import clean_name
from totalis.webbase.files.services import keep, keep_made
from totalis.webbase.files.store import store, stored_names
from totalis.webbase.files.tasks import sweep
from totalis.webbase.secrets.keys import UndecipherableError, rotated

pytestmark = pytest.mark.django_db

GOOD = {
    "certificate.pdf": (samples.pdf("Certificate of coverage"), "application/pdf"),
    "scan.PNG": (samples.picture("PNG"), "image/png"),
    "scan.jpeg": (samples.picture("JPEG"), "image/jpeg"),
    "scan.tif": (samples.picture("TIFF"), "image/tiff"),
    "note.txt": (samples.TEXT.encode(), "text/plain"),
    "note-16.txt": (samples.TEXT.encode("utf-16"), "text/plain"),
    "note-old.txt": ("Größe, été".encode("cp1252"), "text/plain"),
    "days.csv": (samples.CSV.encode(), "text/csv"),
    "days.xlsx": (
        samples.sheet(),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "letter.docx": (
        samples.document(),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "answer.eml": (samples.MAIL.encode(), "message/rfc822"),
    "travel.ics": (samples.CALENDAR.encode(), "text/calendar"),
}
BAD = {
    "empty.pdf": b"",
    "program.exe": b"MZ\x90\0" + b"\0" * 100,
    "program.pdf": b"MZ\x90\0" + b"\0" * 100,
    "program.txt": b"\x7fELF\x02\x01\x01" + b"\0" * 60,
    "script.txt": b"#!/bin/sh\nrm -rf /\n",
    "page.html": b"<!doctype html><script>alert(1)</script>",
    "page.txt": b"\n <!doctype html><script>alert(1)</script>",
    "late.txt": b"Dear all,\n<script>alert(1)</script>",
    "picture.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "picture.png": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "photo.heic": b"\0\0\0\x18ftypheic" + b"\0" * 30,
    "archive.zip": samples.packed({"a.txt": b"a"}),
    "days.xlsx": samples.packed({"a.txt": b"a"}),
    "letter.docx": samples.sheet(),
    "old.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "days.csv": samples.pdf(),
    "scan.jpg": samples.picture("PNG"),
    "binary.txt": bytes(range(256)),
    "travel.ics": b"hello",
    "answer.eml": b"hello",
    "macros.xlsx": samples.sheet(**{"xl/vbaProject.bin": b"x"}),
    "broken.xlsx": samples.sheet()[:-30],
    "nameless": samples.TEXT.encode(),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_of_a_good_kind_is_kept(actor, name):
    data, media_type = GOOD[name]
    blob = keep(actor=actor, data=data, file_name=name, at=AT)
    assert (blob.media_type, blob.size, blob.digest) == (media_type, len(data), digest_bytes(data))
    assert selectors.content(blob) == data


@pytest.mark.parametrize("name", BAD)
def test_anything_else_is_refused_with_what_to_do(actor, name):
    with pytest.raises(InputError) as caught:
        keep(actor=actor, data=BAD[name], file_name=name, at=AT)
    (problem,) = caught.value.problems
    assert problem.path == "file"
    assert problem.remedy
    assert Blob.objects.count() == 0


def test_an_upload_is_kept_and_its_size_bounded(actor, settings):
    upload = SimpleUploadedFile("note.txt", samples.TEXT.encode())
    assert keep(actor=actor, data=upload, file_name="note.txt", at=AT).size == len(samples.TEXT)
    settings.EVIDENCE_MAX_BYTES = 2 * 1024 * 1024
    keep(actor=actor, data=b"a" * settings.EVIDENCE_MAX_BYTES, file_name="a.txt", at=AT)
    with pytest.raises(InputError, match="file") as caught:
        keep(actor=actor, data=b"a" * (settings.EVIDENCE_MAX_BYTES + 1), file_name="a.txt", at=AT)
    assert caught.value.problems[0].expected == "at most 2 MB"


@pytest.mark.parametrize(
    "data",
    [
        samples.sheet(bomb=b"\0" * (3 * 1024 * 1024)),
        samples.packed(
            {
                "[Content_Types].xml": b"",
                "xl/workbook.xml": b"",
                **{f"p{n}": b"" for n in range(packed.MOST_PARTS)},
            }
        ),
    ],
    ids=["unpacks-to-much", "many-parts"],
)
def test_a_bomb_is_refused(actor, data):
    with pytest.raises(InputError):
        keep(actor=actor, data=data, file_name="bomb.xlsx", at=AT)


def test_the_same_content_is_kept_once_an_organisation(actor, other):
    data = samples.TEXT.encode()
    one, two, three = (
        keep(actor=who, data=data, file_name=name, at=AT)
        for who, name in ((actor, "a.txt"), (actor, "b.txt"), (other, "a.txt"))
    )
    assert one == two != three
    assert one.store_name != three.store_name


@pytest.mark.django_db(transaction=True)
def test_the_same_content_at_the_same_moment_is_kept_once(actor):
    data = samples.TEXT.encode()
    blobs = at_once(
        partial(keep, actor=actor, data=data, file_name="a.txt", at=AT) for _ in range(8)
    )
    assert len(set(blobs)) == Blob.objects.count() == 1


def test_nothing_readable_lies_in_the_store(actor):
    blob = keep(actor=actor, data=samples.TEXT.encode(), file_name="note.txt", at=AT)
    path = Path(settings.DATA_DIR) / "evidence" / blob.store_name
    assert b"Posting" not in path.read_bytes()
    assert blob.digest.removeprefix("sha256:")[:10] not in str(path)
    assert path.stat().st_mode & 0o077 == 0


def test_what_was_changed_in_the_store_is_not_handed_out(actor):
    blob = keep(actor=actor, data=samples.TEXT.encode(), file_name="note.txt", at=AT)
    path = Path(settings.DATA_DIR) / "evidence" / blob.store_name
    data = bytearray(path.read_bytes())
    data[20] ^= 1
    path.write_bytes(data)
    with pytest.raises(UndecipherableError):
        selectors.content(blob)


def test_keys_can_be_replaced(actor, settings):
    blob = keep(actor=actor, data=samples.TEXT.encode(), file_name="note.txt", at=AT)
    old, new = settings.ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [new, old]
    assert selectors.content(blob) == samples.TEXT.encode()
    blob.sealed_key = rotated(blob.sealed_key)
    settings.ENCRYPTION_KEYS = [new]
    assert selectors.content(blob) == samples.TEXT.encode()
    settings.ENCRYPTION_KEYS = [old]
    with pytest.raises(UndecipherableError, match="No key fits"):
        selectors.content(blob)


def test_what_totalis_made_is_kept_without_asking(actor):
    data = samples.packed({"bag/bagit.txt": b"x"})
    blob = keep_made(actor=actor, data=data, media_type="application/zip", at=AT)
    assert (selectors.content(blob), selectors.preview_png(blob), selectors.text_of(blob)) == (
        data,
        None,
        "",
    )


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("../../etc/passwd.PDF", "passwd.pdf"),
        ("C:\\Users\\ann\\scan.png", "scan.png"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ('we"ird\r\nname.txt', "weirdname.txt"),
        ("  .hidden.txt", "hidden.txt"),
        ("…/", "file"),
        ("", "file"),
        ("é" * 300 + ".pdf", "é" * 116 + ".pdf"),
    ],
)
def test_file_names_are_cleaned(given, cleaned):
    assert clean_name(given) == cleaned


# ── what can be seen ──


def kept(actor, data, name):
    return keep(actor=actor, data=data, file_name=name, at=AT)


def test_a_pdf_is_seen_page_by_page(actor):
    blob = kept(actor, samples.pdf("First page", "Second page"), "two.pdf")
    assert selectors.page_count(blob) == 2
    first, second = (selectors.preview_png(blob, page) or b"" for page in (1, 2))
    assert first.startswith(b"\x89PNG")
    assert first != second
    assert selectors.preview_png(blob, 0) is selectors.preview_png(blob, 3) is None
    assert selectors.text_of(blob) == "First page\fSecond page"
    assert selectors.text_preview(blob) is None


def test_a_picture_is_drawn_anew_and_bounded(actor):
    blob = kept(actor, samples.picture("JPEG", (4000, 1000)), "wide.jpg")
    seen = Image.open(BytesIO(selectors.preview_png(blob) or b""))
    assert (seen.format, max(seen.size)) == ("PNG", pictures.LONGEST_SIDE)
    assert selectors.page_count(blob) == 1
    assert selectors.preview_png(blob, 2) is None


def test_a_text_is_cut(actor):
    blob = kept(actor, b"line\n" * 10_000, "long.txt")
    preview = selectors.text_preview(blob)
    assert preview is not None
    assert preview.endswith(texts.CUT)
    assert len(preview) == texts.PREVIEW_SIGNS + len(texts.CUT)
    assert len(selectors.text_of(blob)) == 50_000


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7\nnothing of the kind", "broken.pdf"),
        (samples.pdf()[:200], "cut.pdf"),
        (samples.locked_pdf(), "locked.pdf"),
        (samples.picture("PNG")[:60], "cut.png"),
        (samples.picture("JPEG")[:200], "cut.jpg"),
        (samples.picture("TIFF")[:30], "cut.tif"),
    ],
)
def test_a_broken_file_is_kept_but_shows_nothing(actor, data, name):
    blob = kept(actor, data, name)
    assert selectors.preview_png(blob) is None
    assert selectors.text_of(blob) == ""
    assert selectors.content(blob) == data


def test_a_picture_of_too_many_pixels_is_not_opened(actor, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 1000)
    assert selectors.preview_png(kept(actor, samples.picture(), "scan.png")) is None


def test_a_page_of_absurd_size_is_drawn_small():
    import pikepdf  # noqa: PLC0415

    with pikepdf.open(BytesIO(samples.pdf())) as document:
        document.pages[0].MediaBox = [0, 0, 14_000, 14_000]
        out = BytesIO()
        document.save(out)
    assert max(Image.open(BytesIO(pictures.page_of_pdf(out.getvalue(), 1) or b"")).size) <= 1601


# ── what is left behind ──


def test_what_never_got_its_row_is_swept_after_a_day(actor):
    blob = kept(actor, samples.TEXT.encode(), "note.txt")
    root = Path(settings.DATA_DIR) / "evidence"
    for orphan in ("aa/aaorphan", ".drafts/draft"):
        (root / orphan).parent.mkdir(parents=True, exist_ok=True)
        (root / orphan).write_bytes(b"x")
    now = clock.now()
    assert "aa/aaorphan" not in sweep(now)
    old = (now - timedelta(days=2)).timestamp()
    for name in list(stored_names()):
        os.utime(root / name, (old, old))
    assert {"aa/aaorphan", ".drafts/draft"} <= set(sweep(now))
    assert store().exists(blob.store_name)
    assert selectors.content(blob) == samples.TEXT.encode()
