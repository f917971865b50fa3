"""Archives whose bytes follow from their files, and the careful reading of archives from anywhere.

Everything is stored and nothing is compressed: what a compressor writes depends on its version, and an archive that
must be the same bytes on every machine cannot. So the place of any byte names the file that it belongs to.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 600_000_000
"""What a whole archive may hold when unpacked."""
MAX_FILES = 10_000
MAX_PATH = 240
MAX_RATIO = 50
"""An archive that unpacks to more than this many times its own size is a bomb."""
_WRITTEN = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16
_LOCAL = struct.Struct("<4s5H3L2H")


class Archive(msgspec.Struct, frozen=True, kw_only=True):
    """What could be read: the files, and what is wrong with what holds them (file, what)."""

    files: dict[str, bytes]
    problems: tuple[tuple[str, str], ...] = ()


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of the files in the order of their names; the same files give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _WRITTEN)
            entry.create_system = _UNIX
            entry.external_attr = _PLAIN_FILE
            archive.writestr(entry, files[name])
    return target.getvalue()


def read_zip(data: bytes, name: str) -> Archive:
    """Read a ZIP without trusting it: bounded, no path out of it, nothing but plain files.

    Bytes that are not as `write_zip` writes them are a problem, each with the file that it lies in.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            unsafe = _unsafe(entries, len(data))
            if unsafe:
                return Archive(files={}, problems=tuple(unsafe))
            files, problems = _contents(archive, entries, data)
    except (
        zipfile.BadZipFile,
        ValueError,
        OverflowError,
        NotImplementedError,
        struct.error,
    ) as bad:
        says = f"the archive cannot be opened: {str(bad) or 'its list of files is damaged'}"
        return Archive(files={}, problems=((name, says),))
    return Archive(files=files, problems=(*problems, *_not_as_written(data, files, entries, name)))


def unsafe_path(path: str) -> str | None:
    """Why a path may not stand in an archive; None where it may."""
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or ":" in parts[0] or ".." in parts:
        return "the path leads out of the archive"
    if any(ord(letter) < ord(" ") or letter == "\x7f" for letter in path):
        return "the path holds control characters"
    if "" in parts or "." in parts or len(path) > MAX_PATH:
        return "the path is empty in a part, or too long"
    return None


def _unsafe(entries: list[zipfile.ZipInfo], size: int) -> list[tuple[str, str]]:
    found = []
    if len(entries) > MAX_FILES:
        found.append(("", f"{len(entries)} files, {MAX_FILES} at most are opened"))
    whole = sum(entry.file_size for entry in entries)
    if whole > MAX_BYTES or whole > max(size, 1) * MAX_RATIO:
        found.append(("", f"it would unpack to {whole} bytes out of {size}: not opened"))
    seen: set[str] = set()
    for entry in entries:
        shown = entry.filename[:MAX_PATH]
        why = unsafe_path(entry.filename.removesuffix("/"))
        if why is None and stat.S_ISLNK(entry.external_attr >> 16):
            why = "a link, not a file"
        if why is None and entry.flag_bits & 1:
            why = "encrypted"
        if why is None and entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            why = "packed in a way that is not opened"
        if why is None and entry.filename in seen:
            why = "stands twice in the archive"
        if why is not None:
            found.append((shown, why))
        seen.add(entry.filename)
    return found


def _contents(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], data: bytes
) -> tuple[dict[str, bytes], list[tuple[str, str]]]:
    files: dict[str, bytes] = {}
    problems = []
    for entry in entries:
        if entry.is_dir():
            continue
        try:
            files[entry.filename] = _content(archive, entry, data)
        except (zipfile.BadZipFile, NotImplementedError, zlib.error, struct.error, EOFError) as bad:
            problems.append((entry.filename, f"cannot be unpacked: {bad}"))
    return files, problems


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, data: bytes) -> bytes:
    """The bytes of one file; what is stored is read as it lies there, so that a changed byte is seen as one."""
    if entry.compress_type != zipfile.ZIP_STORED:
        with archive.open(entry) as handle:
            return handle.read(entry.file_size + 1)[: entry.file_size]
    head = _LOCAL.unpack_from(data, entry.header_offset)
    start = entry.header_offset + _LOCAL.size + head[-2] + head[-1]
    return data[start : start + entry.file_size]


def _not_as_written(
    data: bytes, files: dict[str, bytes], entries: list[zipfile.ZipInfo], name: str
) -> list[tuple[str, str]]:
    """Where the bytes that hold the files differ from those that Totalis writes around the same files."""
    if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
        says = (
            "packed by another program than Totalis. Unpack it and check the folder: "
            "the files may be whole"
        )
        return [(name, says)]
    changed = [
        (entry.filename, "its content is not what was packed (CRC-32)")
        for entry in entries
        if entry.filename in files and zlib.crc32(files[entry.filename]) != entry.CRC
    ]
    expected = write_zip(files)
    if changed or expected == data:
        return changed
    pairs = zip(data, expected, strict=False)
    place = next((at for at, (found, right) in enumerate(pairs) if found != right), None)
    if place is None:
        return [(name, f"{len(data)} bytes where {len(expected)} are right")]
    return [(_file_at(place, files) or name, f"byte {place} of the archive is not as written")]


def _file_at(place: int, files: dict[str, bytes]) -> str | None:
    """The file in whose header or content a byte of a written archive lies."""
    at = 0
    for path in sorted(files):
        at += _LOCAL.size + len(path.encode()) + len(files[path])
        if place < at:
            return path
    return None
