"""The web application as a WSGI server wants it: `gunicorn totalis.site.wsgi`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "totalis.site.settings")

application = get_wsgi_application()
