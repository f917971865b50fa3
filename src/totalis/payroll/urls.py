"""The addresses of payroll, under `/desk/<organisation>/payroll/`."""

from __future__ import annotations

from django.urls import path

from totalis.payroll.views import asking, records, streams

app_name = "payroll"
urlpatterns = [
    path("", asking.ask, name="gate-ask"),
    path("answers/", records.records, name="gate-records"),
    path("answers/<int:number>/", records.record, name="gate-record"),
    path("answers/<int:number>/answers.csv", records.record_file, name="gate-record-file"),
    path("streams/", streams.links, name="stream-links"),
    path("streams/link/", streams.link, name="stream-link"),
    path("streams/<int:number>/unlink/", streams.unlink, name="stream-unlink"),
]
