"""Whatever somebody hands over: an answer, never an exception; and no altered byte passes."""

from __future__ import annotations

import base64
import random
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

from scripts.bad_certificates import FOLDER, place_of_signature
from scripts.trial_issuer import AT, DAY
from totalis.documents.seal.tokens import coded
from totalis.documents.status_list import packed, status_at, unpacked
from totalis.documents.verify.bundle_issuer import read_issuer_bundle
from totalis.documents.verify.certificate import check_certificate
from totalis.documents.verify.report import Status

if TYPE_CHECKING:
    from totalis.documents.verify.certificate_steps import CertificateCheck

ISSUER = read_issuer_bundle((FOLDER / "_issuer.json").read_bytes(), "_issuer.json")
PDF = (FOLDER / "_good.pdf").read_bytes()
CREDENTIAL = (FOLDER / "_good.sd-jwt").read_bytes()


def checked(data: bytes) -> CertificateCheck:
    """The check of any bytes."""
    return check_certificate(data, "x", issuer=ISSUER, day=DAY, at=AT)


def is_refused(data: bytes) -> bool:
    """Whether something failed in it; steps stay numbered."""
    found = checked(data)
    assert [step.number for step in found.steps] == list(range(1, len(found.steps) + 1))
    return not found.genuine and any(step.status is Status.FAILED for step in found.steps)


@given(st.binary(max_size=400))
def test_bytes(data):
    assert is_refused(data)


@given(st.binary(max_size=400))
def test_bytes_that_begin_as_a_pdf(data):
    assert is_refused(b"%PDF-1.7\n" + data)


@given(st.text(max_size=400))
def test_text_that_begins_as_a_credential(text):
    assert is_refused(b"eyJ." + text.encode())


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_tokens_of_any_parts(header, payload):
    assert is_refused(f"ey{coded(header)}.{coded(payload)}.AAAA~".encode())


def test_a_pdf_cut_off_anywhere():
    chance = random.Random(5)  # noqa: S311 - no secret
    for _ in range(60):
        assert is_refused(PDF[: chance.randrange(8, len(PDF))])


def test_one_bit_anywhere_in_what_is_signed():
    chance = random.Random(49)  # noqa: S311
    start = place_of_signature(PDF) - 1
    end = PDF.index(b">", start)
    for _ in range(40):
        place = chance.choice([chance.randrange(start), chance.randrange(end + 1, len(PDF))])
        turned = PDF[place] ^ (1 << chance.randrange(8))
        assert is_refused(PDF[:place] + bytes([turned]) + PDF[place + 1 :]), place


def test_one_bit_in_the_signature_is_no_way_in():
    """The frame of a signature may hold bytes that mean nothing; whatever is turned there, nothing raises."""
    chance = random.Random(50)  # noqa: S311
    start = place_of_signature(PDF)
    end = PDF.index(b">", start)
    for _ in range(20):
        place = chance.randrange(start, end)
        turned = PDF[place] ^ (1 << chance.randrange(8))
        found = checked(PDF[:place] + bytes([turned]) + PDF[place + 1 :])
        if found.genuine:
            assert found.about == checked(PDF).about


@pytest.mark.parametrize("bit", range(8))
def test_one_bit_anywhere_in_a_credential(bit):
    text = CREDENTIAL.strip()
    for place in range(0, len(text), 7):
        turned = text[:place] + bytes([text[place] ^ (1 << bit)]) + text[place + 1 :]
        assert not checked(turned).in_force, place


def test_a_credential_cut_off_anywhere():
    text = CREDENTIAL.strip()
    for length in range(len(text) - 1):
        found = checked(text[:length])
        # Cut off behind a disclosure, it is whole: its holder keeps back what follows.
        assert not found.genuine or text[length - 1 : length] == b"~", length


@given(
    st.dictionaries(st.integers(0, 1023), st.sampled_from((0, 1, 12, 13))), st.sampled_from((4, 8))
)
def test_a_list_says_at_each_place_what_was_put_there(statuses, bits):
    raw = unpacked(packed(statuses, places=1024, bits=bits))
    assert len(raw) * 8 == 1024 * bits
    assert all(status_at(raw, place, bits) == statuses.get(place, 0) for place in range(1024))


def test_the_example_of_the_draft():
    """draft-ietf-oauth-status-list, section "Compressed Byte Array": sixteen statuses of one bit."""
    ones = [0, 3, 4, 5, 7, 8, 9, 13, 15]
    raw = unpacked(packed(dict.fromkeys(ones, 1), places=16, bits=1))
    assert raw.hex() == "b9a3"
    assert unpacked("eNrbuRgAAhcBXQ").hex() == "b9a3"  # 78dadbb918000217015d


@pytest.mark.parametrize("lst", ["", "!", "AAAA", "eNrbuRgAAhc", "eNrbuRgAAhcBXQAA"])
def test_a_damaged_list_is_named(lst):
    with pytest.raises(ValueError, match="list"):
        unpacked(lst)


def test_a_list_that_blows_up_is_not_unpacked():
    bomb = base64.urlsafe_b64encode(zlib.compress(bytes(64 * 1024 * 1024), 9)).decode().rstrip("=")
    with pytest.raises(ValueError, match="longer than any"):
        unpacked(bomb)
