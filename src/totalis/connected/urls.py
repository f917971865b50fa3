"""The addresses of connected filing, under `/desk/<organisation>/connected/`."""

from __future__ import annotations

from django.urls import path

from totalis.connected.views import connections, filings

app_name = "connected"
urlpatterns = [
    path("", connections.connections, name="connections"),
    path("new/", connections.connect, name="connection-new"),
    path("<int:service>/", connections.connection, name="connection"),
    path("<int:service>/test/", connections.test, name="connection-test"),
    path("<int:service>/next-key/", connections.next_key, name="connection-key"),
    path("<int:service>/their-key/", connections.coming_key, name="connection-their-key"),
    path("<int:service>/acceptance/", connections.acceptance, name="connection-acceptance"),
    path("<int:service>/disconnect/", connections.disconnect, name="connection-end"),
    path(
        "cases/<slug:reference>/packets/<int:number>/file/", filings.file_packet, name="packet-file"
    ),
    path(
        "cases/<slug:reference>/packets/<int:number>/correct/",
        filings.correct_request,
        name="packet-correct",
    ),
    path("filings/<int:filing>/ask/", filings.ask_now, name="filing-ask"),
    path("filings/<int:filing>/withdraw/", filings.withdraw, name="filing-withdraw"),
    path("questions/<int:question>/answer/", filings.answer, name="question-reply"),
]
