"""Sign-up: a person and her organisation in one form; e-mail address and password are allauth's part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.forms import SignupForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from totalis.webbase import clock
from totalis.webbase.accounts.models import OrganisationKind
from totalis.webbase.members.forms import OpenForm
from totalis.webbase.members.services.opening import open_organisation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from totalis.webbase.accounts.models import User


class OpeningForm(OpenForm, SignupForm):  # type: ignore[misc] # allauth has no types
    """What we ask beside e-mail address and password: her name, and the organisation she opens."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As colleagues and the history of a case show it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order: Iterable[str] | None = ("name", "email", "password1", "kind", "organisation")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")

    def custom_signup(self, _request: HttpRequest, user: User) -> None:
        """Give the new user her name and open her organisation; allauth calls it once, for a new address only."""
        at = clock.now()
        user.name, user.joined_at = self.cleaned_data["name"].strip(), at
        user.save(update_fields=["name", "joined_at"])
        open_organisation(
            user=user,
            name=self.cleaned_data["organisation"],
            kind=OrganisationKind(self.cleaned_data["kind"]),
            at=at,
        )

    def save(self, request: HttpRequest) -> User:
        """Write user, address and organisation, all or nothing."""
        with transaction.atomic():
            user: User = super().save(request)
        return user

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponseBase | None]:
        """Save, unless the address has an account; that answer takes as long as the other."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        saved: tuple[User | None, HttpResponseBase | None] = super().try_save(request)
        return saved
