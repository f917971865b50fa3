"""Where allauth asks us: who may sign up, how a secret of the second factor is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from totalis.webbase.secrets.keys import decrypted, encrypted

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Sign-in and sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the signature is allauth's
        """Whether anybody may open an account, or only who is invited."""
        return bool(settings.OPEN_SIGN_UP)


class TwoFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """The second factor: its secrets are encrypted at rest by the keys of the installation."""

    def encrypt(self, text: str) -> str:
        """Ciphertext for the database."""
        return encrypted(text.encode())

    def decrypt(self, encrypted_text: str) -> str:
        """The secret."""
        return decrypted(encrypted_text).decode()
