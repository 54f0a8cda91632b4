"""The search keeps no places of characters any more, but the letters of each text; what is public is indexed anew."""

import datetime
import hashlib
import unicodedata

from django.db import migrations, models

BATCH = 500


# As issues/search/ did it then, so that what is changed there later changes nothing here.


class Letters(dict):
    def __missing__(self, code):
        folded = unicodedata.normalize("NFKC", chr(code)).casefold()
        return self.setdefault(code, "".join(letter if letter.isalnum() else " " for letter in folded))


LETTERS = Letters()


def letters_of(*texts):
    return " ".join(run for text in texts for run in text.translate(LETTERS).split())


def tokens(entry):
    found = set()
    for run in entry.letters.split(" "):
        codes = [format(ord(letter), "05x") for letter in run]
        found.update(codes)
        found.update(one + other for one, other in zip(codes, codes[1:]))
    marks = [("slug", entry.slug), ("year", entry.year), ("section", entry.section)]
    marks.append(("out", datetime.date.fromordinal(entry.pk >> 42).year))
    marks += [("unit", unit) for unit in entry.units.split("\n")[1:-1]]
    found.update("x" + hashlib.sha256(f"{kind}\n{value}".encode()).hexdigest()[:20] for kind, value in marks)
    return " ".join(sorted(found))


def make_index(schema_editor, columns):
    schema_editor.execute("DROP TABLE issues_searchgrams")
    schema_editor.execute(f"CREATE VIRTUAL TABLE issues_searchgrams USING fts5({columns})")


def index_anew(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor == "sqlite":
        make_index(schema_editor, "grams, content='', columnsize=0, detail=none, tokenize='ascii'")
        statement = "INSERT INTO issues_searchgrams (grams, rowid) VALUES (%s, %s)"
    else:
        statement = "UPDATE issues_searchentry SET grams = %s::tsvector WHERE id = %s"
    model = apps.get_model("issues", "SearchEntry")
    keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
    if keys:
        print(f"\n    搜索索引改了存法，正在重做：{len(keys)} 篇……", end="", flush=True)
    for start in range(0, len(keys), BATCH):
        entries = list(model.objects.filter(pk__in=keys[start : start + BATCH]))
        for entry in entries:
            entry.title_letters = letters_of(entry.title)
            entry.letters = letters_of(entry.title, entry.text, entry.byline)
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE issues_searchentry SET title_letters = %s, letters = %s WHERE id = %s",
                [(entry.title_letters, entry.letters, entry.pk) for entry in entries],
            )
            cursor.executemany(statement, [(tokens(entry), entry.pk) for entry in entries])


def empty_index(apps, schema_editor):
    """As it was stored before, with nothing in it: `rebuild_search` fills it."""
    apps.get_model("issues", "ShelfMark").objects.all().delete()
    apps.get_model("issues", "SearchEntry").objects.all().delete()
    # Now, since PostgreSQL alters no table that it has still to check.
    schema_editor.connection.check_constraints()
    if schema_editor.connection.vendor == "sqlite":
        make_index(schema_editor, "title, body, content='', columnsize=0, prefix='5', tokenize='ascii'")


class Migration(migrations.Migration):

    dependencies = [
        ('issues', '0022_shelf_marks'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='searchentry',
            name='search_entry_long',
        ),
        migrations.RemoveField(
            model_name='searchentry',
            name='is_long',
        ),
        migrations.AddField(
            model_name='searchentry',
            name='title_letters',
            field=models.TextField(default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='searchentry',
            name='letters',
            field=models.TextField(default=''),
            preserve_default=False,
        ),
        migrations.RunPython(index_anew, empty_index),
    ]
