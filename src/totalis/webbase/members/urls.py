"""Addresses about people: `urlpatterns` within an organisation of the case desk, `outside` under `/accounts/`."""

from __future__ import annotations

from django.urls import path

from totalis.webbase.members.views import invitation, mandates, people

urlpatterns = [
    path("members/", people.members, name="members"),
    path("members/invite/", people.invite_member, name="invite"),
    path("members/<int:membership>/", people.member, name="member"),
    path("members/<int:membership>/end/", people.end, name="end_membership"),
    path(
        "members/invitations/<int:invitation>/withdraw/",
        people.withdraw,
        name="withdraw_invitation",
    ),
    path("members/mandates/give/", mandates.give, name="give_mandate"),
    path("members/mandates/<int:mandate>/", mandates.mandate, name="mandate"),
    path("members/mandates/<int:mandate>/revoke/", mandates.revoke, name="revoke_mandate"),
    path("members/clients/new/", mandates.new_client, name="new_client"),
    path("members/clients/<int:mandate>/", mandates.client, name="client"),
    path("members/clients/<int:mandate>/recall/<int:membership>/", mandates.recall, name="recall"),
    path("settings/", people.settings, name="settings"),
]

outside = [
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
    path("organisations/new/", invitation.new_organisation, name="new_organisation"),
]
