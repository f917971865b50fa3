"""What is signed, and the signing and verifying itself; the library does the cryptography of RFC 9421.

A request is covered with its method, its whole address and its content; an answer with its status, its content and
everything that its request's signature covered, by that signature. So an answer to one request proves nothing for another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from http_message_signatures import (
    ContentDigest,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    InvalidSignature,
    MappingKeyResolver,
)
from http_message_signatures.algorithms import ECDSA_P256_SHA256
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from totalis.webbase.signed.errors import Flaw, NotSignedError
from totalis.webbase.signed.keys import public_key, signature_by, thumbprint
from totalis.webbase.signed.proof import Proof, proof_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LABEL: Final = "totalis"
TAG: Final = "totalis/signed/1"
OLDEST: Final = timedelta(minutes=5)
"""So old may a signature be when it is read: a sender signs anew at every attempt."""
AHEAD: Final = timedelta(minutes=1)
"""So far may a sender's clock be ahead of ours."""
OF_REQUEST: Final = ("@method", "@target-uri", "@authority", "content-type", "content-digest")
OF_RESPONSE: Final = (
    "@status",
    "content-type",
    "content-digest",
    '"@method";req',
    '"@target-uri";req',
    '"content-digest";req',
    f'"signature";req;key="{LABEL}"',
)
NONCE_LENGTH: Final = 80
KEY_ID_LENGTH: Final = 80


@dataclass(slots=True)
class RequestView:
    """A request as it is covered; `url` is absolute and encoded."""

    method: str
    url: str
    headers: dict[str, str]


@dataclass(slots=True)
class ResponseView:
    """An answer as it is covered, with the request that it answers."""

    status_code: int
    headers: dict[str, str]
    request: RequestView


@dataclass(frozen=True, slots=True)
class Checked:
    """A message whose signature holds."""

    key_id: str
    nonce: str
    created: datetime
    proof: Proof


def sign(
    view: RequestView | ResponseView,
    body: bytes,
    *,
    key: Mapping[str, Any],
    nonce: str,
    at: datetime,
) -> Proof:
    """Add the three headers to a message: Content-Digest, Signature-Input, Signature.

    Returns:
        What was covered and the signature, to be kept.
    """
    key_id = thumbprint(key)
    signer = HTTPMessageSigner(signature_algorithm=ECDSA_P256_SHA256)
    covered = OF_REQUEST if isinstance(view, RequestView) else OF_RESPONSE
    prepared = signer.prepare(
        view,
        key_id=key_id,
        created=at,
        nonce=nonce,
        label=LABEL,
        tag=TAG,
        covered_component_ids=covered,
        body=body,
    )
    signature = signature_by(key, prepared.signature_base)
    signer.apply(view, prepared, signature)
    return proof_of(prepared.signature_base, signature, key_id, view.headers)


def check(
    view: RequestView | ResponseView,
    body: bytes,
    *,
    find_key: Callable[[str], Mapping[str, Any] | None],
    at: datetime,
) -> Checked:
    """See that a message is signed by a key that we know, covers all that it must, and is fresh.

    Raises:
        NotSignedError: it is not; its flaw says in which way.
    """
    found = check_head(view, find_key=find_key, at=at)
    check_content(view, body)
    return found


def check_head(
    view: RequestView | ResponseView,
    *,
    find_key: Callable[[str], Mapping[str, Any] | None],
    at: datetime,
) -> Checked:
    """What `check` sees without the content, of which only the digest is signed: so nobody's content is read before it is his.

    Raises:
        NotSignedError: as `check`.
    """
    if "signature" not in view.headers or "signature-input" not in view.headers:
        raise NotSignedError(Flaw.UNSIGNED, "It carries no signature.")
    key_id, created = _claimed(view)
    if not at - OLDEST <= created <= at + AHEAD:
        says = (
            f"It was signed at {created:%Y-%m-%d %H:%M:%S} UTC and read at {at:%Y-%m-%d %H:%M:%S} UTC; at most "
            "5 minutes may lie between. Set the clocks by a time server, and sign anew at every attempt."
        )
        raise NotSignedError(Flaw.OLD, says)
    key = find_key(key_id)
    if key is None or thumbprint(key) != key_id:
        raise NotSignedError(Flaw.UNKNOWN_KEY, f"No key named {key_id} is known here.")
    return _verified(view, key_id, key)


def check_content(view: RequestView | ResponseView, body: bytes) -> None:
    """See that a content is the one whose digest was signed.

    Raises:
        NotSignedError: it is another.
    """
    try:
        ContentDigest.verify(view.headers["content-digest"], body)
    except InvalidSignature as error:
        raise NotSignedError(
            Flaw.ALTERED, f"The content is not what was signed. {error}"
        ) from error


def _verified(view: RequestView | ResponseView, key_id: str, key: Mapping[str, Any]) -> Checked:
    known = MappingKeyResolver(public_keys={key_id: public_key(key)}, private_keys={})
    verifier = _Verifier(signature_algorithm=ECDSA_P256_SHA256, key_resolver=known)
    covered = OF_REQUEST if isinstance(view, RequestView) else OF_RESPONSE
    try:
        (result,) = verifier.verify(
            view, expect_tag=TAG, expect_label=LABEL, max_age=None, require_components=covered
        )
    except HTTPMessageSignaturesException as error:
        flaw = Flaw.INCOMPLETE if "was not covered" in str(error) else Flaw.FORGED
        raise NotSignedError(flaw, f"The signature does not hold. {error}".strip()) from error
    created = datetime.fromtimestamp(int(result.parameters["created"]), tz=UTC)
    nonce = result.nonce or ""
    if not 0 < len(nonce) <= NONCE_LENGTH:
        raise NotSignedError(Flaw.INCOMPLETE, f"It needs a nonce of at most {NONCE_LENGTH} signs.")
    return Checked(key_id, nonce, created, _proof(result.covered_components, view, key_id))


def _claimed(view: RequestView | ResponseView) -> tuple[str, datetime]:
    """Key and moment that our signature names, before anything is believed."""
    try:
        parsed = HTTPMessageVerifier._parse_signature_dictionary(  # noqa: SLF001 - the strict parser of the library
            view.headers["signature-input"]
        )
        parameters = parsed[LABEL].params
        key_id, created = parameters["keyid"], parameters["created"]
        return str(key_id)[:KEY_ID_LENGTH], datetime.fromtimestamp(created, tz=UTC)
    except (HTTPMessageSignaturesException, ValueError, TypeError, KeyError, OSError) as error:
        says = f'There is no readable signature labelled "{LABEL}" with keyid and created.'
        raise NotSignedError(Flaw.MALFORMED, says) from error


def _proof(covered: Mapping[str, str], view: RequestView | ResponseView, key_id: str) -> Proof:
    base = "\n".join(f"{name}: {value}" for name, value in covered.items()).encode()
    parsed = HTTPMessageVerifier._parse_signature_dictionary(view.headers["signature"])  # noqa: SLF001 - as above
    return proof_of(base, parsed[LABEL].value, key_id, view.headers)


class _Verifier(HTTPMessageVerifier):
    """Without the library's own look at the clock: `check` has looked already, at the time that it was given."""

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:  # noqa: ANN401 - the library's own types
        """Nothing is left to do."""
