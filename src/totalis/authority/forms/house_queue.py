"""What the queue is narrowed and sorted by; a control number is no name, so it may stand in an address."""

from __future__ import annotations

from typing import Any

from django import forms

from totalis.authority.numbers import check_control_number
from totalis.authority.selectors.assessment_words import PROPOSAL_WORDS
from totalis.authority.selectors.queue import CLEAR, SORTS, STATES, WITH, Shown
from totalis.authority.services.policy import LANES
from totalis.facts.countries import name_of
from totalis.frontdoor.selectors.law import lawbook
from totalis.webbase.forms import DeskForm

EVERY = "all"
"""Every state, completed ones too: an empty value would be the usual."""


class QueueForm(DeskForm):
    """The filters above the queue; whatever does not read is left aside."""

    number = forms.CharField(required=False, label="Control number", max_length=24)
    state = forms.ChoiceField(required=False, label="State")
    agreement = forms.ChoiceField(required=False, label="Agreement")
    lane = forms.ChoiceField(required=False, label="Form")
    proposal = forms.ChoiceField(required=False, label="Proposed")
    clear = forms.ChoiceField(required=False, label="Clear or open")
    only = forms.ChoiceField(required=False, label="Only requests")
    sort = forms.ChoiceField(required=False, label="Sort by")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the signature is Django's
        super().__init__(*args, **kwargs)
        known = sorted((name_of(key.upper()), key.upper()) for key in lawbook().files)
        self._choose("state", [*STATES.items(), (EVERY, "Every state")])
        self._choose(
            "agreement", [("", "Every agreement"), *((code, name) for name, code in known)]
        )
        lanes = [(key, key.replace("_", "-").capitalize()) for key in LANES]
        self._choose("lane", [("", "Every form"), *lanes])
        self._choose("proposal", [("", "Anything"), *PROPOSAL_WORDS.items()])
        self._choose("clear", [("", "Both"), *CLEAR.items()])
        self._choose("only", [("", "All"), *WITH.items()])
        self._choose("sort", [(key, sort.label) for key, sort in SORTS.items()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices

    def shown(self) -> Shown:
        """What is asked for; without a state, what is open."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        state = given.pop("state", "open")
        typed = given.pop("number", "").strip()
        number = check_control_number(typed) or typed
        return Shown(**given, number=number, state="" if state == EVERY else state)
