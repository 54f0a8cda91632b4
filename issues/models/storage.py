"""Folders without an address: what people sent, and the printed forms of Editions."""

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


class _SettingStorage(FileSystemStorage):
    """A folder named by a setting, which is read each time, so that tests may point it elsewhere."""

    setting: ClassVar[str]

    @property
    def base_location(self) -> str:
        return str(getattr(settings, self.setting))

    @property
    def location(self) -> str:
        return str(Path(self.base_location).resolve())

    @property
    def base_url(self) -> None:
        return None


@deconstructible(path="issues.models.storage.OriginalsStorage")
class OriginalsStorage(_SettingStorage):
    setting = "ORIGINALS_ROOT"


@deconstructible(path="issues.models.storage.EditionsStorage")
class EditionsStorage(_SettingStorage):
    setting = "EDITIONS_ROOT"
