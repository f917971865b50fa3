"""Dashboard, cases, people, the way into a case, one's own page, the calendar feed."""

from __future__ import annotations

from django.urls import path

from totalis.casework.views import benefits, calendar, cases, dashboard, me, people, start

DESK = "<slug:organisation>/"
CASES = f"{DESK}cases/"
CASE = f"{CASES}<slug:reference>/"

urlpatterns = [
    path("", start.organisations, name="organisations"),
    path("me/", me.me, name="me"),
    path("me/seen/", me.seen, name="seen"),
    path("me/mail/", me.mail, name="mail"),
    path("me/calendar/", me.calendar_open, name="calendar-open"),
    path("me/calendar/revoke/", me.calendar_revoke, name="calendar-revoke"),
    path("calendar/<slug:secret>.ics", calendar.feed, name="calendar"),
    path("start/", start.start, name="start"),
    path(DESK, dashboard.dashboard, name="dashboard"),
    path(CASES, cases.cases, name="cases"),
    path(f"{CASES}search/", cases.search, name="search"),
    path(f"{CASES}cases.csv", cases.download, name="cases-csv"),
    path(f"{CASES}new/", start.new, name="new"),
    path(CASE, cases.overview, name="case"),
    path(f"{CASE}title/", cases.edit, name="case-edit"),
    path(f"{CASE}owner/", cases.owner, name="case-owner"),
    path(f"{CASE}parties/", cases.party, name="party"),
    path(f"{CASE}parties/<int:pk>/remove/", cases.party_remove, name="party-remove"),
    path(f"{DESK}workers/", people.workers, name="workers"),
    path(f"{DESK}workers/search/", people.search, {"people": "workers"}, name="workers-search"),
    path(f"{DESK}workers/new/", people.worker_new, name="worker-new"),
    path(f"{DESK}workers/<int:pk>/", people.worker, name="worker"),
    path(f"{DESK}workers/<int:pk>/benefits/", benefits.benefits, name="worker-benefits"),
    path(f"{DESK}workers/<int:pk>/change/", people.worker_edit, name="worker-edit"),
    path(f"{DESK}employers/", people.employers, name="employers"),
    path(
        f"{DESK}employers/search/", people.search, {"people": "employers"}, name="employers-search"
    ),
    path(f"{DESK}employers/new/", people.employer_new, name="employer-new"),
    path(f"{DESK}employers/<int:pk>/", people.employer, name="employer"),
    path(f"{DESK}employers/<int:pk>/change/", people.employer_edit, name="employer-edit"),
]
