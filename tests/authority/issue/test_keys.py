"""Keys: made for trials, followed by others, disowned, published."""

from __future__ import annotations

import json
import stat
from base64 import urlsafe_b64decode
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509 import load_pem_x509_certificates
from cryptography.x509.oid import NameOID
from django.test import Client
from joserfc.jwk import ECKey, KeySet
from joserfc.jws import deserialize_compact

from tests.authority.cast import NOW, Office
from tests.authority.issue.cases import issued
from totalis.authority import keys
from totalis.authority.models import SigningKey
from totalis.authority.selectors.register_keys import jwks
from totalis.authority.services.bundling import issuer_bundle
from totalis.authority.services.opening_agency import open_agency
from totalis.authority.services.registering import replace_certificate
from totalis.authority.services.signing_keys import disown
from totalis.documents.seal.holding import key_of_file
from totalis.documents.seal.trial import MARK, is_trial, new_authority, new_signer
from totalis.documents.verify.bundle_issuer import read_issuer_bundle
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def own_folder(tmp_path: Path, settings: Any) -> Path:
    """A data folder of this test's own, with keys in it."""
    settings.DATA_DIR = tmp_path
    keys.new_trial_keys(name="Office of Certificates", country="US", at=NOW)
    return tmp_path / "agency"


def test_keys_are_for_their_owner_alone_and_say_that_they_prove_nothing(own_folder: Path) -> None:
    """Files of mode 0600; the mark stands in the certificate's own names."""
    files = sorted(own_folder.iterdir())
    assert [path.name for path in files] == ["ca.p12", "messages.jwk", "passphrase", "signing.p12"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(own_folder.stat().st_mode) == 0o700
    identity = keys.seal_key().identity
    assert MARK in identity.certificate.subject.rfc4514_string()
    assert keys.is_for_trials()


@pytest.mark.usefixtures("own_folder")
def test_a_followed_key_stays_published(office: Office) -> None:
    """What it signed is checked with it; what is signed from now on with the next, without a restart."""
    first = issued(office)
    old = keys.seal_key().identity.kid
    keys.new_trial_keys(name="Office of Certificates", country="US", at=LATER)
    new = keys.seal_key().identity.kid
    assert new != old
    issued(office, "T-0002")
    published = jwks(office.organisation, at=LATER)
    assert [key["kid"] for key in published["keys"]] == [new, old]
    keyset = KeySet([ECKey.import_key(key) for key in published["keys"]])
    assert deserialize_compact(first.credential.split("~")[0], keyset).payload
    row = SigningKey.objects.get(kid=old)
    assert row.followed_at is not None


@pytest.mark.usefixtures("own_folder")
def test_a_disowned_key_is_published_no_more_and_signs_no_more(office: Office) -> None:
    """Somebody else may have it."""
    made = issued(office)
    kid = keys.seal_key().identity.kid
    with pytest.raises(InputError):
        disown(organisation=office.organisation, kid=kid, reason=" ", at=LATER)
    disown(organisation=office.organisation, kid=kid, reason="The server was stolen.", at=LATER)
    assert jwks(office.organisation, at=LATER)["keys"] == []
    with pytest.raises(InputError):
        replace_certificate(actor=office.act("nora"), certificate=made, reason="Anew.", at=LATER)
    keys.new_trial_keys(name="Office of Certificates", country="US", at=LATER)
    again = replace_certificate(
        actor=office.act("nora"), certificate=made, reason="The key was disowned.", at=LATER
    )
    assert again.content["replaces"] == made.number


@pytest.mark.parametrize(
    "name", ["Office " * 40, "Ö" * 60, "社会保険事務所" * 20, "\U0001f3db" * 17]
)
def test_a_trial_key_for_an_agency_of_any_name(name: str) -> None:
    """X.520 bounds names to 64; the mark is never what is cut off."""
    authority = new_authority(name=name, country="DE", at=NOW)
    signer = new_signer(authority, name=name, country="DE", at=NOW)
    for made in (authority.certificate, signer.certificate):
        (common,) = made.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        assert MARK in str(common.value)
        assert str(common.value).startswith(name[:6])
        assert is_trial(made)


def test_a_real_key_by_the_environment(tmp_path: Path, settings: Any) -> None:
    """A PKCS#12 file and its passphrase; a wrong passphrase is said."""
    authority = new_authority(name="Elsewhere", country="US", at=NOW)
    signer = new_signer(authority, name="Elsewhere", country="US", at=NOW)
    path = tmp_path / "real.p12"
    path.write_bytes(signer.packed("right"))
    named = {**settings.SIGNING, "PKCS12": str(path)}
    settings.SIGNING = {**named, "PASSPHRASE": "right"}
    assert keys.seal_key().identity.certificate == signer.certificate
    with pytest.raises(InputError):
        keys.new_trial_keys(name="X", country="US", at=NOW)
    settings.SIGNING = {**named, "PASSPHRASE": "wrong"}
    with pytest.raises(InputError):
        keys.seal_key()


def test_only_p_256_is_a_key() -> None:
    """Whoever verifies needs to know one algorithm."""
    private = generate_private_key(65537, 2048)
    with pytest.raises(InputError):
        key_of_file(serialize_key_and_certificates(b"x", private, None, None, NoEncryption()), "")


# ── what is published ──


def test_everybody_reads_the_keys(office: Office) -> None:
    """Without signing in: JWK Set, certificates, issuer metadata of SD-JWT VC, type of the credential."""
    made = issued(office)
    client = Client()
    found = client.get("/service/keys.json")
    assert found["Content-Type"] == "application/jwk-set+json"
    (key,) = found.json()["keys"]
    assert (key["kty"], key["crv"], "d" in key) == ("EC", "P-256", False)
    metadata = client.get("/.well-known/jwt-vc-issuer").json()
    assert metadata == {"issuer": office.agency.issuer, "jwks": found.json()}
    pem = client.get("/service/certificates.pem").content
    first, above = load_pem_x509_certificates(pem)
    first.verify_directly_issued_by(above)
    header = json.loads(_part(made.credential.split(".")[0]))
    assert header["kid"] == key["kid"]
    payload = json.loads(_part(made.credential.split("~")[0].split(".")[1]))
    kind = client.get(payload["vct"].removeprefix(office.agency.issuer))
    assert kind.json()["vct"] == payload["vct"]
    message = client.get("/service/message-key.json").json()
    assert message["kid"] != key["kid"]
    assert "d" not in message


def _part(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.django_db
def test_a_case_desk_publishes_nothing() -> None:
    """No agency, no keys."""
    for address in (
        "/service/keys.json",
        "/service/certificates.pem",
        "/.well-known/jwt-vc-issuer",
    ):
        assert Client().get(address).status_code == 404


def test_the_bundle_holds_what_a_check_needs(office: Office) -> None:
    """Read back by its reader: keys without secrets, the authority, the status list."""
    issued(office)
    bundle = read_issuer_bundle(issuer_bundle(office.agency, at=NOW).to_json(), "bundle.json")
    assert (bundle.issuer, bundle.country) == ("https://certificates.example.org", "US")
    assert bundle.made_at == NOW
    assert [key["kid"] for key in bundle.keys] == [keys.seal_key().identity.kid]
    assert list(bundle.status_lists) == ["1"]
    (authority,) = bundle.authorities
    assert MARK in load_pem_x509_certificates(authority.encode())[0].subject.rfc4514_string()


# ── opening ──


def test_an_agency_is_opened_once(office: Office) -> None:
    """One house, one owner."""
    with pytest.raises(InputError):
        open_agency(
            country="US",
            name="Second",
            issuer="https://second.example.org",
            administrator=office.people["tess"].email,
            at=NOW,
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"country": "CN"},
        {"issuer": "http://coc.example.org"},
        {"issuer": "https://coc.example.org/"},
        {"name": " "},
        {"administrator": "nobody@example.org"},
    ],
)
def test_what_no_agency_is(wrong: dict[str, str]) -> None:
    """No agreement, no address that others can rely on, nobody to administer it."""
    given = {
        "country": "FR",
        "name": "Bureau",
        "issuer": "https://coc.example.org",
        "administrator": "a@example.org",
    }
    with pytest.raises(InputError):
        open_agency(**{**given, **wrong}, at=NOW)
