"""What a credential shows: each disclosure found by its digest in what was signed (RFC 9901, section 7.1)."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from totalis.documents.verify.certificate_steps import refuse
from totalis.documents.verify.credential_jws import segment

if TYPE_CHECKING:
    from collections.abc import Iterable

_DIGESTS = "_sd"
_ELEMENT = "..."
_ALGORITHM = "_sd_alg"
_RESERVED = (_DIGESTS, _ELEMENT, _ALGORITHM)
_OF_OBJECT, _OF_LIST = 3, 2


@dataclass(frozen=True)
class Shown:
    """The claims with everything put in that is disclosed, and how much was held back."""

    claims: dict[str, Any]
    shown: int
    hidden: int


def shown_by(payload: dict[str, Any], disclosures: Iterable[str]) -> Shown:
    """Put what is disclosed into its places.

    Raises:
        RefusedError: `unknown_disclosure` where one was never signed, `doubled_disclosure` where a thing is shown twice.
        ValueError: something is not of the form that the RFC demands.
    """
    if payload.get(_ALGORITHM, "sha-256") != "sha-256":
        refuse("wrong_algorithm", expected="sha-256", found=payload[_ALGORITHM])
    work = _Unfolding(disclosures)
    claims = work.unfold({name: value for name, value in payload.items() if name != _ALGORITHM})
    if work.open:
        refuse("unknown_disclosure", found=len(work.open))
    return Shown(claims=claims, shown=work.shown, hidden=work.hidden)


class _Unfolding:
    """One pass over the claims; every disclosure must be met once."""

    def __init__(self, disclosures: Iterable[str]) -> None:
        self.open: dict[str, list[Any]] = {}
        self.met: set[str] = set()
        self.shown = 0
        self.hidden = 0
        for text in disclosures:
            name = digest_of(text)
            if name in self.open:
                refuse("doubled_disclosure")
            self.open[name] = _read(text)

    def unfold(self, value: Any) -> Any:  # noqa: ANN401 - JSON can be anything
        """A value with everything below it put in."""
        if isinstance(value, list):
            return [item for each in value for item in self._element(each)]
        if not isinstance(value, dict):
            return value
        found = {name: self.unfold(each) for name, each in value.items() if name != _DIGESTS}
        if _ELEMENT in found:
            message = f"the name {_ELEMENT} is reserved"
            raise ValueError(message)
        for name in value.get(_DIGESTS, []):
            parts = self._take(name)
            if parts is None:
                continue
            _, key, below = self._of(parts, _OF_OBJECT)
            if key in found or key in _RESERVED or not isinstance(key, str):
                refuse("doubled_disclosure", found=key)
            found[key] = self.unfold(below)
        return found

    def _element(self, value: Any) -> list[Any]:  # noqa: ANN401 - JSON can be anything
        if not (isinstance(value, dict) and set(value) == {_ELEMENT}):
            return [self.unfold(value)]
        parts = self._take(value[_ELEMENT])
        return [] if parts is None else [self.unfold(self._of(parts, _OF_LIST)[1])]

    def _take(self, name: str) -> list[Any] | None:
        if name in self.met:
            refuse("doubled_disclosure")
        self.met.add(name)
        parts = self.open.pop(name, None)
        if parts is None:
            self.hidden += 1
        else:
            self.shown += 1
        return parts

    @staticmethod
    def _of(parts: list[Any], length: int) -> list[Any]:
        if len(parts) != length:
            refuse("unknown_disclosure", found=f"{len(parts)} parts")
        return parts


def digest_of(disclosure: str) -> str:
    """The name under which a disclosure stands in what was signed."""
    found = hashlib.sha256(disclosure.encode("ascii")).digest()
    return base64.urlsafe_b64encode(found).rstrip(b"=").decode()


def _read(text: str) -> list[Any]:
    parts = json.loads(segment(text))
    if not isinstance(parts, list):
        message = "a disclosure is no list"
        raise TypeError(message)
    return parts
