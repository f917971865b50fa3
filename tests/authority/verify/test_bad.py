"""Every copy of `vectors/bad/certificates` with one flaw: refused at its own step, beside the exact text that somebody is shown.

`pytest tests/authority/verify/test_bad.py --rewrite-bad` writes the texts anew; `python -m scripts.bad_certificates` the files.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from scripts.bad_certificates import FOLDER
from scripts.trial_issuer import AT, DAY
from totalis.cli.main import main
from totalis.cli.verify_certificate import text_of
from totalis.documents.verify.bundle_issuer import read_issuer_bundle
from totalis.documents.verify.certificate import check_certificate
from totalis.webbase.clock import stopped_at

if TYPE_CHECKING:
    from pathlib import Path

    from totalis.documents.verify.certificate_steps import CertificateCheck

ISSUER = FOLDER / "_issuer.json"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".pdf", ".sd-jwt"))
BAD = [path for path in FILES if not path.name.startswith("_")]
REFUSED = {
    # file: verdict, step, reason
    "algorithm_none.sd-jwt": ("not_genuine", "credential", "wrong_algorithm"),
    "bit_in_page.pdf": ("not_genuine", "integrity", "altered"),
    "bit_in_signature.pdf": ("not_genuine", "integrity", "broken_signature"),
    "bytes_appended.pdf": ("not_genuine", "signature", "added_after"),
    "claim_altered.sd-jwt": ("not_genuine", "key", "forged"),
    "content_not_canonical.pdf": ("not_genuine", "inside", "bad_inside"),
    "content_swapped.pdf": ("not_genuine", "face", "face_differs"),
    "credential_missing.pdf": ("not_genuine", "inside", "nothing_inside"),
    "credential_of_another.pdf": ("not_genuine", "same", "same_differs"),
    "credential_swapped.pdf": ("not_genuine", "key", "foreign_key"),
    "cut_off.sd-jwt": ("not_genuine", "credential", "not_credential"),
    "disclosure_added.sd-jwt": ("not_genuine", "disclosures", "unknown_disclosure"),
    "disclosure_altered.sd-jwt": ("not_genuine", "disclosures", "unknown_disclosure"),
    "disclosure_doubled.sd-jwt": ("not_genuine", "disclosures", "doubled_disclosure"),
    "encrypted.pdf": ("not_genuine", "pdf", "encrypted"),
    "ended_early.sd-jwt": ("ended", "status", "ended"),
    "file_added.pdf": ("not_genuine", "inside", "more_inside"),
    "foreign_authority.pdf": ("not_genuine", "signer", "foreign_signer"),
    "issued_in_future.sd-jwt": ("not_genuine", "credential", "issued_later"),
    "key_foreign.sd-jwt": ("not_genuine", "key", "foreign_key"),
    "key_not_published.pdf": ("not_genuine", "signer", "foreign_key"),
    "list_damaged.sd-jwt": ("status_unknown", "status", "broken_list"),
    "list_elsewhere.sd-jwt": ("status_unknown", "status", "other_list"),
    "list_exchanged.sd-jwt": ("status_unknown", "status", "other_list"),
    "list_missing.sd-jwt": ("status_unknown", "status", "no_list"),
    "list_of_another.sd-jwt": ("status_unknown", "status", "foreign_list"),
    "list_stale.sd-jwt": ("status_unknown", "status", "stale_list"),
    "needed_held_back.sd-jwt": ("not_genuine", "disclosures", "hidden"),
    "not_a_pdf.pdf": ("unreadable", "pdf", "not_pdf"),
    "not_begun.sd-jwt": ("not_begun", "period", "not_begun"),
    "other_issuer.pdf": ("not_genuine", "signer", "foreign_signer"),
    "other_issuer.sd-jwt": ("not_genuine", "issuer", "wrong_issuer"),
    "other_subject.sd-jwt": ("not_genuine", "credential", "wrong_type"),
    "other_type.sd-jwt": ("not_genuine", "credential", "wrong_type"),
    "period_over.sd-jwt": ("period_over", "period", "period_over"),
    "place_outside.sd-jwt": ("status_unknown", "status", "broken_list"),
    "replaced.sd-jwt": ("replaced", "status", "replaced"),
    "script.pdf": ("not_genuine", "pdf", "active"),
    "self_signed_same_name.pdf": ("not_genuine", "signer", "self_made"),
    "signature_emptied.pdf": ("not_genuine", "signature", "broken_signature"),
    "signed_by_another.sd-jwt": ("not_genuine", "key", "forged"),
    "signed_in_future.pdf": ("not_genuine", "signed_at", "signed_later"),
    "signer_expired.pdf": ("not_genuine", "signed_at", "signer_expired"),
    "status_unknown.sd-jwt": ("status_unknown", "status", "unknown_status"),
    "truncated.pdf": ("not_genuine", "pdf", "broken_pdf"),
    "two_signatures.pdf": ("not_genuine", "signature", "many_signatures"),
    "uncovered_part.pdf": ("not_genuine", "signature", "not_whole"),
    "unsigned.pdf": ("not_genuine", "signature", "unsigned"),
    "update_appended.pdf": ("not_genuine", "signature", "added_after"),
    "withdrawn.sd-jwt": ("withdrawn", "status", "withdrawn"),
    "xfa_form.pdf": ("not_genuine", "pdf", "active"),
}


def checked(path: Path, **changes: object) -> CertificateCheck:
    """The check of a file as everything here is checked."""
    issuer = read_issuer_bundle(ISSUER.read_bytes(), ISSUER.name)
    given = {"issuer": issuer, "day": DAY, "at": AT, **changes}
    return check_certificate(path.read_bytes(), path.name, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["_good.pdf", "_good.sd-jwt"])
def test_what_all_bad_ones_come_from_is_genuine_and_in_force(name):
    found = checked(FOLDER / name)
    assert (found.verdict, found.genuine) == ("in_force", True)
    assert {step.status for step in found.steps} == {"passed"}


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_one_flaw_is_refused_at_its_own_step(path, request):
    found = checked(path)
    verdict, key, reason = REFUSED[path.name]
    wrong = [step for step in found.steps if step.reason not in ("", "earlier")]
    assert (found.verdict, wrong[0].key, wrong[0].reason) == (verdict, key, reason)
    assert not found.in_force
    pinned = path.with_name(path.name + ".txt")
    if request.config.getoption("--rewrite-bad"):
        pinned.write_text(text_of(found) + "\n", encoding="utf-8")
    assert text_of(found) + "\n" == pinned.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_through_the_command_line(path, capsys, monkeypatch):
    monkeypatch.chdir(FOLDER)
    with stopped_at(AT):
        code = main(["verify", path.name, "--issuer", "_issuer.json", "--on", DAY.isoformat()])
    said = capsys.readouterr().out
    assert code == 2
    if path.name != "not_a_pdf.pdf":  # what no certificate looks like is taken for an export
        assert said == path.with_name(path.name + ".txt").read_text(encoding="utf-8")


def test_every_flaw_has_its_step_and_its_text():
    assert {path.name for path in BAD} == set(REFUSED)
    assert {path.name for path in FOLDER.glob("*.txt")} == {f"{path.name}.txt" for path in BAD}


def test_genuine_ones_through_the_command_line(capsys, monkeypatch):
    monkeypatch.chdir(FOLDER)
    call = ["--issuer", "_issuer.json", "--on", DAY.isoformat()]
    with stopped_at(AT):
        assert main(["verify", "_good.pdf", *call]) == 0
        assert "IN FORCE: Genuine, and in force" in capsys.readouterr().out
        assert main(["verify", "_good.sd-jwt", *call, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["verdict"], said["genuine"], said["kind"]) == (
        "in_force",
        True,
        "certificate_credential",
    )


def test_trust_is_never_taken_from_the_file(capsys, monkeypatch):
    monkeypatch.chdir(FOLDER)
    with stopped_at(AT):
        assert main(["verify", "_good.pdf", "--on", DAY.isoformat()]) == 2
    said = capsys.readouterr().out
    assert "ISSUER UNKNOWN: Nothing shows who issued it" in said
    assert "  4. ok     Nothing was changed since it was signed" in said
    found = checked(FOLDER / "_good.pdf", issuer=None)
    assert (found.verdict, found.genuine) == ("issuer_unknown", False)


def test_a_bundle_that_is_none_is_refused_with_its_name(capsys, monkeypatch):
    monkeypatch.chdir(FOLDER)
    assert main(["verify", "_good.pdf", "--issuer", "_good.sd-jwt"]) == 2
    assert "totalis/issuer-bundle/1" in capsys.readouterr().err
