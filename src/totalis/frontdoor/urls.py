"""The addresses of the public pages."""

from __future__ import annotations

from django.urls import path

from totalis.frontdoor.views import benefits, decide, downloads, home, law

urlpatterns = [
    path("", home.home, name="home"),
    path("decide/", decide.decide, name="decide"),
    path("decide/open/", decide.open_sheet, name="decide-open"),
    path("decide/day/", decide.change_day, name="decide-day"),
    path("decide/sample/<slug:key>/", decide.sample, name="decide-sample"),
    path("decide/facts.yaml", downloads.facts, name="download-facts"),
    path("decide/determination.json", downloads.determination, name="download-determination"),
    path("decide/memo.pdf", downloads.memo, name="download-memo"),
    path("benefits/", benefits.benefits, name="benefits"),
    path("benefits/estimate.json", benefits.estimate_json, name="benefits-estimate"),
    path("benefits/record.json", benefits.record_json, name="benefits-record"),
    path("law/", law.overview, name="law"),
    path("law/search/", law.search, name="law-search"),
    path("law/sources/", law.sources, name="law-sources"),
    path("law/freshness/", law.freshness, name="law-freshness"),
    path("law/common/", law.common, name="law-common"),
    path("law/not-in-force/", law.not_in_force, name="law-not-in-force"),
    path("law/<str:country>/", law.agreement, name="law-agreement"),
]
