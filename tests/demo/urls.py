"""The site as a demonstration has it."""

from __future__ import annotations

from totalis.site.demo import urls as demo
from totalis.site.urls import urlpatterns as site

urlpatterns = [*demo.urlpatterns, *site]
