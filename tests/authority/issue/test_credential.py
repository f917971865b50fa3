"""The credential, read by a library that did not make it (npm `@sd-jwt/sd-jwt-vc`), status list included."""

from __future__ import annotations

import json
import shutil
import subprocess
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.authority.cast import FR_ANSWERS, NOW, Office
from tests.authority.issue.cases import issued
from totalis.authority.keys import seal_key
from totalis.authority.services.registering import withdraw_certificate
from totalis.authority.services.status_lists import tokens_of
from totalis.documents.certificate import content_digest
from totalis.documents.credential import HIDDEN, type_metadata
from totalis.documents.seal.holding import key_of_file
from totalis.documents.seal.trial import new_authority, new_signer

if TYPE_CHECKING:
    from totalis.authority.models import IssuedCertificate

SCRIPT = Path(__file__).with_name("read_credential.mjs")
ISSUER = "https://certificates.example.org"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed"),
]


def read(credential: str, **given: Any) -> dict[str, Any]:
    """What the library makes of a credential."""
    jwk = {name: seal_key().identity.jwk[name] for name in ("kty", "crv", "x", "y")}
    asked = {"jwk": jwk, "at": int(NOW.timestamp()), "lists": {}, **given, "credential": credential}
    done = subprocess.run(  # noqa: S603 - our own script
        ["node", str(SCRIPT)],  # noqa: S607 - wherever it is installed
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def lists_of(office: Office) -> dict[str, str]:
    """The published status lists by their addresses."""
    tokens = tokens_of(organisation=office.organisation, at=NOW)
    return {f"{ISSUER}/service/status-lists/{number}": token for number, token in tokens.items()}


@pytest.fixture
def made(office: Office) -> IssuedCertificate:
    """The certificate of the sample."""
    return issued(office)


def test_another_library_reads_what_the_certificate_says(
    office: Office, made: IssuedCertificate
) -> None:
    """Every claim, in the words of PDA1, and a status that is valid."""
    answer = read(made.credential, lists=lists_of(office), metadata=type_metadata(made_vct(made)))
    assert "error" not in answer
    said = answer["payload"]
    assert answer["header"]["typ"] == "dc+sd-jwt"
    assert said["iss"] == ISSUER
    assert said["credential_holder"] == {
        "name": "Maria Rivera",
        "birth_date": "1988-03-14",
        "birth_place": "Baltimore",
    }
    assert said["nationality"] == ["US"]
    assert said["social_security_pin"] == "536-90-4399"
    assert [one["country_code"] for one in said["employment_details"]] == ["US", "FR"]
    assert said["places_of_work"]["place_of_work"][0]["country_code"] == "FR"
    assert said["legislation"] == {
        "member_state": "US",
        "exempt_in": "FR",
        "starting_date": "2027-01-01",
        "ending_date": "2029-12-31",
        "agreement": "FR",
        "article": "6(1)",
    }
    assert said["document_id"] == made.number
    assert said["document_digest"] == content_digest(made.content)
    assert said["issuance_date"] == "2026-11-22"
    assert said["expiry_date"] == "2029-12-31"
    assert (said["issuing_authority"], said["issuing_country"]) == ("Office of Certificates", "US")
    assert answer["status"] == 0
    assert answer["metadata"]["vct"] == said["vct"]


def made_vct(made: IssuedCertificate) -> str:
    """The type that the credential names, read without any library."""
    payload = made.credential.split("~")[0].split(".")[1]
    return str(json.loads(urlsafe_b64decode(payload + "=="))["vct"])


def test_the_holder_keeps_back_what_is_personal(made: IssuedCertificate, office: Office) -> None:
    """With nothing shown, neither name nor number nor employer is in the signed part; period and number are."""
    answer = read(made.credential, lists=lists_of(office), show=["places_of_work"])
    shown = answer["shown"]
    assert set(answer["keys"]) >= {"credential_holder", "social_security_pin"}
    assert set(answer["keys"]) <= HIDDEN
    assert not {"credential_holder", "social_security_pin", "employment_details"} & set(shown)
    assert shown["places_of_work"]
    assert shown["legislation"]["member_state"] == "US"
    assert "Rivera" not in json.dumps(shown)


def test_a_withdrawn_certificate_says_so_in_the_list(
    office: Office, made: IssuedCertificate
) -> None:
    """1 is INVALID in the draft of the status list."""
    withdraw_certificate(
        actor=office.act("petra"), certificate=made, reason="Issued by mistake.", at=NOW
    )
    assert read(made.credential, lists=lists_of(office))["status"] == 1


@pytest.mark.parametrize("part", [0, 1])
def test_an_altered_credential_is_not_read_as_another(
    made: IssuedCertificate, part: int, office: Office
) -> None:
    """One letter in the signed part is an error; one in a disclosure is an error or the claim is gone, never another claim."""
    pieces = made.credential.split("~")
    letter = "A" if pieces[part][60] != "A" else "B"
    pieces[part] = pieces[part][:60] + letter + pieces[part][61:]
    answer = read("~".join(pieces), lists=lists_of(office))
    if part == 0:
        assert "error" in answer
        return
    whole = read(made.credential, lists=lists_of(office))["payload"]
    said = answer.get("payload", {})
    assert said.keys() < whole.keys()
    assert all(whole[name] == value for name, value in said.items())


def test_a_foreign_key_is_refused(made: IssuedCertificate, office: Office) -> None:
    """A key of somebody else with the same name."""
    authority = new_authority(name="Office of Certificates", country="US", at=NOW)
    signer = new_signer(authority, name="Office of Certificates", country="US", at=NOW)
    foreign = key_of_file(signer.packed("x"), "x").identity.jwk
    jwk = {name: foreign[name] for name in ("kty", "crv", "x", "y")}
    assert "error" in read(made.credential, lists=lists_of(office), jwk=jwk)


def test_a_number_that_the_list_does_not_name_is_no_claim(office: Office) -> None:
    """No list of data was read for Brazil, so the number is masked on the paper and missing in the credential."""
    answers = {**FR_ANSWERS, "agreement_country": "BR"}
    made = issued(office, answers=answers, request={"agreement": "BR"}, exempt_in="BR")
    assert made.content["holder"]["numbers"][0]["value"] == "••••4399"
    assert "social_security_pin" not in read(made.credential, lists=lists_of(office))["payload"]
