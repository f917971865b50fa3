"""The proof bag opens without Totalis: checked by the Library of Congress's program, by sha256sum, and by hand."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.documents.cases import (
    DAY,
    FILES,
    SSN,
    audit_entries,
    bag_of,
    contents,
    packet_files,
    whole_case,
)
from totalis.documents.bag import proof_bag
from totalis.gate import payroll_state
from totalis.kernel.digest import canonical_json, digest_bytes
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def bag() -> bytes:
    """The proof of 14 March 2026."""
    return bag_of(whole_case())


@pytest.fixture
def folder(bag, tmp_path: Path) -> Path:
    """The bag, unpacked by another program than the one that packed it."""
    with zipfile.ZipFile(io.BytesIO(bag)) as archive:
        archive.extractall(tmp_path)
    return tmp_path / "TC-2026-0142-on-2026-03-14"


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program of this machine."""
    found = shutil.which(command[0])
    if found is None:
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run(  # noqa: S603 - fixed programs
        [found, *command[1:]], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_the_library_of_congress_says_that_it_is_a_valid_bag(folder):
    said = run(sys.executable, "-m", "bagit", "--validate", str(folder), cwd=folder)
    assert said.returncode == 0, said.stderr
    (folder / "data" / "case.json").write_text("{}")
    assert run(sys.executable, "-m", "bagit", "--validate", str(folder), cwd=folder).returncode == 1


def test_sha256sum_says_that_every_file_is_whole(folder):
    for manifest in ("tagmanifest-sha256.txt", "manifest-sha256.txt"):
        assert run("sha256sum", "--strict", "-c", manifest, cwd=folder).returncode == 0
    listed = (folder / "manifest-sha256.txt").read_text().splitlines()
    files = [path for path in (folder / "data").rglob("*") if path.is_file()]
    assert len(listed) == len(files)
    (folder / "data" / "story.pdf").write_bytes(b"%PDF-")
    said = run("sha256sum", "-c", "manifest-sha256.txt", cwd=folder)
    assert said.returncode == 1
    assert "data/story.pdf: FAILED" in said.stdout


def test_unzip_opens_it(bag, tmp_path):
    (tmp_path / "bag.zip").write_bytes(bag)
    assert run("unzip", "-tq", "bag.zip", cwd=tmp_path).returncode == 0


def test_the_chain_is_followed_by_hand_as_the_readme_says(folder):
    data = folder / "data"

    def read(path):
        return json.loads((data / path).read_text())

    def proved(path):
        return digest_bytes((data / path).read_bytes())

    (version,) = read("facts/versions.json")
    assert version["digest"] == proved("facts/version-1.json")
    assert version["newest_on_the_day"]
    determination = read("determination/1.json")
    assert determination["facts"] == version["digest"]
    case = read("case.json")
    assert case["determinations"][0]["digest"] == proved("determination/1.json")
    (approval,) = read("approvals.json")
    assert approval["packet_digest"] == proved("request/packet-1/snapshot.json")
    assert approval["by"]["id"] != case["packets"][0]["made_by"]["id"]
    tracking = read("tracking.json")
    assert tracking["sent"][0]["at"] > approval["at"]
    certificate = read("certificates/c1/typed.json")
    assert certificate["number"] == "USA-FR-1"
    assert (data / "certificates/c1/certificate.pdf").read_bytes() == FILES["certificate"]
    assert read("certificates/c1/matches.json")["matches"][0]["accepted"]
    assert read("deliveries.json")["deliveries"][0]["receipt_on"] == "2026-03-02"
    assert read("answer.json")["state"] == "exempt"
    previous = None
    for line in (data / "audit.jsonl").read_text().splitlines():
        entry = json.loads(line)
        named = entry.pop("digest")
        assert named == digest_bytes(canonical_json(entry))
        if previous is not None and entry["number"] == previous[0] + 1:
            assert entry["previous"] == previous[1]
        previous = entry["number"], named
    assert (
        f"Totalis-Total-Digest: {digest_bytes((folder / 'manifest-sha256.txt').read_bytes())}"
        in (folder / "bag-info.txt").read_text()
    )


def test_personal_numbers_stand_in_the_request_and_nowhere_else(folder):
    holding = {
        str(path.relative_to(folder)).split("/packet-1")[0]
        for path in folder.rglob("*")
        if path.is_file()
        and any(number in path.read_bytes() for number in (SSN.encode(), b"123456789", b"006 084"))
    }
    assert holding == {"data/request"}


def test_the_same_values_give_the_same_bytes(bag):
    assert bag_of(whole_case()) == bag


def test_a_proof_with_a_hole_is_refused_and_the_hole_is_named():
    file = whole_case()
    kept = {key: data for key, data in contents().items() if data != FILES["receipt"]}
    with pytest.raises(InputError) as refused:
        proof_bag(file, DAY, kept, payroll_state(file, DAY), packets={}, audit=audit_entries())
    assert {problem.path for problem in refused.value.problems} == {
        "evidence Receipt of Example France, version 1",
        "packet 1",
    }


def test_names_that_mean_mischief_become_plain_ones():
    file = whole_case()
    letter = file.evidence[0]
    name = "../../été: “plan”.pdf"
    odd = type(letter)(
        **{key: getattr(letter, key) for key in letter.__struct_fields__ if key != "versions"},
        versions=((1, name, letter.digest),),
    )
    files = {letter.digest: FILES["letter"]} | contents()
    case = whole_case(evidence=(odd, *file.evidence[1:]))
    bag = proof_bag(
        case,
        DAY,
        files,
        payroll_state(case, DAY),
        packets=packet_files(file),
        audit=audit_entries(),
    )
    with zipfile.ZipFile(io.BytesIO(bag)) as archive:
        assert "TC-2026-0142-on-2026-03-14/data/evidence/letter/1-t_plan_.pdf" in archive.namelist()
