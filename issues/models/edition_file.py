"""The printed forms of an Edition: made once, kept beside it, found by what is in them."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import models, transaction
from django.utils import timezone

from issues.models.edition import Edition


class Form(models.TextChoices):
    """In the order in which they are offered."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"
    TXT = "txt", "纯文本"

    @property
    def media_type(self) -> str:
        return {
            Form.PDF: "application/pdf",
            Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Form.TXT: "text/plain; charset=utf-8",
        }[self]


def editions() -> Storage:
    """Where they lie: under no address of their own, for a withdrawal must take them along."""
    return storages["editions"]


class EditionFileQuerySet(models.QuerySet["EditionFile"]):
    def keep(self, edition: Edition, form: Form, data: bytes) -> "EditionFile":
        """Store `data` as that form of `edition`. Who comes second finds the first one's and keeps that."""
        sha256 = hashlib.sha256(data).hexdigest()
        name = f"{sha256[:2]}/{sha256}.{form}"
        storage = editions()
        if not storage.exists(name):
            storage.save(name, ContentFile(data))
        values = {"file": name, "size": len(data), "sha256": sha256, "made_at": timezone.now()}
        with transaction.atomic():
            kept, made = self.select_for_update().get_or_create(edition=edition, form=form, defaults=values)
            if not made and not kept.is_there:
                # The folder was lost, as when only the database was restored.
                for field, value in values.items():
                    setattr(kept, field, value)
                kept.save(update_fields=list(values))
        return kept

    keep.alters_data = True


class EditionFile(models.Model):
    edition = models.ForeignKey(Edition, verbose_name="定稿", related_name="files", on_delete=models.PROTECT)
    form = models.CharField("格式", max_length=8, choices=Form.choices)
    file = models.FileField("文件", storage=editions, max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField("生成时间")

    objects = EditionFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "定稿文件"
        ordering = ["edition", "form"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "form"], name="edition_file_form"),
            models.CheckConstraint(condition=models.Q(form__in=Form.values), name="edition_file_known_form"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.get_form_display()}"

    @property
    def is_there(self) -> bool:
        return self.file.storage.exists(self.file.name)

    def read(self) -> bytes:
        """Raises FileNotFoundError where the folder was lost."""
        with self.file.storage.open(self.file.name) as file:
            return file.read()

    @property
    def is_intact(self) -> bool:
        """True while the file is there with the SHA-256 it was kept with."""
        return self.is_there and hashlib.sha256(self.read()).hexdigest() == self.sha256
