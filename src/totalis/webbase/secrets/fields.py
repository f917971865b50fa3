"""Fields whose column holds ciphertext: the database, its dumps and its logs never see the plain text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models

from totalis.webbase.secrets.keys import decrypted, encrypted

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    Text = models.TextField[str, str]
    Anything = models.TextField[Any, Any]
else:
    Text = Anything = models.TextField


class EncryptedTextField(Text):
    """Text, encrypted by the newest key; cannot be searched, compared or sorted in the database. Empty stays empty."""

    def get_prep_value(self, value: Any) -> Any:  # noqa: ANN401 - the signature is Django's
        """Encrypt on the way in."""
        text = super().get_prep_value(value)
        return text if text in (None, "") else encrypted(str(text).encode())

    def from_db_value(
        self,
        value: str | None,
        _expression: object,
        _connection: BaseDatabaseWrapper,
    ) -> str | None:
        """Decrypt on the way out."""
        return value if value in (None, "") else decrypted(value).decode()


class EncryptedJSONField(Anything):
    """JSON, encrypted by the newest key; cannot be searched in the database."""

    def get_prep_value(self, value: Any) -> Any:  # noqa: ANN401 - the signature is Django's
        """Encrypt on the way in."""
        return None if value is None else encrypted(json.dumps(value, ensure_ascii=False).encode())

    def from_db_value(
        self,
        value: str | None,
        _expression: object,
        _connection: BaseDatabaseWrapper,
    ) -> Any:  # noqa: ANN401 - JSON can be anything
        """Decrypt on the way out."""
        return None if value is None else json.loads(decrypted(value))
