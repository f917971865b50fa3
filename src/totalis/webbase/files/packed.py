"""What is packed inside an Office file, bounded: it must not unpack to something that fills the machine."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from totalis.webbase.files.refusal import refuse

MOST_PARTS = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
SMALL = 1024 * 1024
"""Below this, a high ratio is no danger."""
_CHUNK = 1024 * 1024
_ENCRYPTED = 0x1
_ACTIVE = ("vbaproject.bin", ".exe", ".dll", ".js", ".vbs", ".ps1", ".bat")


def packed_parts(data: bytes) -> frozenset[str]:
    """The names of the parts of a ZIP; none where it is no readable ZIP."""
    if not data.startswith(b"PK\x03\x04"):
        return frozenset()
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            return frozenset(packed.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return frozenset()


def refuse_bomb(data: bytes) -> None:
    """Let an Office file pass that unpacks to a bearable size and holds nothing that runs.

    Raises:
        InputError: it holds locked parts, programs, far more than its size, or broken parts.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            _look(packed, len(data))
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ):
        refuse("parts that cannot be unpacked", "a whole file")


def _look(packed: zipfile.ZipFile, size: int) -> None:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS:
        refuse(f"{len(parts)} parts", f"at most {MOST_PARTS}")
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        refuse("parts locked by a password", "a file without a password")
    if any(part.filename.lower().endswith(_ACTIVE) for part in parts):
        refuse("macros or programs inside", "a file without macros")
    unpacked = 0
    for part in parts:
        with packed.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                unpacked += len(chunk)
                if unpacked > MOST_UNPACKED or unpacked > max(SMALL, size * MOST_RATIO):
                    refuse(
                        "far more inside than its size shows",
                        f"at most {MOST_UNPACKED // 1024 // 1024} MB unpacked",
                    )
