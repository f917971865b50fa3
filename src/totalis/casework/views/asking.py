"""Asking facts on the desk: the interview's own questions, and beside them how the person knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from totalis.casework.forms.facts import BasisForm
from totalis.casework.selectors.facts import in_words, interview_of
from totalis.casework.services.editing import ChangedMeanwhileError
from totalis.casework.services.facts import state_facts
from totalis.documents.words import label_of
from totalis.facts.vocabulary import by_path
from totalis.frontdoor.forms.questions import draw_page, placed, read_page
from totalis.frontdoor.selectors.pages import Standing, standing_of
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from totalis.casework.models import Case, FactVersion
    from totalis.frontdoor.forms.answers import Typed
    from totalis.frontdoor.forms.fields import Field
    from totalis.frontdoor.selectors.interview import Interview
    from totalis.procedure.casefile import CaseFile
    from totalis.webbase.accounts.actor import Actor

BASIS_FIELDS = frozenset(BasisForm.base_fields)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands on file beside what a person typed, after somebody else was quicker."""

    label: str
    on_file: str
    typed: str


@dataclass(frozen=True, slots=True)
class Asking:
    """Questions about the newest facts of a case."""

    case: Case
    file: CaseFile
    standing: Standing
    paths: tuple[str, ...]

    @property
    def interview(self) -> Interview:
        """The facts that are asked about."""
        return self.standing.interview

    @property
    def seen(self) -> int:
        """The version that the form is drawn from; 0 where there is none."""
        version = self.file.current_facts
        return version.number if version is not None else 0

    def fields(
        self,
        *,
        typed: Typed | None = None,
        errors: dict[str, str] | None = None,
        spare_rows: int = 0,
    ) -> list[Field]:
        """The questions, drawn as in the interview."""
        return draw_page(
            self.paths,
            self.interview,
            self.standing.missing,
            self.standing.answer.agreement,
            typed=typed,
            errors=errors,
            spare_rows=spare_rows,
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a sent form: a version, or what is wrong."""

    version: FactVersion | None = None
    errors: dict[str, str] = field(default_factory=dict)
    beside: tuple[Beside, ...] = ()
    stale: bool = False


def standing_on(file: CaseFile, engagement: str, today: date) -> Standing:
    """The newest facts, decided as the case's newest determination was: by the law of the same day."""
    as_of = file.determinations[-1].as_of if file.determinations else today
    return standing_of(interview_of(file, engagement, as_of))


def take(asking: Asking, *, actor: Actor, typed: Typed, basis: BasisForm, at: datetime) -> Taken:
    """Read a sent form and state what it says. Problems of the basis stand in its form afterwards."""
    read = read_page(asking.paths, typed, blank_is_unknown=True)
    if not basis.is_valid() or read.errors:
        return Taken(errors=read.errors)
    values = {asking.interview.place(path): value for path, value in read.values.items()}
    try:
        version = state_facts(
            actor=actor,
            case=asking.case,
            values=values,
            basis=basis.cleaned_data["basis"],
            evidence=basis.cleaned_data["evidence"],
            seen_version=number_of(typed.get("seen")),
            reason=basis.cleaned_data["reason"],
            at=at,
        )
    except ChangedMeanwhileError:
        return Taken(beside=tuple(_beside(asking, read.values)), stale=True)
    except InputError as error:
        return _refused(asking, basis, error)
    return Taken(version=version)


def _refused(asking: Asking, basis: BasisForm, error: InputError) -> Taken:
    """A service's problems: at the basis, on top of the form, or at the question that they concern."""
    of_basis = [item for item in error.problems if item.path in BASIS_FIELDS | {"facts", "case"}]
    if of_basis:
        basis.add_problems(InputError(of_basis))
    left = [item for item in error.problems if item not in of_basis]
    return Taken(errors=placed(left, asking.paths))


def _beside(asking: Asking, values: dict[str, Any]) -> Sequence[Beside]:
    """Each answer of the form that differs from what now stands on file."""
    facts = by_path()
    return [
        Beside(
            label=label_of(path),
            on_file=in_words(facts[path], asking.interview.value(path)),
            typed=in_words(facts[path], value),
        )
        for path, value in values.items()
        if value != asking.interview.value(path)
    ]


def number_of(text: str | None) -> int:
    """The version that a form names; one that names none was drawn from none."""
    return int(text) if text is not None and text.isascii() and text.isdecimal() else 0
