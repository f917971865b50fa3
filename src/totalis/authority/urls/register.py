"""The register of what was issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from totalis.authority.views import register, register_acts

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

ONE = "register/<str:number>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("register/", register.register, name="register"),
    path(ONE, register.certificate, name="register-certificate"),
    path(f"{ONE}certificate.pdf", register.document, name="register-document"),
    path(f"{ONE}credential.sd-jwt", register.credential, name="register-credential"),
    path(f"{ONE}correct/", register_acts.correct, name="register-correct"),
    path(
        f"{ONE}corrections/<int:correction>/confirm/",
        register_acts.confirm,
        name="register-correction-confirm",
    ),
    path(
        f"{ONE}corrections/<int:correction>/reject/",
        register_acts.reject,
        name="register-correction-reject",
    ),
    path(f"{ONE}replace/", register_acts.replace, name="register-replace"),
    path(f"{ONE}end/", register_acts.end, name="register-end"),
    path(f"{ONE}withdraw/", register_acts.withdraw, name="register-withdraw"),
    path(f"{ONE}copy/", register_acts.copy, name="register-copy"),
]
