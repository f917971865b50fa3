"""What can be known without a network: how old a word may be, what a holder may keep back, names in any script."""

from __future__ import annotations

import zlib
from datetime import date, timedelta

import pytest

from scripts.bad_certificates import edited
from scripts.trial_issuer import AT, DAY, make_house
from totalis.documents.certificate import certificate_pdf
from totalis.documents.status_list import ListStatus
from totalis.documents.verify.bundle_issuer import read_issuer_bundle
from totalis.documents.verify.certificate import check_certificate
from totalis.kernel.digest import canonical_json
from totalis.kernel.errors import InputError


@pytest.fixture(scope="module")
def house():
    """An issuer for trials."""
    return make_house()


@pytest.fixture(scope="module")
def pdf(house):
    """A certificate of it."""
    return house.pdf(house.content())


def checked(data, bundle, *, at=AT, day=DAY):
    """The check of a PDF or of the text of a credential."""
    given = data.encode() if isinstance(data, str) else data
    return check_certificate(given, "x", issuer=bundle, day=day, at=at)


def step(found, key):
    """One step of a check."""
    return next(each for each in found.steps if each.key == key)


@pytest.mark.parametrize(
    ("days", "verdict"), [(0, "in_force"), (6, "in_force"), (8, "status_unknown")]
)
def test_a_bundle_says_its_age_and_speaks_for_a_week(house, pdf, days, verdict):
    at = AT + timedelta(days=days, hours=3)
    found = checked(pdf, house.bundle(), at=at)
    assert (found.verdict, found.genuine) == (verdict, True)
    assert f"{days} d 3 h" in step(found, "bundle").compared or days == 0
    if days == 8:
        assert [step(found, key).reason for key in ("bundle", "status")] == [
            "old_bundle",
            "stale_list",
        ]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (ListStatus.WITHDRAWN, "withdrawn"),
        (ListStatus.REPLACED, "replaced"),
        (ListStatus.ENDED, "ended"),
    ],
)
def test_what_a_list_says_against_a_certificate_counts_however_old_it_is(
    house, pdf, status, verdict
):
    old = house.status_list({4711: status}, at=AT - timedelta(days=60))
    assert checked(pdf, house.bundle(status_lists={"1": old})).verdict == verdict


def test_withdrawn_outweighs_a_period_that_is_over(house, pdf):
    gone = house.bundle(status_lists={"1": house.status_list({4711: ListStatus.WITHDRAWN})})
    assert checked(pdf, gone, day=date(2031, 1, 1)).verdict == "withdrawn"


def test_a_former_key_still_counts_for_what_it_signed(house):
    """The key of a signer whose certificate has ended stays published: what it sealed in its time is genuine."""
    signed_then = house.pdf(house.content(), key=house.former, at=AT - timedelta(days=3000))
    keys = (house.key.identity.jwk, house.former.identity.jwk)
    assert checked(signed_then, house.bundle(keys=keys)).verdict == "in_force"
    assert checked(signed_then, house.bundle()).verdict == "not_genuine"


def test_a_holder_may_keep_back_everything_about_the_person(house):
    token, *shown, _ = house.credential(house.content()).split("~")
    found = checked(f"{token}~", house.bundle())
    assert found.verdict == "in_force"
    assert step(found, "disclosures").values["hidden"] == str(len(shown))
    bound = checked(f"{token}~{shown[0]}~eyJ.eyJ.x", house.bundle())
    assert bound.verdict == "in_force"


@pytest.mark.parametrize(
    "name",
    [
        "محمد عبد الله الأنصاري",
        "דוד בן־גוריון",
        "山田 太郎",
        "김철수",
        "Владимир Ильич",
        "Nguyễn Thị Minh Khai",
        "İsmail Çağlayan",
        "अमित कुमार",
        "علی‌رضا",  # with a joiner
        "กิ่งแก้ว ยิ่งลักษณ์",  # with marks that come off the page twice
        "辻\U000e0100 葛\U000e0100城",  # with variants
        "山\ue000",
        "🙂 Smith",
        "Zoe\u0308 O\u2019Neill\u2013Smith",
        "ﬁeld x\u00adsoft",
        "Jean-Pierre-Marie-Louis-Charles de la Rochefoucauld-Liancourt-d'Estissac et de Montmirail-Surgères",
        "A" * 240,
    ],
)
def test_a_name_in_any_script_and_of_any_length_is_found_on_the_page(house, name):
    found = checked(house.pdf(house.content(answers={"worker_full_name": name})), house.bundle())
    assert found.verdict == "in_force"


def test_a_name_that_the_pages_do_not_show_is_noticed(house):
    """What even the issuer could get wrong: pages of one person, data of another."""
    mine = house.content()
    hers = house.content(answers={"worker_full_name": "Mary Poppins"})
    drawn = certificate_pdf(mine, house.credential(hers))

    def exchange(pdf):
        pdf.attachments["certificate.json"].obj.EF.F.write(canonical_json(hers))

    found = checked(house.seal(edited(drawn, exchange)), house.bundle())
    assert step(found, "face").reason == "face_differs"
    assert step(found, "face").findings[0].expected == "Mary Poppins"


def test_a_pdf_that_blows_up_is_refused_in_bounds(house, pdf):
    """An object stream of 60 million bytes packed into 60 thousand."""
    bomb = zlib.compress(b" " * 60_000_000, 9)
    made = (
        b"%PDF-1.7\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length "
        + str(len(bomb)).encode()
        + b">>\nstream\n"
        + bomb
        + b"\nendstream\nendobj\ntrailer <</Root 1 0 R/Size 2>>\nstartxref\n9\n%%EOF\n"
    )
    assert checked(made, house.bundle()).verdict == "not_genuine"
    assert checked(pdf + b" " * 5_000_000, house.bundle()).steps[1].reason == "too_large"


def test_a_bundle_travels_as_a_file(house):
    bundle = house.bundle()
    assert read_issuer_bundle(bundle.to_json(), "b") == bundle


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[" * 10_000, b'{"schema": "totalis/issuer-bundle/2"}', b"\xff" * 20],
)
def test_a_file_that_is_no_bundle_is_named(data):
    with pytest.raises(InputError) as caught:
        read_issuer_bundle(data, "bundle.json")
    assert caught.value.problems[0].path == "bundle.json"


def test_a_bundle_without_a_time_zone_or_of_another_version_is_refused(house):
    text = house.bundle().to_json()
    for old, new in ((b"12:00:00Z", b"12:00:00"), (b"bundle/1", b"bundle/2")):
        with pytest.raises(InputError):
            read_issuer_bundle(text.replace(old, new), "bundle.json")
