"""Signed HTTP: what holds, and each way in which it does not."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import RequestFactory
from joserfc.jwk import ECKey

from tests.signed.conftest import NOW, House, at_work
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.signed.errors import Flaw, NoAnswerError, NotSignedError
from totalis.webbase.signed.keys import check_public, new_key, public_of, thumbprint
from totalis.webbase.signed.messages import OF_REQUEST, RequestView, sign
from totalis.webbase.signed.models import SeenNonce
from totalis.webbase.signed.proof import proof_holds
from totalis.webbase.signed.receiving import verified
from totalis.webbase.signed.sending import send
from totalis.webbase.signed.tasks import forget_nonces

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

URL = "https://agency.example/service/messages?of=2026"
BODY = b'{"kind": "A001"}'


def signed_request(
    key: dict[str, str], nonce: str = "n-1", url: str = URL, body: bytes = BODY
) -> RequestView:
    """A request as it leaves the sender."""
    view = RequestView("POST", url, {"content-type": "application/json"})
    sign(view, body, key=key, nonce=nonce, at=clock.now())
    return view


def arrived(view: RequestView, body: bytes = BODY) -> HttpRequest:
    """The same request as Django sees it."""
    scheme, _, rest = view.url.partition("://")
    host, _, path = rest.partition("/")
    headers = {name: value for name, value in view.headers.items() if name != "content-type"}
    return RequestFactory().generic(
        view.method,
        f"/{path}",
        body,
        content_type=view.headers["content-type"],
        secure=scheme == "https",
        headers={**headers, "host": host},
    )


@pytest.fixture(autouse=True)
def _any_host(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]


# ── it holds ──


def test_two_machines_understand_each_other(house: House, mine: dict[str, str]) -> None:
    answer = send("POST", house.url, BODY, key=mine, their_key=public_of(house.key))
    assert (answer.status, answer.json()) == (200, {"took": BODY.decode()})
    caller, body = house.taken[0]
    assert (caller.key_id, body) == (thumbprint(mine), BODY)


def test_a_question_without_content_is_signed_too(house: House, mine: dict[str, str]) -> None:
    answer = send("GET", house.url, None, key=mine, their_key=public_of(house.key))
    assert answer.taken
    assert "sha-256=:" in answer.proof["request"]["headers"]["content-digest"]


def test_one_of_several_keys_may_have_signed(house: House, mine: dict[str, str]) -> None:
    """While the other side changes its key."""
    theirs = [public_of(new_key()), public_of(house.key)]
    assert send("POST", house.url, BODY, key=mine, their_key=theirs).taken


def test_the_signature_is_that_of_rfc_9421_by_hand() -> None:
    """Base, digest and signature, written down from the RFC and checked by `cryptography` alone."""
    mine = new_key()
    view = RequestView("POST", URL, {"content-type": "application/json"})
    sign(view, BODY, key=mine, nonce="n-9", at=NOW)
    digest = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
    parameters = (
        '("@method" "@target-uri" "@authority" "content-type" "content-digest");'
        f'created={int(NOW.timestamp())};keyid="{thumbprint(mine)}";alg="ecdsa-p256-sha256";'
        'nonce="n-9";tag="totalis/signed/1"'
    )
    base = (
        '"@method": POST\n'
        f'"@target-uri": {URL}\n'
        '"@authority": agency.example\n'
        '"content-type": application/json\n'
        f'"content-digest": sha-256=:{digest}:\n'
        f'"@signature-params": {parameters}'
    )
    assert view.headers["Signature-Input"] == f"totalis={parameters}"
    raw = base64.b64decode(view.headers["Signature"].removeprefix("totalis=:").removesuffix(":"))
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    key = ECKey.import_key(dict(public_of(mine))).public_key
    key.verify(encode_dss_signature(r, s), base.encode(), ec.ECDSA(SHA256()))


# ── requests that do not count ──


def other_body(view: RequestView) -> tuple[RequestView, bytes]:
    return view, BODY.replace(b"A001", b"A002")


def other_body_and_digest(view: RequestView) -> tuple[RequestView, bytes]:
    body = BODY.replace(b"A001", b"A002")
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    return replace(view, headers={**view.headers, "Content-Digest": f"sha-256=:{digest}:"}), body


def other_method(view: RequestView) -> tuple[RequestView, bytes]:
    return replace(view, method="PUT"), BODY


def other_path(view: RequestView) -> tuple[RequestView, bytes]:
    return replace(view, url=view.url.replace("messages", "withdrawals")), BODY


def other_query(view: RequestView) -> tuple[RequestView, bytes]:
    return replace(view, url=view.url.replace("2026", "2025")), BODY


def other_host(view: RequestView) -> tuple[RequestView, bytes]:
    return replace(view, url=view.url.replace("agency.example", "other.example")), BODY


def no_tls(view: RequestView) -> tuple[RequestView, bytes]:
    return replace(view, url=view.url.replace("https:", "http:")), BODY


def other_content_type(view: RequestView) -> tuple[RequestView, bytes]:
    return replace(view, headers={**view.headers, "content-type": "text/html"}), BODY


def later_created(view: RequestView) -> tuple[RequestView, bytes]:
    now = int(NOW.timestamp())
    changed = view.headers["Signature-Input"].replace(f"created={now}", f"created={now + 1}")
    return replace(view, headers={**view.headers, "Signature-Input": changed}), BODY


def less_covered(view: RequestView) -> tuple[RequestView, bytes]:
    changed = view.headers["Signature-Input"].replace(' "content-digest"', "")
    return replace(view, headers={**view.headers, "Signature-Input": changed}), BODY


def no_signature(view: RequestView) -> tuple[RequestView, bytes]:
    return replace(view, headers={"content-type": "application/json"}), BODY


def no_digest(view: RequestView) -> tuple[RequestView, bytes]:
    kept = {name: value for name, value in view.headers.items() if name != "Content-Digest"}
    return replace(view, headers=kept), BODY


def nonsense(view: RequestView) -> tuple[RequestView, bytes]:
    return replace(view, headers={**view.headers, "Signature-Input": "totalis=(((("}), BODY


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        (other_body, Flaw.ALTERED),
        (other_body_and_digest, Flaw.FORGED),
        (other_method, Flaw.FORGED),
        (other_path, Flaw.FORGED),
        (other_query, Flaw.FORGED),
        (other_host, Flaw.FORGED),
        (no_tls, Flaw.FORGED),
        (other_content_type, Flaw.FORGED),
        (later_created, Flaw.FORGED),
        (less_covered, Flaw.FORGED),
        (no_signature, Flaw.UNSIGNED),
        (no_digest, Flaw.FORGED),
        (nonsense, Flaw.MALFORMED),
    ],
)
def test_a_changed_request_is_named_for_what_it_is(
    change: Callable[[RequestView], tuple[RequestView, bytes]], flaw: Flaw
) -> None:
    mine = new_key()
    known = {thumbprint(mine): public_of(mine)}
    view, body = change(signed_request(mine))
    with pytest.raises(NotSignedError) as caught:
        verified(arrived(view, body), known.get, NOW)
    assert caught.value.flaw == flaw, caught.value.says
    assert not SeenNonce.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("left_out", OF_REQUEST)
def test_a_signature_that_covers_too_little_does_not_count(
    left_out: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the true key's signature, and yet it leaves something open that a thief could change."""
    mine = new_key()
    with monkeypatch.context() as patched:
        rest = tuple(name for name in OF_REQUEST if name != left_out)
        patched.setattr("totalis.webbase.signed.messages.OF_REQUEST", rest)
        # A signer that adds the digest by itself must not, here.
        patched.setattr(
            "http_message_signatures.signatures._is_content_digest", lambda _component: True
        )
        view = signed_request(mine)
    with pytest.raises(NotSignedError) as caught:
        verified(arrived(view), {thumbprint(mine): public_of(mine)}.get, NOW)
    assert caught.value.flaw == Flaw.INCOMPLETE


