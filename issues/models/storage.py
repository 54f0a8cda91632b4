"""Where sent files are kept."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="issues.models.storage.OriginalsStorage")
class OriginalsStorage(FileSystemStorage):
    """A folder without an address; the setting is read each time, so that tests may point it elsewhere."""

    @property
    def base_location(self) -> str:
        return str(settings.ORIGINALS_ROOT)

    @property
    def location(self) -> str:
        return str(Path(settings.ORIGINALS_ROOT).resolve())

    @property
    def base_url(self) -> None:
        return None
