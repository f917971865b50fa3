"""Facts, timeline, travel and evidence of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from totalis.casework.views import (
    answers,
    document_page,
    evidence,
    facts,
    findings,
    questions,
    sources,
    timeline,
    travel,
)

if TYPE_CHECKING:
    from django.urls import URLPattern

CASE = "<slug:organisation>/cases/<slug:reference>/"
DOCUMENT = "evidence/<slug:key>/"

urlpatterns: list[URLPattern] = [
    path(f"{CASE}facts/", facts.sheet, name="facts"),
    path(f"{CASE}facts/edit/<slug:group>/", facts.edit, name="facts-edit"),
    path(f"{CASE}facts/prove/", facts.prove, name="facts-prove"),
    path(f"{CASE}facts/questions/", questions.questions, name="questions"),
    path(f"{CASE}facts/questions/answer/", questions.answer, name="question-answer"),
    path(f"{CASE}facts/answer/", answers.answer, name="answer"),
    path(f"{CASE}facts/answer/decide/", answers.decide, name="decide"),
    path(f"{CASE}facts/answer/<slug:number>/", answers.former, name="answer-former"),
    path(f"{CASE}facts/answer/<slug:number>/memo.pdf", answers.memo, name="memo"),
    path(f"{CASE}facts/gates/", answers.gates, name="gates"),
    path(f"{CASE}timeline/", timeline.timeline, name="timeline"),
    path(f"{CASE}timeline/add/<slug:lane>/", timeline.add, name="period-add"),
    path(f"{CASE}timeline/<slug:key>/change/", timeline.change, name="period-change"),
    path(f"{CASE}timeline/<slug:key>/remove/", timeline.remove, name="period-remove"),
    path(f"{CASE}travel/", travel.travel, name="travel"),
    path(f"{CASE}travel/add/", travel.add, name="stay-add"),
    path(f"{CASE}travel/look/", travel.look, name="travel-look"),
    path(f"{CASE}travel/take/", travel.take, name="travel-take"),
    path(f"{CASE}travel/<slug:key>/remove/", travel.remove, name="stay-remove"),
    path(f"{CASE}evidence/", evidence.documents, name="documents"),
    path(f"{CASE}evidence/add/", evidence.add, name="document-add"),
    path(f"{CASE}evidence/strength/", findings.strength, name="strength"),
    path(f"{CASE}evidence/findings/", findings.findings, name="findings"),
    path(f"{CASE}evidence/findings/close/", findings.close, name="finding-close"),
    path(f"{CASE}evidence/sources/", sources.sources, name="sources"),
    path(f"{CASE}evidence/sources/note/", sources.note, name="source-note"),
    path(f"{CASE}{DOCUMENT}", evidence.document, name="document"),
    path(f"{CASE}{DOCUMENT}read/", document_page.read, name="document-read"),
    path(f"{CASE}{DOCUMENT}version/", evidence.new_version, name="document-version"),
    path(
        f"{CASE}{DOCUMENT}readings/<slug:number>/remove/",
        document_page.take_back,
        name="reading-remove",
    ),
    path(
        f"{CASE}{DOCUMENT}<slug:number>/page-<int:page>.png",
        evidence.page_image,
        name="document-page",
    ),
    path(f"{CASE}{DOCUMENT}<slug:number>/file", evidence.download, name="document-download"),
]
