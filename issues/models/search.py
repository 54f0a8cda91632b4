"""What the search knows of one public article: a row beside the index of its characters."""

from django.db import models

from issues.models.edition import Edition


class SearchEntry(models.Model):
    """Made from a public Edition alone and thrown away with it; issues/search/index.py is its only writer.

    The key runs with the date, so that the newest are found without sorting; see `key_of` there. The index itself
    is no column that Django knows: an FTS5 table of the same keys on SQLite, a tsvector beside these on PostgreSQL,
    both without places; `letters` are what longer words are looked for in.
    """

    id = models.BigIntegerField(primary_key=True)
    edition = models.ForeignKey(Edition, related_name="search_entries", on_delete=models.CASCADE)
    n = models.PositiveIntegerField()
    slug = models.SlugField(max_length=60, db_index=False)
    year = models.PositiveSmallIntegerField()
    path_number = models.CharField(max_length=12)
    publication = models.CharField(max_length=200)
    label = models.CharField(max_length=40)
    date = models.DateField(null=True)
    section = models.CharField(max_length=200, blank=True)
    # Each on a line of its own, with a line end before and after.
    units = models.TextField(blank=True)
    title = models.TextField()
    byline = models.TextField(blank=True)
    text = models.TextField(blank=True)
    # As issues/search/grams.py reads them; the second has those of the title, too.
    title_letters = models.TextField()
    letters = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["slug", "year"], name="search_entry_shelf"),
            models.Index(fields=["section"], name="search_entry_section"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def body(self) -> str:
        """What is searched beside the title, and what a passage is cut from."""
        return f"{self.text}\n{self.byline}"

    @property
    def unit_names(self) -> list[str]:
        return self.units.split("\n")[1:-1]
