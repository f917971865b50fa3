"""The agency's keys: one seals certificates and signs credentials and status lists, one signs messages.

The first comes from a PKCS#12 file or a PKCS#11 token that the environment names; an installation that names neither uses the
trial keys that `totalis agency keys new` put into its data folder, and says so wherever it shows them. A private key never
leaves this module; the second one does, for it lies in memory where messages are signed.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings

from totalis.documents.seal.holding import TokenKey, authority_of_file, key_of_file
from totalis.documents.seal.tokens import sign_token as signed_token
from totalis.documents.seal.trial import is_trial, new_authority, new_signer
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.signed.keys import new_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pyhanko.sign.timestamps import TimeStamper

    from totalis.documents.seal.identity import SealKey

FOLDER = "agency"
SIGNER, AUTHORITY, PASSPHRASE, MESSAGES = "signing.p12", "ca.p12", "passphrase", "messages.jwk"
OWNER_ONLY = 0o600
TSA_SECONDS = 10


@dataclass(frozen=True)
class Place:
    """Where the signing key lies, with whatever tells that it was changed; a new value opens it anew."""

    process: int
    module: str = ""
    token: str = ""
    label: str = ""
    secret: str = ""
    path: str = ""
    stamp: tuple[int, ...] = ()


def seal_key() -> SealKey:
    """The key that seals certificates and signs credentials and status lists.

    Raises:
        InputError: no key is there, or it does not open.
    """
    return _opened(_place())


def sign_token(claims: Mapping[str, Any], *, typ: str) -> str:
    """A JWT by that key."""
    return signed_token(claims, typ=typ, key=seal_key())


def jwk() -> dict[str, str]:
    """The key that signs messages to desks and agencies, private half included (RFC 9421, `webbase.signed`).

    Raises:
        InputError: the file that the environment names does not read.
    """
    path = _message_path()
    if not path.exists() and not settings.SIGNING["MESSAGE_KEY"]:
        _write_once(path, json.dumps(new_key()).encode())
    return _message_key(str(path), _stamp(path))


def is_for_trials() -> bool:
    """Whether what is sealed here proves nothing: the key was made by `totalis agency keys new`."""
    return is_trial(seal_key().identity.certificate)


def time_stamper() -> TimeStamper | None:
    """Who stamps the time of seals (PAdES B-T); None: nobody does (B-B)."""
    address = settings.SIGNING["TSA"]
    if not address:
        return None
    from pyhanko.sign.timestamps import HTTPTimeStamper  # noqa: PLC0415 - brings a HTTP client along

    return HTTPTimeStamper(address, timeout=TSA_SECONDS)


def folder() -> Path:
    """Where keys lie that the installation made itself."""
    return Path(settings.DATA_DIR) / FOLDER


def new_trial_keys(*, name: str, country: str, at: datetime) -> Path:
    """Make a signing key for trials, under the trial authority of this installation; the one before it is written over.

    Answers the folder. What the key before it signed stays checkable: its public side is in the database since its first use.

    Raises:
        InputError: the environment names another key.
    """
    if settings.SIGNING["PKCS12"] or settings.SIGNING["MODULE"]:
        _refuse("a key that the environment names", "none", "Rotate that key where it is kept.")
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_once(place / PASSPHRASE, secrets.token_urlsafe(24).encode())
    phrase = (place / PASSPHRASE).read_text(encoding="ascii").strip()
    above = place / AUTHORITY
    if not above.exists():
        authority = new_authority(name=name, country=country, at=at)
        _write_once(above, authority.packed(phrase))
    authority = authority_of_file(above.read_bytes(), phrase)
    signer = new_signer(authority, name=name, country=country, at=at)
    _write_over(place / SIGNER, signer.packed(phrase))
    jwk()
    return place


def _place() -> Place:
    named = settings.SIGNING
    if named["MODULE"]:
        return Place(os.getpid(), named["MODULE"], named["TOKEN"], named["LABEL"], named["PIN"])
    if named["PKCS12"]:
        path = Path(named["PKCS12"])
        return Place(0, path=str(path), secret=named["PASSPHRASE"], stamp=_stamp(path))
    path = folder() / SIGNER
    return Place(0, path=str(path), stamp=_stamp(path))


@lru_cache(maxsize=4)
def _opened(place: Place) -> SealKey:
    if place.module:
        return TokenKey(module=place.module, token=place.token, label=place.label, pin=place.secret)
    path = Path(place.path)
    phrase = place.secret or _read(path.with_name(PASSPHRASE)).decode().strip()
    return key_of_file(_read(path), phrase)


@lru_cache(maxsize=4)
def _message_key(path: str, _stamp: tuple[int, ...]) -> dict[str, str]:
    try:
        found = json.loads(_read(Path(path)))
        return {name: str(found[name]) for name in ("kty", "crv", "x", "y", "d")}
    except (ValueError, KeyError, TypeError):
        _refuse("a file that is no private JWK", "an EC key on P-256", "Make it anew.")


def _message_path() -> Path:
    return Path(settings.SIGNING["MESSAGE_KEY"] or folder() / MESSAGES)


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_ino, found.st_size


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        remedy = "Name a key (TOTALIS_SIGNING_PKCS12 or TOTALIS_SIGNING_MODULE), or make one for trials: `totalis agency keys new`."
        _refuse(f"{type(error).__name__} at {path}", "the agency's key", remedy)


def _write_once(path: Path, data: bytes) -> None:
    """Write a secret file whole, unless it is there; of two processes that try at once, one wins."""
    if path.exists():
        return
    draft = _draft(path, data)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _write_over(path: Path, data: bytes) -> None:
    _draft(path, data).replace(path)


def _draft(path: Path, data: bytes) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _refuse(found: str, expected: str, remedy: str) -> NoReturn:
    raise InputError([Problem("signing key", found, expected, remedy)])
