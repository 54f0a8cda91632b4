"""The pictures that a text names, as the desk has kept them."""

from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage


def read_picture(src: str) -> bytes | None:
    """The bytes of the picture at the address `src`; None where it is not one of ours, or gone."""
    path = unquote(src.split("?")[0].split("#")[0])
    if not path.startswith(settings.MEDIA_URL):
        return None
    try:
        with default_storage.open(path.removeprefix(settings.MEDIA_URL)) as file:
            return file.read()
    except (OSError, SuspiciousFileOperation, ValueError):
        return None
