"""What examiners do: the engine's proposal, questions, decisions, and the policy of straight-through issue."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.authority.models.requests import OfRequest
from totalis.webbase.accounts.models import Owned
from totalis.webbase.secrets.fields import EncryptedJSONField, EncryptedTextField


class Assessment(OfRequest):
    """What the engine makes of one version of a request, under one state of the law."""

    version_digest = models.CharField(max_length=71)
    determination = EncryptedJSONField()
    """`totalis/determination/1`."""
    determination_digest = models.CharField(max_length=71)
    law = models.CharField(max_length=71)
    as_of = models.DateField()
    proposal = models.CharField(max_length=16)
    """issue, refuse, ask, exception, person: what the engine proposes; `person` where it cannot say."""
    is_clear = models.BooleanField()
    """Whether nothing is open: settled by the engine, all fields there, no overlap, no doubt."""
    points = models.JSONField(default=list)
    """What keeps it from being clear: `{"key", "says", "field"}` each, without personal numbers."""
    is_newest = models.BooleanField(default=True)
    """Whether no later one stands beside it: what lists are narrowed by."""
    left_to_people = models.BooleanField(default=False)
    """Drawn at random among clear ones, so that an examiner looks at it under a policy too."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(is_newest=True),
                name="one_newest_assessment_a_request",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "proposal", "is_clear", "request"],
                condition=models.Q(is_newest=True),
                name="newest_assessments",
            )
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.proposal}"


class Question(OfRequest):
    """Information that an examiner asks for inside the request, and its answer."""

    text = models.TextField()
    fields = models.JSONField(default=list)
    """Keys of fields that the answer may correct."""
    answer_by = models.DateField()
    answer = EncryptedTextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    """When the agency closed it without an answer."""

    def __str__(self) -> str:
        return f"{self.request}: question {self.pk}"


class Decision(OfRequest):
    """Issue or refusal, with what it rests on; an exception and an override wait for a second person."""

    kind = models.CharField(max_length=8, choices=[("issue", "Issue"), ("refuse", "Refuse")])
    product = models.CharField(max_length=24)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="decisions")
    determination_digest = models.CharField(max_length=71)
    law = models.CharField(max_length=71)
    covered_by = models.CharField(max_length=2, blank=True)
    exempt_in = models.CharField(max_length=2, blank=True)
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    article = models.CharField(max_length=40, blank=True)
    reasons = models.TextField(blank=True)
    """What the requester is told, in plain words; needed for a refusal."""
    override_reason = models.CharField(max_length=500, blank=True)
    """Why it differs from what the engine proposed; needed where it does."""
    is_exception = models.BooleanField(default=False)
    straight_through = models.BooleanField(default=False)
    """Decided under the policy, by no person."""
    policy = models.ForeignKey(
        "authority.IssuePolicy", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    needs_second = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    rejected_at = models.DateTimeField(null=True)
    rejected_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(rejected_at__isnull=True),
                name="one_decision_stands_a_request",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "made_at"],
                condition=models.Q(
                    needs_second=True, confirmed_at__isnull=True, rejected_at__isnull=True
                ),
                name="decisions_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.kind}"


class IssuePolicy(Owned):
    """Which clear requests are issued without a person: off unless an administrator switched it on. Never changed: replaced."""

    agreement = models.CharField(max_length=2)
    lane = models.CharField(max_length=16)
    allowed = models.BooleanField()
    most_months = models.PositiveSmallIntegerField(null=True)
    """Only periods up to so many months; empty: whatever the rule allows."""
    kept_for_people = models.PositiveSmallIntegerField(default=0)
    """Of a hundred clear requests, so many are drawn at random and left to an examiner all the same."""
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "issue policies"
        indexes: ClassVar = [
            models.Index(fields=["organisation", "agreement", "lane", "id"], name="policy_of")
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.lane}: {'on' if self.allowed else 'off'}"
