"""`{% cast as people %}`: who can sign in by a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from totalis.site.demo.agencies import AGENCY_PEOPLE
from totalis.site.demo.cast import PEOPLE
from totalis.webbase.accounts.models import User

if TYPE_CHECKING:
    from totalis.site.demo.cast import DemoPerson

register = template.Library()


@register.simple_tag
def cast() -> list[DemoPerson]:
    """The cast, as far as it was loaded; nobody in a demonstration without sample cases."""
    everybody = (*PEOPLE, *AGENCY_PEOPLE)
    emails = [person.email for person in everybody]
    there = set(User.objects.filter(email__in=emails).values_list("email", flat=True))
    return [person for person in everybody if person.email in there]
