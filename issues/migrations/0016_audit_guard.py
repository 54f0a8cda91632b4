"""The log is append-only for the database as well: it refuses to change or delete an entry, whoever asks.

Who may drop a trigger can still do so; then the chain of hashes tells (verify_editions).
"""

from django.db import migrations

TABLE = "issues_auditentry"
NAMES = ("issues_auditentry_no_change", "issues_auditentry_no_deletion")
REFUSAL = "操作记录不能改动或删除"

_INSTALL = {
    "sqlite": [
        f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for name, event in zip(NAMES, ("UPDATE", "DELETE"))
    ],
    "postgresql": [
        f"""CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        f"CREATE TRIGGER {NAMES[0]} BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
        f"CREATE TRIGGER {NAMES[1]} BEFORE DELETE OR TRUNCATE ON {TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()",
    ],
}
_REMOVE = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for name in NAMES],
    "postgresql": [f"DROP TRIGGER IF EXISTS {name} ON {TABLE}" for name in NAMES],
}
_FIND = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s ORDER BY name",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal ORDER BY 1",
}


def _run(connection, statements):
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)


def install(connection):
    _run(connection, _INSTALL)


def remove(connection):
    _run(connection, _REMOVE)


def installed(connection):
    """The names of the guards that stand."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND[connection.vendor], [TABLE])
        return [name for (name,) in cursor.fetchall()]


class Migration(migrations.Migration):

    dependencies = [("issues", "0015_first_versions")]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: install(schema_editor.connection),
            lambda apps, schema_editor: remove(schema_editor.connection),
        )
    ]
