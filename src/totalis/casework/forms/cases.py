"""A case as people open and change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from totalis.casework.forms.fields import GroupedForm, Groups
from totalis.procedure.casefile import PartyRole
from totalis.webbase.forms import DeskForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.casework.models import Case, Employer, Worker
    from totalis.webbase.accounts.models import User

ROLES = {
    PartyRole.US_EMPLOYER: "Employer in the United States",
    PartyRole.FOREIGN_EMPLOYER: "Employer or host abroad",
    PartyRole.OWN_BUSINESS_US: "Worker's own business in the United States",
    PartyRole.OWN_BUSINESS_FOREIGN: "Worker's own business abroad",
    PartyRole.CLIENT: "Client (never decides coverage)",
}
NEW = "new"
FROM_INTERVIEW = "Answered in the interview"
BASES = (
    FROM_INTERVIEW,
    "Told by the worker",
    "Told by the employer",
    "Own knowledge",
    "Read in a document",
)


class NewCaseForm(GroupedForm):
    """The first lines of a case: whose work, what to call it, which facts to begin with."""

    groups: ClassVar[Groups] = (
        ("Whose work", ("worker", "given_names", "family_names")),
        ("The case", ("title", "owner", "about")),
        ("Facts to begin with", ("file", "basis")),
    )
    worker = forms.ChoiceField(
        label="Worker", help_text="Somebody you have registered, or a new person."
    )
    given_names = forms.CharField(
        label="Given names of a new worker",
        max_length=120,
        required=False,
        help_text="As in the passport.",
    )
    family_names = forms.CharField(
        label="Family names of a new worker",
        max_length=120,
        required=False,
        help_text="As in the passport. The rest can follow later.",
    )
    title = forms.CharField(
        label="Title",
        max_length=200,
        required=False,
        help_text="What lists call the case. Without one it is the worker's name and the country.",
    )
    about = forms.CharField(
        label="Why the case exists",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What is planned, in your own words. No personal numbers.",
    )
    owner = forms.ChoiceField(
        label="Owner",
        help_text="The one person who answers for the case. She must be able to prepare.",
    )
    file = forms.FileField(
        label="Fact sheet",
        required=False,
        help_text="A YAML or JSON file that was saved from the interview.",
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.json"}),
    )
    basis = forms.ChoiceField(
        label="How you know these facts",
        choices=[(text, text) for text in BASES],
        help_text="Kept with each fact of the sheet. You can name the document later.",
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - the signature is Django's
        workers: Iterable[Worker],
        owners: Iterable[User],
        has_facts: bool,
        **kwargs: Any,  # noqa: ANN401 - the signature is Django's
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), _called(one)) for one in workers]
        _choices(self, "worker", [(NEW, "A new worker"), *named])
        _choices(self, "owner", [(str(one.pk), one.name) for one in owners])
        if has_facts:
            del self.fields["file"]

    def clean(self) -> dict[str, Any]:
        """A new worker needs a name."""
        given = super().clean() or self.cleaned_data
        if given.get("worker") == NEW and not given.get("family_names"):
            self.add_error("family_names", "Write the family name, or choose a known worker.")
        return given


class AboutForm(DeskForm):
    """Title and purpose of a case."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label="Title", max_length=200, help_text="What lists call the case.")
    about = forms.CharField(
        label="Why the case exists",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What is planned, in your own words. No personal numbers.",
    )


class OwnerForm(DeskForm):
    """The one named owner."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    owner = forms.ChoiceField(
        label="Owner",
        help_text="One named person answers for the case; everybody who may prepare can be chosen.",
    )

    def __init__(self, *args: Any, owners: Iterable[User], **kwargs: Any) -> None:  # noqa: ANN401 - the signature is Django's
        super().__init__(*args, **kwargs)
        _choices(self, "owner", [(str(one.pk), one.name) for one in owners])


class PartyForm(DeskForm):
    """An employer or business in its role."""

    role = forms.ChoiceField(
        label="Role",
        choices=[(role.value, says) for role, says in ROLES.items()],
        help_text="What the firm is to this worker.",
    )
    employer = forms.ChoiceField(
        label="Employer or business", help_text="One that you have registered."
    )

    def __init__(self, *args: Any, employers: Iterable[Employer], **kwargs: Any) -> None:  # noqa: ANN401 - the signature is Django's
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), f"{one.name} ({one.country})") for one in employers]
        _choices(self, "employer", [("", "Choose"), *named])


def about_initial(case: Case) -> dict[str, Any]:
    """What the form of title and purpose begins with."""
    return {"revision": case.revision, "title": case.title, "about": case.about}


def owner_initial(case: Case) -> dict[str, Any]:
    """What the form of the owner begins with."""
    return {"revision": case.revision, "owner": str(case.owner_id)}


def _called(worker: Worker) -> str:
    number = f" ({worker.staff_number})" if worker.staff_number else ""
    return f"{worker.family_names}, {worker.given_names}{number}".strip(", ")


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - every caller declares it so
    field.choices = choices
