"""What a list of cases is narrowed and sorted by. Names never stand in an address: a search is kept in the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from totalis.casework.selectors.frames import PAYROLL, STAGES
from totalis.casework.selectors.lists import SORTS, WITH, Shown
from totalis.facts.countries import COUNTRIES, name_of
from totalis.webbase.forms import DeskForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.webbase.accounts.models import User

SEARCHES = "desk-searches"
KEPT_SEARCHES = 20
LONGEST_SEARCH = 80


class FilterForm(DeskForm):
    """The filters above a list of cases; whatever does not read is left aside."""

    stage = forms.ChoiceField(required=False, label="Stage")
    payroll = forms.ChoiceField(required=False, label="Payroll")
    country = forms.ChoiceField(required=False, label="Country")
    owner = forms.ChoiceField(required=False, label="Owner")
    only = forms.ChoiceField(required=False, label="Only cases")
    sort = forms.ChoiceField(required=False, label="Sort by")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - the signature is Django's
        owners: Iterable[User],
        countries: Iterable[str],
        **kwargs: Any,  # noqa: ANN401 - the signature is Django's
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choose("stage", "Every stage", list(STAGES.items()))
        self._choose("payroll", "Every state", [(word, word) for word in PAYROLL])
        known = sorted((name_of(code), code) for code in countries if code in COUNTRIES)
        self._choose("country", "Every country", [(code, name) for name, code in known])
        self._choose("owner", "Every owner", [(str(user.pk), user.name) for user in owners])
        self._choose("only", "All", list(WITH.items()))
        sorts = [(key, sort.label) for key, sort in SORTS.items()]
        field = self.fields["sort"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = sorts

    def _choose(self, name: str, empty: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", empty), *choices]

    def shown(self, search: str) -> Shown:
        """What is asked for."""
        self.is_valid()
        given = self.cleaned_data
        return Shown(
            stage=given.get("stage", ""),
            payroll=given.get("payroll", ""),
            country=given.get("country", ""),
            owner=given.get("owner", ""),
            only=given.get("only", ""),
            sort=given.get("sort") or next(iter(SORTS)),
            search=search,
        )


def keep_search(session: Any, text: str) -> str:  # noqa: ANN401 - a session of any engine
    """Keep a search in the session; the key under which an address names it, empty for no search."""
    text = text.strip()[:LONGEST_SEARCH]
    if not text:
        return ""
    kept: dict[str, str] = session.get(SEARCHES, {})
    for key, known in kept.items():
        if known == text:
            return key
    key = str(max((int(item) for item in kept), default=0) + 1)
    session[SEARCHES] = dict([*kept.items(), (key, text)][-KEPT_SEARCHES:])
    return key


def kept_search(session: Any, key: str) -> str:  # noqa: ANN401 - a session of any engine
    """The search that an address names; nothing where this session knows none."""
    return str(session.get(SEARCHES, {}).get(key, ""))