@pytest.mark.django_db
def test_a_key_that_nobody_entered_is_not_trusted() -> None:
    with pytest.raises(NotSignedError) as caught:
        verified(arrived(signed_request(new_key())), lambda _name: None, NOW)
    assert caught.value.flaw == Flaw.UNKNOWN_KEY


@pytest.mark.django_db
def test_another_key_under_a_known_name_is_not_trusted() -> None:
    """A table that gives out the wrong key does not make a forgery true."""
    mine, other = new_key(), new_key()
    request = arrived(signed_request(mine))
    with pytest.raises(NotSignedError) as caught:
        verified(request, {thumbprint(mine): public_of(other)}.get, NOW)
    assert caught.value.flaw == Flaw.UNKNOWN_KEY


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("later", "holds"),
    [
        (timedelta(0), True),
        (timedelta(minutes=5), True),
        (timedelta(minutes=5, seconds=1), False),
        (-timedelta(minutes=1), True),
        (-timedelta(minutes=1, seconds=1), False),
    ],
)
def test_a_signature_counts_for_five_minutes(*, later: timedelta, holds: bool) -> None:
    mine = new_key()
    request, known = arrived(signed_request(mine)), {thumbprint(mine): public_of(mine)}
    if holds:
        assert verified(request, known.get, NOW + later).created == NOW
        return
    with pytest.raises(NotSignedError) as caught:
        verified(request, known.get, NOW + later)
    assert caught.value.flaw == Flaw.OLD


