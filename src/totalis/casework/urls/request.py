"""The request of a case and its tracking."""

from __future__ import annotations

from django.urls import path

from totalis.casework.views import packets, requests, tracking

CASE = "<slug:organisation>/cases/<slug:reference>"
REQUEST = f"{CASE}/request"
PACKET = f"{REQUEST}/packets/<int:number>"
TRACKING = f"{CASE}/tracking"

urlpatterns = [
    path(f"{REQUEST}/", requests.overview, name="request"),
    path(f"{REQUEST}/begin/", requests.begin, name="request_begin"),
    path(f"{REQUEST}/renew/", requests.renew, name="request_renew"),
    path(f"{REQUEST}/channel/", requests.choose_channel, name="request_channel"),
    path(f"{REQUEST}/channel/ask/", requests.ask_exception, name="request_exception"),
    path(
        f"{REQUEST}/channel/<int:exception>/decide/",
        requests.decide_exception,
        name="request_exception_decide",
    ),
    path(f"{REQUEST}/fields/", requests.fields, name="request_fields"),
    path(f"{REQUEST}/build/", packets.build, name="packet_build"),
    path(f"{PACKET}/", packets.packet, name="packet"),
    path(f"{PACKET}/decide/", packets.decide, name="packet_decide"),
    path(f"{PACKET}/send/", packets.send, name="packet_send"),
    path(f"{PACKET}/packet.pdf", packets.document, name="packet_document"),
    path(f"{PACKET}/packet.zip", packets.bundle, name="packet_bundle"),
    path(f"{PACKET}/letter.pdf", packets.letter, name="packet_letter"),
    path(f"{PACKET}/pages/<int:page>.png", packets.page, name="packet_page"),
    path(f"{TRACKING}/", tracking.overview, name="tracking"),
    path(f"{TRACKING}/check/", tracking.check, name="tracking_check"),
    path(f"{TRACKING}/contact/", tracking.contact, name="tracking_contact"),
    path(f"{TRACKING}/follow-up/", tracking.follow_up, name="tracking_follow_up"),
    path(f"{TRACKING}/waiting/", tracking.waiting, name="tracking_waiting"),
    path(
        f"{TRACKING}/sendings/<int:lodgement>/control-number/",
        tracking.control_number,
        name="tracking_control_number",
    ),
    path(f"{TRACKING}/attempts/", tracking.attempt, name="tracking_attempt"),
    path(
        f"{TRACKING}/attempts/<int:attempt>/outcome/",
        tracking.outcome,
        name="tracking_outcome",
    ),
]
