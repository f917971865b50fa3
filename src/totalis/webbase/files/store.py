"""The evidence store on a disk: a file is there whole and for good, or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.storage import FileSystemStorage, storages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.base import File
    from django.core.files.storage import Storage

ALIAS = "evidence"
DRAFTS = ".drafts"
PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def store() -> Storage:
    """Where contents lie: a folder, or a bucket (TOTALIS_EVIDENCE_URL)."""
    return storages[ALIAS]


def new_name() -> str:
    """A name by chance: it tells nothing of the content to somebody who sees the store alone."""
    name = secrets.token_hex(20)
    return f"{name[:2]}/{name}"


class DurableStorage(FileSystemStorage):
    """Files on a disk, written beside, forced to the disk, then moved into place.

    When `save` answers, the content survives a crash of the machine; when it does not, there is at most a draft in
    the folder of drafts, which the nightly sweep removes.
    """

    def _save(self, name: str, content: File[bytes]) -> str:
        target = Path(self.path(name))
        drafts = Path(self.base_location) / DRAFTS
        for folder in (drafts, target.parent):
            folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        draft = drafts / secrets.token_hex(16)
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        for folder in (target.parent, target.parent.parent):
            _force(folder)
        return name


def _force(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def stored_names() -> Iterator[str]:
    """Everything that lies in the store, drafts too."""
    yield from _names_in(store(), "")


def _names_in(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" if folder else name for name in files)
    for name in folders:
        yield from _names_in(storage, f"{folder}/{name}" if folder else name)
