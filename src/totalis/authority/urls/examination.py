"""Queue, requests, questions, decisions, policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from totalis.authority.views import (
    agency,
    attachments,
    decide,
    history,
    policy,
    queue,
    request,
    retention,
    workload,
)

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

ONE = "requests/<str:number>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", queue.overview, name="overview"),
    path("queue/", queue.queue, name="queue"),
    path("queue.csv", queue.queue_csv, name="queue-csv"),
    path("second/", workload.second, name="second"),
    path("history/", history.history, name="history"),
    path("history/check/", history.check, name="history-check"),
    path("policy/", policy.policy, name="policy"),
    path("retention/", retention.retention, name="retention"),
    path("agency/", agency.agency, name="agency"),
    path(ONE, request.request, name="request"),
    path(f"{ONE}take/", decide.take, name="take"),
    path(f"{ONE}assess/", decide.assess_anew, name="assess"),
    path(f"{ONE}hand-over/", decide.hand_over, name="hand-over"),
    path(f"{ONE}priority/", decide.priority, name="priority"),
    path(f"{ONE}ask/", decide.ask, name="ask"),
    path(f"{ONE}questions/<int:question>/close/", decide.question_close, name="question-close"),
    path(f"{ONE}decide/", decide.decide, name="decide"),
    path(f"{ONE}decisions/<int:decision>/confirm/", decide.confirm, name="confirm"),
    path(f"{ONE}decisions/<int:decision>/consent/", decide.consent, name="consent"),
    path(f"{ONE}decisions/<int:decision>/reject/", decide.reject, name="reject"),
    path(f"{ONE}documents/<int:attachment>/", attachments.attachment, name="request-attachment"),
    path(f"{ONE}documents/<int:attachment>/file/", attachments.document, name="request-document"),
    path(
        f"{ONE}documents/<int:attachment>/<int:page>.png",
        attachments.document_picture,
        name="request-document-picture",
    ),
]
