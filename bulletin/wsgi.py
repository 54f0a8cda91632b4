"""The WSGI entry that granian serves, in the demo and in production: readers' files first, then Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bulletin.settings")

application = get_wsgi_application()

from issues.public.serve import before  # noqa: E402 - it needs what the line above sets up

application = before(application)
