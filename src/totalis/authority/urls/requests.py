"""Forms, drafts, what was sent, status, correction, withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from totalis.authority.views import (
    requests_form as form,
    requests_sending as sending,
    requests_start as start,
    requests_status as status,
)

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.start, name="start"),
    path("confidentiality/", start.confidentiality, name="confidentiality"),
    path("language/", start.choose_language, name="language"),
    path("new/", start.choose, name="choose"),
    path("new/begin/", start.begin, name="begin"),
    path("new/<str:country>/", start.forms, name="forms"),
    path("paper/<slug:edition>.pdf", start.blank, name="blank"),
    # a form being filled in
    path("resume/<str:secret>/", form.resume, name="resume"),
    path("form/<str:handle>/review/", sending.review, name="review"),
    path("form/<str:handle>/sent/", sending.sent, name="sent"),
    path("form/<str:handle>/save/", form.save, name="save"),
    path("form/<str:handle>/delete/", form.discard, name="discard"),
    path("form/<str:handle>/paper.pdf", form.paper, name="paper"),
    path("form/<str:handle>/documents/", form.documents, name="documents"),
    path(
        "form/<str:handle>/documents/<int:file_id>/remove/",
        form.remove_document,
        name="remove_document",
    ),
    path("form/<str:handle>/step/<slug:step>/", form.step, name="step"),
    path("form/<str:handle>/step/<slug:step>/check/", form.check, name="check_step"),
    # a request that was sent
    path("status/", status.look_up, name="status"),
    path("status/leave/", status.leave, name="leave"),
    path("request/<str:number>/", status.one, name="request"),
    path("request/<str:number>/withdraw/", status.withdraw_request, name="withdraw"),
    path("request/<str:number>/correct/", status.correct_request, name="correct"),
    path("request/<str:number>/follow/<slug:product>/", status.follow, name="follow"),
    path("request/<str:number>/question/<int:question_id>/", status.answer_question, name="answer"),
    path(
        "request/<str:number>/certificate/<int:certificate_id>.pdf",
        status.certificate,
        name="certificate",
    ),
    path("request/<str:number>/<slug:kind>.pdf", status.paper, name="request_paper"),
]
