"""The lawbook as a whole: every agreement, the register, and the digest of what was known.

Files are parsed once and kept as MessagePack in the user's cache directory under their digest, so a
second start reads no YAML. The cache holds data only and is rebuilt whenever a byte of the law changes.
"""

from __future__ import annotations

import hashlib
import os
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import msgspec

from totalis.kernel.digest import digest, digest_files
from totalis.kernel.errors import NotFoundError, Problem
from totalis.lawbook.model import Agreement, Register

if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGED = os.path.dirname(os.path.abspath(__file__))
Kept = TypeVar("Kept")


_READER_VERSION = digest_files(
    *(
        os.path.join(PACKAGED, name)
        for name in ("model.py", "reader.py", "checks.py", "terms.py", "structure.py")
    )
)


class Lawbook:
    """Agreements by country code, read when first asked for.

    `folder` holds `register.yaml` and `agreements/xx.yaml`; the packaged law by default.
    """

    def __init__(
        self, folder: str | os.PathLike[str] = PACKAGED, *, cache: str | None = None
    ) -> None:
        self.folder = os.fspath(folder)
        self.cache = cache if cache is not None else cache_folder()
        self._read: dict[str, Agreement] = {}
        agreements = os.path.join(self.folder, "agreements")
        self.files: dict[str, bytes] = {
            name.removesuffix(".yaml"): _bytes_of(os.path.join(agreements, name))
            for name in sorted(os.listdir(agreements))
            if name.endswith(".yaml")
        }
        self.register_bytes = _bytes_of(os.path.join(self.folder, "register.yaml"))

    @cached_property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of every file of the law."""
        names = {"register": self.register_bytes, **self.files}
        return {name: hashlib.sha256(data).hexdigest() for name, data in names.items()}

    @cached_property
    def digest(self) -> str:
        """The digest of the lawbook: one name for everything that was known."""
        return digest(self.digests)

    @property
    def countries(self) -> tuple[str, ...]:
        """The codes of the countries with an agreement file."""
        return tuple(sorted(key.upper() for key in self.files))

    @cached_property
    def register(self) -> Register:
        """Shared sources, common rules, agreements that are only signed."""
        from totalis.lawbook.reader import read_register  # noqa: PLC0415  (YAML only when not kept)

        return self._cached(
            "register",
            Register,
            lambda: read_register(self.register_bytes, "register.yaml"),
            self.digests["register"],
        )

    def has(self, country: str) -> bool:
        """Whether there is an agreement file for a country."""
        return country.lower() in self.files

    def agreement(self, country: str) -> Agreement:
        """The agreement with a country.

        Raises:
            NotFoundError: there is no such file.
            LawError: the file does not read.
        """
        key = country.lower()
        known = self._read.get(key)
        if known is not None:
            return known
        if key not in self.files:
            raise NotFoundError(
                [
                    Problem(
                        path="country",
                        found=country,
                        expected=f"one of {', '.join(self.countries)}",
                        remedy="Name a country with an agreement; `totalis law list` shows them.",
                    )
                ]
            )

        def read() -> Agreement:
            from totalis.lawbook.reader import read_agreement  # noqa: PLC0415

            return read_agreement(self.files[key], f"{key}.yaml", self.register)

        agreement = self._cached(key, Agreement, read, self.key_of(country))
        self._read[key] = agreement
        return agreement

    def agreements(self) -> list[Agreement]:
        """Every agreement, by country code."""
        return [self.agreement(country) for country in self.countries]

    def key_of(self, country: str) -> str:
        """A name for an agreement as it stands in this lawbook, register included."""
        return "-".join(
            (self.digests[country.lower()][:16], self.digests["register"][:16], _READER_VERSION)
        )

    def _cached(self, key: str, model: type[Kept], read: Callable[[], Kept], name: str) -> Kept:
        return self.keep(f"{key}-{name[:40]}-{_READER_VERSION}", model, read)

    def keep(self, name: str, model: type[Kept], make: Callable[[], Kept]) -> Kept:
        """What was made before under this name, else made now and kept.

        The name must hold the digests of everything that the value depends on.
        """
        path = os.path.join(self.cache, f"{name}.msgpack")
        try:
            return msgspec.msgpack.decode(_bytes_of(path), type=model)
        except (OSError, msgspec.MsgspecError):
            value = make()
        _write_whole(path, msgspec.msgpack.encode(value))
        return value


def cache_folder() -> str:
    """Where parsed law is kept: `$XDG_CACHE_HOME/totalis` or `~/.cache/totalis`."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "totalis")


def _bytes_of(path: str) -> bytes:
    with open(path, "rb") as handle:
        return handle.read()


def _write_whole(path: str, data: bytes) -> None:
    """Write a file whole or not at all; a cache that cannot be written is no error."""
    import tempfile  # noqa: PLC0415  (only a cache that is being filled needs it)

    try:
        os.makedirs(os.path.dirname(path), exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=os.path.dirname(path), delete=False) as handle:
            handle.write(data)
        os.replace(handle.name, path)
    except OSError:
        return
