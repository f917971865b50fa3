"""The addresses of exposure, under `/desk/<organisation>/exposure/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from totalis.exposure.views import case_money, charges, late, lines, money, resolutions, same

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

RUN = "charges/<int:charge_run>/"
LINE = f"{RUN}lines/<int:charge_line>/"
TESTED = "same-earnings/<int:contribution_run>/"
CASE = "cases/<slug:reference>/"
ANSWER = "answers/<int:resolution>/"

app_name = "exposure"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", charges.home, name="exposure"),
    path("charges/new/", charges.new, name="charges-new"),
    path(RUN, charges.run, name="charge-run"),
    path(f"{RUN}country/", charges.agreement, name="charge-run-country"),
    path(f"{RUN}again/", charges.again, name="charge-run-again"),
    path(f"{RUN}withdraw/", charges.withdrawn, name="charge-run-withdraw"),
    path(f"{RUN}changes/", charges.changes, name="charge-run-changes"),
    path(f"{RUN}lines.csv", charges.download, name="charge-run-csv"),
    path(LINE, lines.line, name="charge-line"),
    path(f"{LINE}answer/", lines.answer, name="charge-line-answer"),
    path("answers/", resolutions.resolutions, name="resolutions"),
    path(ANSWER, resolutions.resolution, name="resolution"),
    path(f"{ANSWER}document/", resolutions.document, name="resolution-document"),
    path(f"{ANSWER}confirm/", resolutions.confirmed, name="resolution-confirm"),
    path(f"{ANSWER}withdraw/", resolutions.withdrawn, name="resolution-withdraw"),
    path("same-earnings/", same.runs, name="same"),
    path(TESTED, same.run, name="contribution-run"),
    path(f"{TESTED}streams/<int:overlap>/", same.stream, name="same-earnings"),
    path("money/", money.money, name="money"),
    path(CASE, case_money.money, name="case-money"),
    path(f"{CASE}pay/", case_money.pay, name="case-pay"),
    path(f"{CASE}pay/<int:case_pay>/withdraw/", case_money.pay_withdrawn, name="case-pay-withdraw"),
    path("late/", late.certificates, name="late"),
    path("late/<slug:reference>/<int:certificate>/", late.certificate, name="late-certificate"),
]
