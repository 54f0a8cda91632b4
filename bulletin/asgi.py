"""The ASGI entry, for hosts that ask for one."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bulletin.settings")

application = get_asgi_application()
