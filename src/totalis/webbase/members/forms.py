"""What the pages about people ask."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.utils.translation import gettext_lazy as _

from totalis.kernel.errors import InputError
from totalis.webbase.accounts.models import OrganisationKind, User
from totalis.webbase.accounts.rights import Role
from totalis.webbase.forms import DayField
from totalis.webbase.members.selectors import role_choices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from totalis.webbase.accounts.models import Organisation


class RolesField(forms.MultipleChoiceField):
    """Roles to tick; cleaned to a set of roles."""

    def __init__(self, allowed: frozenset[Role], **options: Any) -> None:  # noqa: ANN401 - the field's own options
        super().__init__(
            choices=role_choices(allowed), widget=forms.CheckboxSelectMultiple, **options
        )

    def clean(self, value: Any) -> frozenset[Role]:  # noqa: ANN401 - whatever was sent
        """The roles."""
        return frozenset(Role(one) for one in super().clean(value))


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(
        label=_("E-mail address at work"),
        help_text=_("The link goes there. It works once, for a week."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, allowed: frozenset[Role], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        self.fields["roles"] = RolesField(
            allowed,
            label=_("Roles"),
            help_text=_("Nobody is the second person of her own work, whatever her roles."),
        )


class RolesForm(forms.Form):
    """What a member is here."""

    def __init__(self, *args: Any, allowed: frozenset[Role], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        self.fields["roles"] = RolesField(allowed, label=_("Roles"))


class TermsForm(forms.Form):
    """Until when a mandate counts, in which roles, and what proves it."""

    field_order: Iterable[str] | None = ("roles", "last_day", "proof")
    last_day = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: until you revoke it.")
    )
    proof = forms.CharField(
        label=_("Proof"),
        max_length=200,
        help_text=_(
            "The document by which the adviser may act, its day, and where it is kept. No personal numbers."
        ),
    )

    def __init__(self, *args: Any, allowed: frozenset[Role], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        self.fields["roles"] = RolesField(
            allowed, label=_("Roles that the adviser's people may have here")
        )
        self.order_fields(self.field_order)

    @property
    def ends(self) -> date | None:
        """The first day that no longer counts."""
        last: date | None = self.cleaned_data["last_day"]
        return last + timedelta(days=1) if last else None


class OfferForm(TermsForm):
    """To whom a mandate is offered, and from when."""

    email = forms.EmailField(
        label=_("E-mail address of an administrator at the adviser"),
        help_text=_("She takes the mandate for her firm, by a link that works once, for a week."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    begins = DayField(label=_("First day"))
    field_order: Iterable[str] | None = ("email", "begins", "last_day", "roles", "proof")


class ClientForm(forms.Form):
    """The client for whom an adviser opens a desk."""

    name = forms.CharField(label=_("Name of the client"), max_length=160)
    kind = forms.ChoiceField(
        label=_("What the client is"),
        choices=[
            (OrganisationKind.EMPLOYER, _("An employer")),
            (OrganisationKind.SELF_EMPLOYED, _("A self-employed person")),
        ],
        widget=forms.RadioSelect,
    )
    begins = DayField(label=_("First day of your mandate"))
    proof = forms.CharField(
        label=_("Proof of your mandate"),
        max_length=200,
        help_text=_(
            "The document by which you may act, its day, and where it is kept. No personal numbers."
        ),
    )


class SendForm(forms.Form):
    """Who of the adviser's people acts for a client, as what."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own arguments
        people: list[User],
        allowed: frozenset[Role],
        **kwargs: Any,  # noqa: ANN401 - Django's own arguments
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.fields["user"] = forms.ChoiceField(
            label=_("Who"), choices=[(key, one.name) for key, one in self.people.items()]
        )
        self.fields["roles"] = RolesField(allowed, label=_("Roles at the client"))

    @property
    def user(self) -> User:
        """The person chosen."""
        return self.people[self.cleaned_data["user"]]


class SettingsForm(forms.Form):
    """Name and retention."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=160)
    retention_years = forms.IntegerField(
        label=_("Years for which a closed case is kept"),
        min_value=1,
        max_value=99,
        help_text=_("Counted from its closing. Nothing is deleted before."),
        widget=forms.NumberInput(attrs={"class": "usa-input--small"}),
    )


class NewPersonForm(forms.Form):
    """Name and password of an invited person who has no account yet."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As colleagues and the history of a case show it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        """The password, if it is good enough."""
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password


class OpenForm(forms.Form):
    """An organisation to open."""

    kind = forms.ChoiceField(
        label=_("Who asks for certificates?"),
        choices=[
            (OrganisationKind.EMPLOYER, _("An employer, for people it sends or receives")),
            (OrganisationKind.ADVISER, _("An adviser, for several clients")),
            (OrganisationKind.SELF_EMPLOYED, _("I myself: I am self-employed")),
        ],
        widget=forms.RadioSelect,
    )
    organisation = forms.CharField(
        label=_("Name of the organisation"),
        max_length=160,
        help_text=_("If you are self-employed: your own name or that of your business."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )


class ConsentForm(forms.Form):
    """Nothing to ask: the button says it."""


class AdviserForm(forms.Form):
    """For which adviser a mandate is taken."""

    def __init__(self, *args: Any, advisers: list[Organisation], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        self.advisers = {str(one.pk): one for one in advisers}
        self.fields["adviser"] = forms.ChoiceField(
            label=_("Take it for"),
            choices=[(key, one.name) for key, one in self.advisers.items()],
            widget=forms.RadioSelect,
        )

    @property
    def adviser(self) -> Organisation:
        """The adviser chosen."""
        return self.advisers[self.cleaned_data["adviser"]]


def carried_out(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do what a valid form asks; what a service finds wrong is shown beside the field that it names."""
    if not form.is_valid():
        return False
    try:
        act()
    except InputError as error:
        show_problems(form, error)
        return False
    return True


def show_problems(form: forms.Form, error: InputError) -> None:
    """Put each problem beside its field, or above the form."""
    for problem in error.problems:
        field = problem.path if problem.path in form.fields else None
        form.add_error(
            field, f"Found: {problem.found}. Expected: {problem.expected}. {problem.remedy}"
        )
