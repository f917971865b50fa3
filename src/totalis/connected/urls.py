"""The addresses of connected filing, under `/desk/<organisation>/connected/`."""

from __future__ import annotations

from django.urls import path

from totalis.connected import views

app_name = "connected"
urlpatterns = [
    path("", views.connections, name="connections"),
    path("new/", views.connect, name="connection-new"),
    path("<int:service>/", views.connection, name="connection"),
    path("<int:service>/test/", views.test, name="connection-test"),
    path("<int:service>/next-key/", views.next_key, name="connection-key"),
    path("<int:service>/their-key/", views.coming_key, name="connection-their-key"),
    path("<int:service>/acceptance/", views.acceptance, name="connection-acceptance"),
    path("<int:service>/disconnect/", views.disconnect, name="connection-end"),
    path(
        "cases/<slug:reference>/packets/<int:number>/file/", views.file_packet, name="packet-file"
    ),
    path("filings/<int:filing>/ask/", views.ask_now, name="filing-ask"),
    path("filings/<int:filing>/withdraw/", views.withdraw, name="filing-withdraw"),
    path("questions/<int:question>/answer/", views.answer, name="question-reply"),
]
