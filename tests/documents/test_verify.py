"""A proof is genuine until one byte of it is another; then the file is named, and never with a traceback."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import example, given, settings, strategies as st

from tests.documents.cases import (
    ANNA,
    DAY,
    FILES,
    at,
    bag_of,
    packet_files,
    whole_case,
    with_packet,
)
from totalis.documents.archive import read_zip, write_zip
from totalis.documents.bag import INFO, MANIFEST, PAYLOAD, TAG_MANIFEST, TOTAL, manifest_of
from totalis.documents.bundle import packet_bundle
from totalis.documents.packet import packet_pdf
from totalis.documents.verify import verify_bytes, verify_files
from totalis.documents.verify.report import Status
from totalis.kernel.digest import digest, digest_bytes
from totalis.procedure import casefile as of

if TYPE_CHECKING:
    from collections.abc import Callable

    from totalis.documents.verify import Verification

TOP = "TC-2026-0142-on-2026-03-14/"
NAME = "export.zip"
BAG = bag_of(whole_case())
BUNDLE = packet_files(whole_case())[1].bundle


def failures(found: Verification) -> dict[int, list[str]]:
    """The files that each failed step names."""
    return {
        step.number: [item.file for item in step.findings]
        for step in found.steps
        if step.status is Status.FAILED
    }


def says(found: Verification) -> str:
    """Everything that was found wrong."""
    return "\n".join(f"{item.file}: {item.what}" for step in found.steps for item in step.findings)


def forged(change: Callable[[dict[str, bytes]], None], bag: bytes = BAG) -> Verification:
    """The bag with payload files changed by somebody who then makes every digest of the bag right again."""
    files = {path.removeprefix(TOP): data for path, data in read_zip(bag, NAME).files.items()}
    change(files)
    payload = {path: data for path, data in files.items() if path.startswith(PAYLOAD)}
    files[MANIFEST] = manifest_of(payload)
    info = [line for line in files[INFO].decode().splitlines() if not line.startswith(TOTAL)]
    files[INFO] = "\n".join([*info, f"{TOTAL}: {digest_bytes(files[MANIFEST])}", ""]).encode()
    tags = {
        path: data
        for path, data in files.items()
        if not path.startswith(PAYLOAD) and path != TAG_MANIFEST
    }
    files[TAG_MANIFEST] = manifest_of(tags)
    return verify_bytes(write_zip({TOP + path: data for path, data in files.items()}), NAME)


def editing(path: str, edit: Callable[[Any], None]) -> Callable[[dict[str, bytes]], None]:
    """A change of one JSON file of the payload."""

    def change(files: dict[str, bytes]) -> None:
        value = json.loads(files[PAYLOAD + path])
        edit(value)
        files[PAYLOAD + path] = json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"

    return change


def setting(*keys: Any, to: Any) -> Callable[[Any], None]:
    """An edit that sets one value deep in a JSON file."""

    def edit(value: Any) -> None:
        for key in keys[:-1]:
            value = value[key]
        value[keys[-1]] = to

    return edit


def test_an_export_is_genuine_in_thirteen_steps():
    found = verify_bytes(BAG, NAME)
    assert found.genuine
    assert found.kind == "case_export"
    assert [step.status for step in found.steps] == [Status.PASSED] * 13
    assert found.about["case"] == "TC-2026-0142"
    assert found.about["day"] == DAY.isoformat()
    assert found.about["answer"] == "exempt"
    assert all(step.compared for step in found.steps)


def test_its_folder_is_genuine_as_well_and_so_is_the_bundle():
    files = read_zip(BAG, NAME).files
    assert verify_files(files, "folder").genuine
    inside = {path.removeprefix(TOP): data for path, data in files.items()}
    assert verify_files(inside, "folder").genuine
    found = verify_bytes(BUNDLE, "bundle.zip")
    assert found.genuine
    assert found.kind == "packet_bundle"
    assert [step.status for step in found.steps] == [Status.PASSED] * 5


@settings(max_examples=150)
@given(place=st.integers(0, len(BAG) - 1), flip=st.integers(1, 255))
@example(place=8, flip=8)
@example(place=len(BAG) - 1, flip=1)
@example(place=len(BAG) - 22, flip=1)
def test_any_byte_of_the_archive_that_is_another_is_found_and_named(place, flip):
    changed = bytearray(BAG)
    changed[place] ^= flip
    found = verify_bytes(bytes(changed), NAME)
    assert not found.genuine
    assert all(item.file and item.what for step in found.steps for item in step.findings)
    assert failures(found)


@settings(max_examples=100)
@given(data=st.data())
def test_any_byte_of_any_file_that_is_another_names_that_file(data):
    files = dict(read_zip(BAG, NAME).files)
    path = data.draw(st.sampled_from(sorted(files)))
    place = data.draw(st.integers(0, len(files[path]) - 1))
    changed = bytearray(files[path])
    changed[place] ^= data.draw(st.integers(1, 255))
    found = verify_files(files | {path: bytes(changed)}, "folder")
    assert not found.genuine
    assert path.removeprefix(TOP) in [
        file for named in failures(found).values() for file in named
    ] or (path.endswith(TAG_MANIFEST) and TAG_MANIFEST in says(found))


@settings(max_examples=60)
@given(place=st.integers(0, len(BUNDLE) - 1), flip=st.integers(1, 255))
def test_any_byte_of_a_bundle_that_is_another_is_found_and_named(place, flip):
    changed = bytearray(BUNDLE)
    changed[place] ^= flip
    found = verify_bytes(bytes(changed), "bundle.zip")
    assert not found.genuine
    assert failures(found)


@pytest.mark.parametrize("path", sorted(read_zip(BAG, NAME).files))
def test_a_file_that_is_missing_is_named(path):
    files = {name: data for name, data in read_zip(BAG, NAME).files.items() if name != path}
    found = verify_bytes(write_zip(files), NAME)
    assert not found.genuine
    assert f"{path.removeprefix(TOP)}: is" in says(found)


@pytest.mark.parametrize("path", ["data/more.txt", "more.txt", "data/evidence/letter/2-letter.pdf"])
def test_a_file_that_was_added_is_named(path):
    files = read_zip(BAG, NAME).files | {TOP + path: b"more"}
    found = verify_bytes(write_zip(files), NAME)
    assert f"{path}: is not listed" in says(found)


FORGERIES: dict[str, tuple[int, Callable[[dict[str, bytes]], None], str]] = {
    "other facts": (
        4,
        editing("facts/version-1.json", setting("worker", "residence", to="FR")),
        "facts/version-1.json: its digest is not the one that the case names",
    ),
    "facts changed in the case as well": (
        4,
        editing("case.json", setting("facts", 0, "sheet", "worker", "residence", to="FR")),
        "case.json: the sheet of version 1 has another digest",
    ),
    "another country in the decision": (
        5,
        editing("determination/1.json", setting("engagements", 0, "covered_by", to="FR")),
        "determination/1.json: its digest is not the one that the case names",
    ),
    "another request": (
        7,
        editing("request/packet-1/snapshot.json", setting("product", to="exception")),
        "request/packet-1/snapshot.json: its digest is not that of the packet",
    ),
    "approval by the preparer": (
        8,
        editing("case.json", setting("packets", 0, "approvals", 0, "by", "id", to="1")),
        "approvals.json: packet 1 was approved by the one who prepared it",
    ),
    "approval of another digest": (
        8,
        editing("case.json", setting("packets", 0, "approvals", 0, "packet_digest", to="sha256:0")),
        "approvals.json: packet 1: a decision is of another digest",
    ),
    "sent before it was approved": (
        9,
        editing("case.json", setting("lodgements", 0, "at", to="2025-12-12T10:00:00Z")),
        "tracking.json: packet 1 was sent before it was approved",
    ),
    "sent without approval": (
        9,
        editing("case.json", setting("packets", 0, "approvals", to=[])),
        "tracking.json: packet 1 was sent and never approved",
    ),
    "another certificate": (
        10,
        lambda files: files.update({f"{PAYLOAD}evidence/certificate/1-certificate.pdf": b"%PDF"}),
        "is not the file of “Certificate of coverage”",
    ),
    "a later end on the certificate": (
        10,
        editing("certificates/c1/typed.json", setting("end", to="2030-12-31")),
        "certificates/c1/typed.json: is not what the case says",
    ),
    "released without being accepted": (
        10,
        editing("case.json", setting("matches", 0, "accepted", to=False)),
        "was released to payroll without being accepted",
    ),
    "another person in the chain": (
        11,
        lambda files: files.update(
            {f"{PAYLOAD}audit.jsonl": files[f"{PAYLOAD}audit.jsonl"].replace(b"Anna", b"Dora")}
        ),
        "audit.jsonl: entry 1 was changed",
    ),
    "another answer": (
        12,
        editing("answer.json", setting("state", to="withhold")),
        "“state” does not follow from the case",
    ),
    "another story": (
        13,
        lambda files: files.update({f"{PAYLOAD}index.html": b"<p>Exempt, believe me.</p>"}),
        "data/index.html: is not what the case leads to",
    ),
    "a bundle with another PDF": (
        13,
        lambda files: files.update({f"{PAYLOAD}request/packet-1/packet.pdf": b"%PDF"}),
        "request/packet-1/bundle.zip: holds another PDF",
    ),
    "a value that the story does not show": (
        13,
        editing("case.json", setting("worker", "phone", to="+1")),
        "is not what the case leads to",
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_who_makes_every_digest_of_the_bag_right_is_found_all_the_same(name):
    number, change, words = FORGERIES[name]
    found = forged(change)
    assert not found.genuine
    assert words in says(found)
    assert number in failures(found)
    assert not {1, 2, 3} & failures(found).keys()


def test_a_packet_drawn_of_another_request_is_found_even_if_its_bundle_agrees():
    files = packet_files(whole_case())[1]
    other = packet_pdf(files.snapshot | {"product": "letter_of_exemption"})
    bundle = packet_bundle(files.snapshot, other, {"letter.pdf": FILES["letter"]})
    folder = f"{PAYLOAD}request/packet-1/"
    found = forged(
        lambda inside: inside.update({f"{folder}packet.pdf": other, f"{folder}bundle.zip": bundle})
    )
    assert list(failures(found)) == [13]
    assert "bundle.zip: packet.pdf is not the PDF of this request" in says(found)
    assert list(failures(verify_bytes(bundle, "bundle.zip"))) == [5]


def test_a_forger_who_changes_nothing_is_none():
    assert forged(lambda _files: None).genuine


def test_a_decision_that_the_law_does_not_give_is_found():
    file = whole_case()
    record = file.determinations[0]
    document = json.loads(json.dumps(record.document))
    document["engagements"][0]["answer"] = "France pays."
    changed = msgspec.structs.replace(record, document=document, digest=digest(document))
    wrong = with_packet(msgspec.structs.replace(file, determinations=(changed,)))
    found = verify_bytes(bag_of(wrong), NAME)
    assert 6 in failures(found)
    assert "the same facts and law lead to something else in: engagements" in says(found)


def test_a_decision_under_another_law_says_so_and_stays_genuine():
    file = whole_case()
    record = file.determinations[0]
    law = "sha256:" + "0" * 64
    document = json.loads(json.dumps(record.document)) | {"law": law}
    older = msgspec.structs.replace(record, document=document, digest=digest(document), law=law)
    case = with_packet(msgspec.structs.replace(file, determinations=(older,)))
    found = verify_bytes(bag_of(case), NAME)
    (step,) = [step for step in found.steps if step.status is Status.NOT_DONE]
    assert f"made under law {law}" in step.compared
    assert found.genuine


def test_one_person_may_approve_her_own_packet_where_that_is_on_record():
    file = whole_case()
    approval = msgspec.structs.replace(file.packets[0].approvals[0], by=ANNA, by_preparer=True)
    packet = msgspec.structs.replace(file.packets[0], approvals=(approval,))
    assert verify_bytes(bag_of(msgspec.structs.replace(file, packets=(packet,))), NAME).genuine


def test_a_case_that_has_hardly_begun_is_proved_too():
    file = whole_case()
    young = of.CaseFile(
        reference=file.reference,
        organisation=file.organisation,
        organisation_kind="employer",
        title="",
        direction=of.Direction.OPEN,
        partner="",
        owner=ANNA,
        opened_at=at(0, 10),
        known_at=at(0, 10),
        worker=of.WorkerRecord(id="w", given_names="", family_names=""),
        audit=file.audit,
    )
    found = verify_bytes(bag_of(young), NAME)
    assert found.genuine, says(found)
    assert Status.NOT_DONE in [step.status for step in found.steps]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "nothing that Totalis writes"),
        (b"hello", "nothing that Totalis writes"),
        (b"%PDF-1.7 whatever", "this is a PDF"),
        (b"PK\3\4 broken", "the archive cannot be opened"),
        (write_zip({"holiday.jpg": b"x"}), "no file in it is one that"),
        (write_zip({}), "no file in it is one that"),
    ],
)
def test_what_is_not_known_is_said_plainly(data, words):
    found = verify_bytes(data, NAME)
    assert (found.genuine, found.kind) == (False, "unknown")
    assert words in says(found)


def test_an_archive_packed_by_another_program_is_told_how_to_be_checked():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in read_zip(BAG, NAME).files.items():
            archive.writestr(path, data)
    found = verify_bytes(target.getvalue(), NAME)
    assert list(failures(found)) == [1]
    assert "check the folder" in says(found)


@pytest.mark.parametrize(
    "broken", [b"", b"null", b"[]", b"{}", b'"x"', b"\xff\xfe", b"[" * 5000, b'{"files": 3}', b"0"]
)
@pytest.mark.parametrize(
    "path",
    [
        "case.json",
        "answer.json",
        "audit.jsonl",
        "facts/version-1.json",
        "determination/1.json",
        "request/packet-1/snapshot.json",
        "request/packet-1/bundle.zip",
        "certificates/c1/typed.json",
    ],
)
def test_nothing_in_a_file_makes_it_stumble(path, broken):
    found = forged(lambda files: files.update({PAYLOAD + path: broken}))
    assert not found.genuine
    assert failures(found)


def test_it_can_be_written_as_json():
    plain = json.loads(msgspec.json.encode(verify_bytes(BAG, NAME)))
    assert plain["genuine"] is True
    assert plain["steps"][0]["number"] == 1