@pytest.mark.django_db
def test_the_same_signature_counts_once() -> None:
    mine = new_key()
    view, known = signed_request(mine), {thumbprint(mine): public_of(mine)}
    verified(arrived(view), known.get, NOW)
    with pytest.raises(NotSignedError) as caught:
        verified(arrived(view), known.get, NOW + timedelta(minutes=4))
    assert caught.value.flaw == Flaw.REPLAYED
    verified(arrived(signed_request(mine, nonce="n-2")), known.get, NOW)


@pytest.mark.django_db
def test_a_signature_is_remembered_as_long_as_it_could_be_heard_again() -> None:
    mine = new_key()
    view, known = signed_request(mine), {thumbprint(mine): public_of(mine)}
    verified(arrived(view), known.get, NOW)
    for minutes in range(20):
        at = NOW + timedelta(minutes=minutes)
        forget_nonces(at)
        with pytest.raises(NotSignedError):
            verified(arrived(view), known.get, at)
    assert not SeenNonce.objects.exists()


# ── answers that do not count ──


def unsigned(response: HttpResponse) -> HttpResponse:
    del response["Signature"], response["Signature-Input"]
    return response


def other_answer(response: HttpResponse) -> HttpResponse:
    response.content = b'{"took": "nothing"}'
    return response


def other_status(response: HttpResponse) -> HttpResponse:
    response.status_code = 202
    return response


@pytest.mark.parametrize(
    ("spoil", "flaw"),
    [
        (unsigned, Flaw.UNSIGNED),
        (other_answer, Flaw.ALTERED),
        (other_status, Flaw.FORGED),
    ],
)
def test_a_spoilt_answer_does_not_count(
    house: House,
    mine: dict[str, str],
    spoil: Callable[[HttpResponse], HttpResponse],
    flaw: Flaw,
) -> None:
    house.spoil = spoil
    with pytest.raises(NotSignedError) as caught:
        send("POST", house.url, BODY, key=mine, their_key=public_of(house.key))
    assert caught.value.flaw == flaw


def test_the_answer_to_another_request_does_not_count(house: House, mine: dict[str, str]) -> None:
    """Same sender, same address, same content, a true signature: and yet it is no answer to this request."""
    theirs = public_of(house.key)
    assert send("POST", house.url, BODY, key=mine, their_key=theirs).taken
    first = house.sent[0]
    house.spoil = lambda _second: first
    with pytest.raises(NotSignedError) as caught:
        send("POST", house.url, BODY, key=mine, their_key=theirs)
    assert caught.value.flaw == Flaw.FORGED


def test_somebody_else_cannot_answer(house: House, mine: dict[str, str]) -> None:
    with at_work(House()) as impostor:
        impostor.knows(mine)
        with pytest.raises(NotSignedError) as caught:
            send("POST", impostor.url, BODY, key=mine, their_key=public_of(house.key))
    assert caught.value.flaw == Flaw.UNKNOWN_KEY


def test_a_refusal_is_signed_too(house: House) -> None:
    """So that who asks with a wrong key can believe what it reads."""
    answer = send("POST", house.url, BODY, key=new_key(), their_key=public_of(house.key))
    assert (answer.status, answer.json()["error"]) == (401, "unknown_key")
    assert not house.taken


