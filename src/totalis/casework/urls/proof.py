"""Certificates, delivery, history, export, reopening and closing."""

from __future__ import annotations

from django.urls import path

from totalis.casework.views import certificates, disposal, proof

CASE = "<slug:organisation>/cases/<slug:reference>"
ONE = f"{CASE}/certificate/<int:certificate>"

urlpatterns = [
    path(f"{CASE}/certificate/", certificates.certificates, name="certificates"),
    path(f"{CASE}/certificate/upload/", certificates.upload, name="certificate_upload"),
    path(f"{CASE}/certificate/new/<int:evidence>/", certificates.new, name="certificate_new"),
    path(f"{ONE}/", certificates.certificate, name="certificate"),
    path(f"{ONE}/decide/", certificates.decide, name="certificate_decide"),
    path(f"{ONE}/release/", certificates.release, name="certificate_release"),
    path(f"{ONE}/correction/", certificates.correction, name="certificate_correction"),
    path(f"{ONE}/withdrawal/", certificates.withdrawal, name="certificate_withdrawal"),
    path(f"{CASE}/delivery/", proof.deliveries, name="delivery"),
    path(
        f"{CASE}/delivery/<int:certificate>/send/<slug:recipient>/",
        proof.send_copy,
        name="delivery_send",
    ),
    path(f"{CASE}/delivery/<int:delivery>/receipt/", proof.prove_receipt, name="delivery_receipt"),
    path(f"{CASE}/delivery/<int:certificate>/attach/", proof.attach, name="delivery_attach"),
    path(f"{CASE}/history/", proof.history, name="case_history"),
    path(f"{CASE}/history/entries.jsonl", proof.history_file, name="case_history_file"),
    path(f"{CASE}/export/", proof.export, name="export"),
    path(f"{CASE}/export/make/", proof.make_export, name="export_make"),
    path(f"{CASE}/export/<int:export>/proof.zip", proof.export_file, name="export_file"),
    path(f"{CASE}/close/", proof.close, name="case_close"),
    path(f"{CASE}/reopen/", proof.reopen, name="case_reopen"),
    path(f"{CASE}/holds/", disposal.holds, name="case_holds"),
    path(f"{CASE}/holds/new/", disposal.hold, name="case_hold"),
    path(f"{CASE}/holds/<int:hold>/lift/", disposal.lift, name="case_hold_lift"),
    path("<slug:organisation>/disposal/", disposal.disposal, name="disposal"),
    path("<slug:organisation>/history/", proof.organisation_history, name="history"),
    path("<slug:organisation>/history/check/", proof.organisation_chain, name="history_check"),
    path(
        "<slug:organisation>/history/entries.jsonl",
        proof.organisation_history_file,
        name="history_file",
    ),
]
