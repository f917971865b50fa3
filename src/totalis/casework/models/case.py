"""The case: its people, and where it stands as a list needs to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from totalis.casework.models.base import OfCase, Revised
from totalis.casework.models.people import Employer, Worker
from totalis.procedure import casefile

if TYPE_CHECKING:
    from enum import StrEnum


def _choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(item.value, item.value.replace("_", " ")) for item in values]


class Case(Revised):
    """One worker, one stretch of work across a border, one proof.

    The fields from `stage` on follow from the case's records. `services.standing.refresh` writes them after every
    change, so that lists and counts read one table.
    """

    reference = models.CharField(max_length=20)
    """`TC-2026-0142`, counted in each organisation and year."""
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    """A few words on why the case exists."""
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="cases")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases_owned"
    )
    direction = models.CharField(
        max_length=24, choices=_choices(casefile.Direction), default=casefile.Direction.OPEN
    )
    partner = models.CharField(max_length=2, blank=True)
    engagement = models.CharField(max_length=60, default="e1")
    """Which engagement of the fact sheet the case is about."""
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=300, blank=True)
    keep_until = models.DateField(null=True, blank=True)
    disposed_at = models.DateTimeField(null=True, blank=True)
    """From this moment on nothing of it says anything of a person."""

    stage = models.CharField(
        max_length=12, choices=_choices(casefile.Stage), default=casefile.Stage.FACTS
    )
    payroll = models.CharField(
        max_length=10,
        choices=_choices(casefile.PayrollState),
        default=casefile.PayrollState.WITHHOLD,
    )
    outcome = models.CharField(max_length=20, blank=True)
    covered_by = models.CharField(max_length=2, blank=True)
    next_action = models.CharField(max_length=300, blank=True)
    next_right = models.CharField(max_length=12, blank=True)
    """The right that the next action needs; whoever has it is asked."""
    waits_for = models.CharField(max_length=120, blank=True)
    next_due = models.DateField(null=True, blank=True)
    holds = models.PositiveSmallIntegerField(default=0)
    flags = models.PositiveSmallIntegerField(default=0)
    """Escalations that a person must close."""
    expires_on = models.DateField(null=True, blank=True)
    since = models.DateTimeField()
    """When it came to this stage."""
    changed_at = models.DateTimeField()
    """When anything of it changed last."""
    payroll_edition = models.PositiveSmallIntegerField(default=0)
    """The edition of `gate.spans` by which payroll's index of this case was written; 0 is none, or the first."""
    dates = models.JSONField(default=list)
    """`procedure.deadlines.Deadline` as mappings: what calendar and reminders need of many cases at once."""
    sort_name = models.CharField(max_length=240, blank=True)
    """The worker's name as lists sort it."""
    search_text = models.CharField(max_length=600, blank=True)
    """Reference, title, worker, employers, control number in small letters, for the search box."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "reference"], name="one_case_a_reference_and_organisation"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "stage", "next_due"], name="case_stage"),
            models.Index(fields=["organisation", "next_due"], name="case_due"),
            models.Index(fields=["organisation", "expires_on"], name="case_expiry"),
            models.Index(fields=["organisation", "owner", "stage"], name="case_owner"),
            models.Index(fields=["organisation", "partner"], name="case_partner"),
            models.Index(fields=["organisation", "next_right", "next_due"], name="case_turn"),
            models.Index(fields=["organisation", "since"], name="case_since"),
            models.Index(fields=["organisation", "changed_at"], name="case_changed"),
            models.Index(fields=["organisation", "sort_name"], name="case_sort_name"),
            models.Index(fields=["worker", "stage"], name="case_of_worker"),
            # Which cases payroll's index is to be made anew of: asked every hour, and most often there are none.
            models.Index(fields=["payroll_edition", "id"], name="case_payroll_edition"),
            # Which closed cases are over: asked every night.
            models.Index(
                fields=["organisation", "keep_until"],
                condition=models.Q(disposed_at=None, closed_at__isnull=False),
                name="case_to_dispose_of",
            ),
            # What the dashboard counts, read from the index alone.
            models.Index(
                fields=["organisation", "stage", "payroll", "partner", "holds", "flags"],
                name="case_counts",
            ),
            models.Index(
                fields=["organisation", "since"],
                condition=models.Q(flags__gt=0),
                name="case_flagged",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class CaseCounter(models.Model):
    """The last number given in an organisation and year; locked while one is given."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "year"], name="one_counter_a_year_and_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class CaseParty(OfCase):
    """An employer or business in its role in a case; `removed_at` where it no longer is."""

    role = models.CharField(max_length=24, choices=_choices(casefile.PartyRole))
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="parties")
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.role}: {self.employer}"


class WorkPeriod(OfCase):
    """One stretch of the timeline. A changed period is a new row; the old one gets `removed_at`."""

    lane = models.CharField(max_length=16, choices=_choices(casefile.PeriodLane))
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    country = models.CharField(max_length=2)
    status = models.CharField(max_length=20, blank=True)
    """employee, self_employed; for work periods."""
    place = models.CharField(max_length=120, blank=True)
    employer = models.ForeignKey(
        Employer, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    description = models.CharField(max_length=300, blank=True)
    evidence = models.ManyToManyField("casework.Evidence", blank=True, related_name="periods")
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.lane} {self.country} {self.start}"


class TravelStay(OfCase):
    """An entry of the travel and work-location log."""

    start = models.DateField()
    end = models.DateField()
    country = models.CharField(max_length=2)
    worked = models.BooleanField(null=True)
    purpose = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=10, default="typed")
    evidence = models.ForeignKey(
        "casework.Evidence", null=True, blank=True, on_delete=models.PROTECT, related_name="stays"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.country} {self.start}"