def test_no_redirection_is_followed(house: House, mine: dict[str, str]) -> None:
    def elsewhere(response: HttpResponse) -> HttpResponse:
        response.status_code, response["Location"] = 307, house.url
        return response

    house.spoil = elsewhere
    with pytest.raises(NoAnswerError, match="307"):
        send("POST", house.url, BODY, key=mine, their_key=public_of(house.key))
    assert len(house.taken) == 1


def test_an_answer_without_end_is_cut(
    house: House, mine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("totalis.webbase.signed.sending.ANSWER_BYTES", 10)
    with pytest.raises(NoAnswerError, match="larger than 10"):
        send("POST", house.url, BODY, key=mine, their_key=public_of(house.key))


def test_no_address_of_the_own_network_is_called(
    house: House, mine: dict[str, str], settings: Any
) -> None:
    settings.WEBHOOK_NETWORKS = []
    with pytest.raises(InputError) as caught:
        send("POST", house.url, BODY, key=mine, their_key=public_of(house.key))
    assert "https" in caught.value.problems[0].expected
    private = house.url.replace("http:", "https:").replace("127.0.0.1", "10.0.0.1")
    with pytest.raises(NoAnswerError, match="no public address"):
        send("POST", private, BODY, key=mine, their_key=public_of(house.key))
    assert not house.taken


# ── what is kept ──


def test_the_proof_of_both_sides_holds_years_later(house: House, mine: dict[str, str]) -> None:
    answer = send("POST", house.url, BODY, key=mine, their_key=public_of(house.key))
    kept = json.loads(json.dumps(answer.proof))
    assert kept["request"] == json.loads(json.dumps(house.taken[0][0].proof))
    assert proof_holds(kept["request"], public_of(mine), BODY)
    assert proof_holds(kept["response"], public_of(house.key), answer.body)
    assert kept["request"]["signature"] in kept["response"]["base"]


@pytest.mark.parametrize(
    "change",
    [
        {"base": '"@method": POST'},
        {"signature": base64.b64encode(bytes(64)).decode()},
        {"signature": "no base64"},
        {"key_id": "another"},
        {"base": "Ünsinn"},
    ],
)
def test_a_proof_that_was_touched_holds_no_more(
    house: House, mine: dict[str, str], change: dict[str, str]
) -> None:
    answer = send("POST", house.url, BODY, key=mine, their_key=public_of(house.key))
    proof = {**answer.proof["response"], **change}
    assert not proof_holds(proof, public_of(house.key))
    assert not proof_holds(answer.proof["response"], public_of(mine))
    assert not proof_holds(answer.proof["response"], public_of(house.key), b"another content")
    # The request's own digest stands in the answer's base, but is not the answer's content.
    assert not proof_holds(answer.proof["response"], public_of(house.key), BODY)


# ── keys ──


def test_the_name_of_a_key_is_that_of_rfc_7638() -> None:
    """SHA-256 over the required members in lexicographic order, without blanks."""
    key = new_key()
    written = f'{{"crv":"P-256","kty":"EC","x":"{key["x"]}","y":"{key["y"]}"}}'
    expected = base64.urlsafe_b64encode(hashlib.sha256(written.encode()).digest())
    assert thumbprint(key) == expected.rstrip(b"=").decode() == thumbprint(public_of(key))


@pytest.mark.parametrize(
    ("entered", "found"),
    [
        (None, "no JWK"),
        ({"kty": "EC"}, "no JWK"),
        (new_key(), "a secret key"),
        ({**public_of(new_key()), "crv": "P-384"}, "EC P-384"),
        ({**public_of(new_key()), "x": public_of(new_key())["x"]}, "a point that is not"),
        ({**public_of(new_key()), "y": "AA"}, "a point that is not"),
    ],
)
def test_what_is_no_public_key_is_refused(entered: object, found: str) -> None:
    with pytest.raises(InputError) as caught:
        check_public(entered)
    assert caught.value.problems[0].found.startswith(found)


def test_notes_on_a_key_are_not_carried_along() -> None:
    key = public_of(new_key())
    assert check_public({**key, "kid": "note", "use": "sig"}) == key
