"""Dashboard, cases, people, the way into a case, one's own page, the calendar feed."""

from __future__ import annotations

from django.urls import path

from totalis.casework.views import cases, dashboard, me, people, start

urlpatterns = [
    path("", start.organisations, name="organisations"),
    path("me/", me.me, name="me"),
    path("<slug:organisation>/", dashboard.dashboard, name="dashboard"),
    path("<slug:organisation>/cases/", cases.cases, name="cases"),
    path("<slug:organisation>/cases/<str:reference>/", cases.overview, name="case"),
    path("<slug:organisation>/workers/", people.workers, name="workers"),
    path("<slug:organisation>/employers/", people.employers, name="employers"),
]
