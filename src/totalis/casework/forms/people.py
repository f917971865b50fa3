"""Workers and employers as people type them. Numbers that are on file are never drawn into a page in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from totalis.casework.forms.fields import CountryField, GroupedForm, Groups, country_choices
from totalis.facts.countries import name_of
from totalis.procedure.casefile import Address, EmployerRecord, WorkerRecord
from totalis.webbase.forms import DayField
from totalis.webbase.secrets.masking import masked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.casework.models import Employer, Worker

FORGET = "-"
"""What a person types to take a number away."""
STATELESS = "none"
CITIZENSHIPS = ("citizenship", "citizenship_2", "citizenship_3")
KEEP = "On file: {number}. Leave this empty to keep it, write - to remove it."


def _text(label: str, most: int, *, needed: bool = False, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=needed, help_text=hint)


def _country(label: str, hint: str) -> CountryField:
    return CountryField(label=label, required=False, help_text=hint)


def _citizenship(label: str, hint: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, help_text=hint)


class AddressForm(GroupedForm):
    """The lines of an address that worker and employer share."""

    lines = forms.CharField(
        label="Street",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Street and number, one line or two.",
    )
    city = _text("City", 80, hint="As letters are addressed.")
    region = _text("State or region", 80, hint="Where addresses there have one.")
    postal_code = _text("Postal code", 20, hint="ZIP code in the United States.")

    def address(self, country: str) -> Address:
        """The address as a value."""
        given = self.cleaned_data
        return Address(
            lines=tuple(line.strip() for line in given["lines"].splitlines() if line.strip()),
            city=given["city"],
            region=given["region"],
            postal_code=given["postal_code"],
            country=country,
        )


class WorkerForm(AddressForm):
    """A worker: name, birth, numbers, citizenships, address."""

    groups: ClassVar[Groups] = (
        ("Name", ("given_names", "family_names", "name_at_birth", "staff_number")),
        ("Birth", ("birth_date", "birth_place", "birth_country")),
        ("Citizenship", CITIZENSHIPS),
        ("Numbers", ("ssn", "abroad_*", "number_country", "number")),
        ("Address", ("lines", "city", "region", "postal_code", "country", "email", "phone")),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    given_names = _text("Given names", 120, hint="As in the passport.")
    family_names = _text("Family names", 120, needed=True, hint="As in the passport.")
    name_at_birth = _text("Family name at birth", 120, hint="Where it was another one.")
    staff_number = _text("Staff number", 40, hint="Your own number for this person.")
    birth_date = DayField(label="Date of birth", required=False, help_text="As in the passport.")
    birth_place = _text("Place of birth", 120, hint="Town, as in the passport.")
    birth_country = _country("Country of birth", "By the name it has today.")
    citizenship = _citizenship("Citizenship", "Some agreements ask for it.")
    citizenship_2 = _citizenship("Second citizenship", "Where there is one.")
    citizenship_3 = _citizenship("Third citizenship", "Where there is one.")
    ssn = _text("US Social Security number", 20, hint="Nine digits, as on the card.")
    number_country = _country("Country of another number", "Which country gave it.")
    number = _text("Social insurance number there", 40, hint="Kept encrypted, shown masked.")
    country = _country("Country of residence", "Where the person lives.")
    email = _text("E-mail", 200, hint="For questions about the case.")
    phone = _text("Telephone", 40, hint="With its country code, for example +1 410 965 7306.")

    def __init__(self, *args: Any, worker: Worker | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - the signature is Django's
        self.worker = worker
        super().__init__(*args, initial=worker_initial(worker), **kwargs)
        none = (STATELESS, "No citizenship (stateless)")
        for name in CITIZENSHIPS:
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            countries = country_choices("Not known" if name == "citizenship" else "None")
            field.choices = [
                *countries[:1],
                *([none] if name == "citizenship" else []),
                *countries[1:],
            ]
        for country, number in (worker.foreign_numbers if worker else {}).items():
            self.fields[f"abroad_{country}"] = _text(
                f"Social insurance number in {name_of(country)}",
                40,
                hint=KEEP.format(number=masked(number)),
            )
            self.fields[f"abroad_{country}"].widget.attrs["class"] = "usa-input"
        for name in (
            "ssn",
            "number",
            *(item for item in self.fields if item.startswith("abroad_")),
        ):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if worker is not None and worker.ssn:
            self.fields["ssn"].help_text = KEEP.format(number=masked(worker.ssn))

    def record(self) -> WorkerRecord:
        """What was typed, with the numbers that were left as they are."""
        given = self.cleaned_data
        return WorkerRecord(
            id="",
            given_names=given["given_names"],
            family_names=given["family_names"],
            name_at_birth=given["name_at_birth"],
            birth_date=given["birth_date"],
            birth_place=given["birth_place"],
            birth_country=given["birth_country"],
            ssn=_kept(given["ssn"], self.worker.ssn if self.worker else ""),
            foreign_numbers=self._numbers(),
            citizenships=_citizenships([given[name] for name in CITIZENSHIPS]),
            address=self.address(given["country"]),
            email=given["email"],
            phone=given["phone"],
        )

    def _numbers(self) -> dict[str, str]:
        given = self.cleaned_data
        known = dict(self.worker.foreign_numbers) if self.worker else {}
        numbers = {
            country: _kept(given.get(f"abroad_{country}", ""), number)
            for country, number in known.items()
        }
        if given["number_country"] and given["number"]:
            numbers[given["number_country"]] = given["number"]
        return numbers

    def clean(self) -> dict[str, Any]:
        """A number abroad needs its country, and the other way round."""
        given = super().clean() or self.cleaned_data
        if bool(given.get("number")) != bool(given.get("number_country")):
            missing = "number" if given.get("number_country") else "number_country"
            self.add_error(missing, "Give the number and its country, or neither.")
        return given


class EmployerForm(AddressForm):
    """An employer or business: name, country, registrations, contact."""

    groups: ClassVar[Groups] = (
        ("Employer or business", ("name", "country", "activity")),
        ("Registrations", ("ein", "registration", "registration_number")),
        ("Address", ("lines", "city", "region", "postal_code")),
        ("Contact", ("contact_name", "contact_email", "contact_phone")),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    name = _text(
        "Registered name", 200, needed=True, hint="As in the register, with its legal form."
    )
    country = CountryField(
        label="Country", help_text="The country under whose law it is registered."
    )
    ein = _text("EIN", 20, hint="US employers: nine digits, for example 04-2103594.")
    registration = _text("Another register", 40, hint="Its name: SIRET, NIP, Companies House …")
    registration_number = _text("Number there", 60, hint="As that register writes it.")
    activity = _text("What it does", 200, hint="In a few words.")
    contact_name = _text("Contact person", 120, hint="Who answers questions there.")
    contact_email = _text("Contact's e-mail", 200, hint="Where questions reach that person.")
    contact_phone = _text("Contact's telephone", 40, hint="With its country code.")

    def __init__(self, *args: Any, employer: Employer | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - the signature is Django's
        self.employer = employer
        super().__init__(*args, initial=employer_initial(employer), **kwargs)

    def record(self) -> EmployerRecord:
        """What was typed; registers that the form does not show stay."""
        given = self.cleaned_data
        initial = self.initial
        numbers = dict(self.employer.registrations) if self.employer else {}
        numbers.pop("EIN", None)
        numbers.pop(initial.get("registration", ""), None)
        if given["ein"]:
            numbers["EIN"] = given["ein"]
        if given["registration"] and given["registration_number"]:
            numbers[given["registration"]] = given["registration_number"]
        return EmployerRecord(
            id="",
            name=given["name"],
            country=given["country"],
            address=self.address(given["country"]),
            registrations=numbers,
            contact_name=given["contact_name"],
            contact_email=given["contact_email"],
            contact_phone=given["contact_phone"],
            activity=given["activity"],
        )

    def clean(self) -> dict[str, Any]:
        """A number needs the name of its register, and the other way round."""
        given = super().clean() or self.cleaned_data
        if bool(given.get("registration")) != bool(given.get("registration_number")):
            missing = "registration_number" if given.get("registration") else "registration"
            self.add_error(missing, "Give the register and the number there, or neither.")
        return given


def worker_initial(worker: Worker | None) -> dict[str, Any]:
    """What the form of a worker begins with; her numbers are not in it."""
    if worker is None:
        return {}
    plain = (
        "revision given_names family_names name_at_birth staff_number birth_date birth_place"
        " birth_country email phone"
    )
    citizenships = [STATELESS] if worker.citizenships == [] else worker.citizenships or []
    return {
        **{name: getattr(worker, name) for name in plain.split()},
        **dict(zip(CITIZENSHIPS, citizenships, strict=False)),
        **_address_initial(worker.address),
        "country": worker.address.get("country", ""),
    }


def employer_initial(employer: Employer | None) -> dict[str, Any]:
    """What the form of an employer begins with."""
    if employer is None:
        return {}
    plain = "revision name country activity contact_name contact_email contact_phone"
    other = next((item for item in employer.registrations.items() if item[0] != "EIN"), ("", ""))
    return {
        **{name: getattr(employer, name) for name in plain.split()},
        **_address_initial(employer.address),
        "ein": employer.registrations.get("EIN", ""),
        "registration": other[0],
        "registration_number": other[1],
    }


def _address_initial(address: Mapping[str, Any]) -> dict[str, str]:
    return {
        "lines": "\n".join(address.get("lines", ())),
        "city": address.get("city", ""),
        "region": address.get("region", ""),
        "postal_code": address.get("postal_code", ""),
    }


def _kept(typed: str, known: str) -> str:
    if not typed:
        return known
    return "" if typed == FORGET else typed


def _citizenships(given: list[str]) -> tuple[str, ...] | None:
    if given[0] == STATELESS:
        return ()
    named = tuple(dict.fromkeys(code for code in given if code))
    return named or None
