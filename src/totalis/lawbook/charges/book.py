"""The charge catalogues of a lawbook folder, read when first asked for."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from totalis.kernel.digest import digest
from totalis.kernel.errors import NotFoundError, Problem
from totalis.lawbook.charges.reader import read_catalogue

if TYPE_CHECKING:
    import os

    from totalis.lawbook.charges.model import Catalogue

PACKAGED = Path(__file__).parent


class Charges:
    """Catalogues by country code: `charges/xx.yaml`; `ca_qc.yaml` is CA-QC.

    `folder` is a lawbook folder; the packaged law by default.
    """

    def __init__(self, folder: str | os.PathLike[str] | None = None) -> None:
        place = PACKAGED if folder is None else Path(folder) / "charges"
        self.files = {
            path.stem.upper().replace("_", "-"): path.read_bytes()
            for path in sorted(place.glob("*.yaml"))
        }
        self._read: dict[str, Catalogue] = {}

    @property
    def countries(self) -> tuple[str, ...]:
        """The codes that have a catalogue."""
        return tuple(self.files)

    @property
    def digest(self) -> str:
        """One name for every catalogue together."""
        return digest({name: hashlib.sha256(data).hexdigest() for name, data in self.files.items()})

    def catalogue(self, country: str) -> Catalogue:
        """The catalogue of a country.

        Raises:
            NotFoundError: there is none.
            LawError: the file does not read.
        """
        code = country.strip().upper()
        if code not in self._read:
            if code not in self.files:
                raise NotFoundError(
                    [
                        Problem(
                            path="agreement",
                            found=country or "nothing",
                            expected=f"one of {', '.join(self.countries)}",
                            remedy="Name a country with a catalogue of charges.",
                        )
                    ]
                )
            name = f"charges/{code.lower().replace('-', '_')}.yaml"
            self._read[code] = read_catalogue(self.files[code], name)
        return self._read[code]

    def catalogues(self) -> list[Catalogue]:
        """Every catalogue, by country code."""
        return [self.catalogue(country) for country in self.countries]
