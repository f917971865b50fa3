"""Facts, timeline, travel and evidence of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from totalis.casework.views import answers, facts, questions

if TYPE_CHECKING:
    from django.urls import URLPattern

CASE = "<slug:organisation>/cases/<str:reference>/"

urlpatterns: list[URLPattern] = [
    path(f"{CASE}facts/", facts.sheet, name="facts"),
    path(f"{CASE}facts/edit/<slug:group>/", facts.edit, name="facts-edit"),
    path(f"{CASE}facts/prove/", facts.prove, name="facts-prove"),
    path(f"{CASE}facts/questions/", questions.questions, name="questions"),
    path(f"{CASE}facts/questions/answer/", questions.answer, name="question-answer"),
    path(f"{CASE}facts/answer/", answers.answer, name="answer"),
    path(f"{CASE}facts/answer/decide/", answers.decide, name="decide"),
    path(f"{CASE}facts/answer/<str:number>/", answers.former, name="answer-former"),
    path(f"{CASE}facts/answer/<str:number>/memo.pdf", answers.memo, name="memo"),
]
