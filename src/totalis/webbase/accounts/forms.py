"""Allauth's forms in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import AddEmailForm, LoginForm, ResetPasswordForm
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):  # type: ignore[misc] # allauth has no types
    """Sign-in; the page itself leads to a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].help_text = _("The one with which the account was opened.")
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Stay signed in for two weeks")
        self.fields["remember"].help_text = _("Not on a computer that others use.")


class NewAddressForm(AddEmailForm):  # type: ignore[misc] # allauth has no types
    """Another e-mail address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")
        self.fields["email"].help_text = _(
            "A link goes there; until you follow it, the old one stays."
        )


class NewPasswordForm(ResetPasswordForm):  # type: ignore[misc] # allauth has no types
    """Where the link for a new password goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].help_text = _("The one with which you sign in.")
