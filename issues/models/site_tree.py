"""Which of the trees of files readers get, in one row: what the database says is what is shown."""

from django.db import models


class SiteTreeManager(models.Manager["SiteTree"]):
    def now(self) -> "SiteTree":
        """As it stands, not stored where there was none yet."""
        return self.filter(pk=1).first() or self.model(pk=1)

    def lock(self) -> "SiteTree":
        """The row, held until the transaction ends: who changes the files queues here."""
        return self.select_for_update().get_or_create(pk=1)[0]


class SiteTree(models.Model):
    """issues/public/publish.py is its only writer.

    `name` and `previous` are names of folders, empty for none. `made_by` is what stands for the code and the
    settings that rendered it, `shelf` for what its pages show that is in no edition. Where it is not `is_complete`,
    what has no file yet is answered without one.
    """

    name = models.CharField(max_length=60, blank=True)
    previous = models.CharField(max_length=60, blank=True)
    made_by = models.CharField(max_length=16, blank=True)
    shelf = models.CharField(max_length=64, blank=True)
    is_complete = models.BooleanField(default=False)

    objects = SiteTreeManager()

    def __str__(self) -> str:
        return self.name
