"""Partner agencies and their messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from totalis.authority.views import partners, partners_messages

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

ONE = "partners/<int:partner>/"
MESSAGE = "partners/messages/<int:message>/"
REQUEST = "requests/<str:number>/messages/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("partners/", partners.partners, name="partners"),
    path("partners/new/", partners.new, name="partner-new"),
    path(ONE, partners.partner, name="partner"),
    path(f"{ONE}change/", partners.change, name="partner-change"),
    path(f"{ONE}key/", partners.key, name="partner-key"),
    path(f"{ONE}use/", partners.use, name="partner-use"),
    path(f"{ONE}test/", partners.test, name="partner-test"),
    path(f"{ONE}write/", partners_messages.write, name="partner-write"),
    path(MESSAGE, partners_messages.message, name="message"),
    path(f"{MESSAGE}again/", partners_messages.again, name="message-again"),
    path(REQUEST, partners_messages.of_request, name="request-messages"),
    path(f"{REQUEST}put/", partners_messages.put, name="request-put"),
]
