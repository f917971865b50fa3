"""Mails as files, for an installation that has named no mail server: none is lost, each can be opened."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

from totalis.webbase import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage

PRIVATE = 0o700


class FolderBackend(BaseEmailBackend):
    """Writes each mail as an .eml file into the folder of the settings; the names sort by time."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails; answers how many."""
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{clock.now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}.eml"
            draft = folder / f".{name}"
            draft.write_bytes(message.message().as_bytes())
            os.replace(draft, folder / name)  # noqa: PTH105 - whole or not at all
        return len(email_messages)
