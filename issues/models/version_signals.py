"""What belongs to a version is stored in rows of its own: a change of one of them makes a version as well."""

from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from issues.models.contributor import Credit
from issues.models.section import Section
from issues.models.versions import keep_what_belongs


@receiver([post_save, post_delete], sender=Credit)
def keep_credits(
    instance: Credit, raw: bool = False, origin: Model | QuerySet | None = None, **_: object
) -> None:
    if not raw and _is_about(Credit, origin):
        keep_what_belongs(instance.article)


@receiver([post_save, post_delete], sender=Section)
def keep_sections(
    instance: Section, raw: bool = False, origin: Model | QuerySet | None = None, **_: object
) -> None:
    if not raw and _is_about(Section, origin):
        keep_what_belongs(instance.issue)


def _is_about(model: type[Model], origin: Model | QuerySet | None) -> bool:
    """False where the row goes because what it belongs to is deleted."""
    return origin is None or getattr(origin, "model", type(origin)) is model
