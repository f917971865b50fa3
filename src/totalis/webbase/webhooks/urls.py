"""The addresses of webhooks, under `/desk/<organisation>/webhooks/`."""

from __future__ import annotations

from django.urls import path

from totalis.webbase.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.endpoints, name="webhooks"),
    path("new/", views.new, name="webhook_new"),
    path("<int:endpoint>/", views.one, name="webhook"),
    path("<int:endpoint>/change/", views.change, name="webhook_change"),
    path("<int:endpoint>/secret/", views.rotate, name="webhook_secret"),
    path("<int:endpoint>/test/", views.test, name="webhook_test"),
    path("<int:endpoint>/switch/", views.turn, name="webhook_switch"),
    path("<int:endpoint>/remove/", views.remove, name="webhook_remove"),
    path("<int:endpoint>/messages/<int:sending>/", views.message, name="webhook_message"),
    path("<int:endpoint>/messages/<int:sending>/again/", views.again, name="webhook_again"),
]
