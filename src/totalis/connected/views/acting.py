"""What a page does with a service: a form that is good and taken, or what was refused, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages

from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from totalis.webbase.forms import DeskForm


def done(form: DeskForm, act: Callable[[], Any]) -> Any:  # noqa: ANN401 - what the service answers
    """What the service made of a good form; None where form or service refuse."""
    if not form.is_valid():
        return None
    try:
        return act()
    except InputError as error:
        form.add_problems(error)
        return None


def refused(request: HttpRequest, error: InputError) -> None:
    """Say on the next page what a service refused, where no form can show it."""
    for problem in error.problems:
        messages.error(request, f"Found: {problem.found}. {problem.remedy}")
