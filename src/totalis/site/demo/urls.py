"""The one address of the demonstration."""

from __future__ import annotations

from django.urls import path

from totalis.site.demo import views

urlpatterns = [path("demo/sign-in/", views.sign_in, name="demo-sign-in")]
