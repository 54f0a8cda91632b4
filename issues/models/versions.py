"""Versions of articles, issues and house tables: what django-simple-history keeps at every save(), and what belongs to a version.

A version holds the row's own fields and, as readers would see them, what stands in other rows: an article's 署名 and
its place, an issue's 栏目. These are kept as plain JSON: a version must go on saying what it said when an
organisation is renamed, or a contributor or a section is gone, and history rows of a table of links could not.

django-simple-history is not among the INSTALLED_APPS: its commands would remove versions.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.manager import HistoricalQuerySet
from simple_history.models import HistoricalRecords

from accounts.models import User
from accounts.requests import current_request, current_user
from accounts.roles import is_member, is_office
from issues.models.audit import label_of

if TYPE_CHECKING:
    from issues.models.article import Article
    from issues.models.issue import Issue


class Made(NamedTuple):
    """Who makes the next version, None for the command line; by which step, and what is to be said of it."""

    by: User | None
    step: str = ""
    note: str = ""


def mark(row: models.Model, by: User | None, step: str = "", note: str = "") -> None:
    """Say who is about to save `row`. Unmarked, it is whoever sent the request, or the command line."""
    row._made = Made(by, step, note)


class Versions(HistoricalRecords):
    """Keeps a version where something differs from the last one, or a step was taken."""

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        super().contribute_to_class(cls, name)
        cls._versions = self

    def create_historical_record(
        self, instance: models.Model, history_type: str, using: str | None = None
    ) -> None:
        made = instance.__dict__.pop("_made", None) or Made(current_user())
        version = self.version_of(instance, history_type, made)
        if history_type == "~":
            changed = version.changed_since(last_version(instance))
            if not changed and not made.step:
                return
            version.office_only = version.is_office_business(changed)
        version.save()
        _made_together().add((type(version), version.pk))

    def version_of(self, instance: models.Model, history_type: str, made: Made) -> "Version":
        return type(instance).versions.model(
            history_date=timezone.now(),
            history_type=history_type,
            history_user=made.by,
            history_change_reason=made.note[:100],
            who=label_of(made.by),
            step=made.step,
            **{field.attname: getattr(instance, field.attname) for field in tracked(instance)},
            **(snapshots([instance])[instance.pk] if history_type != "-" else {}),
        )


def tracked(row: models.Model) -> list[models.Field]:
    return type(row).versions.model.tracked_fields


def last_version(row: models.Model) -> "Version | None":
    return type(row).versions.filter(id=row.pk).order_by("-history_id").first()


class VersionQuerySet(HistoricalQuerySet):
    def visible_to(self, user: object) -> "VersionQuerySet":
        """Seen with their row, and then not all of them: see seen_by() of each kind."""
        if not is_member(user):
            return self.none()
        rows = self.model.instance_type.objects.visible_to(user)
        return self.filter(self.model.seen_by(user), id__in=rows.values("pk"))

    def newest_first(self) -> "VersionQuerySet":
        return self.order_by("-history_id")


class Version(models.Model):
    # What belongs to a version beside the fields of its row.
    SNAPSHOT: ClassVar[frozenset[str]] = frozenset()

    who = models.CharField("修改人", max_length=220)
    step = models.CharField("步骤", max_length=20, blank=True)
    office_only = models.BooleanField("编辑部内部", default=False)

    class Meta:
        abstract = True

    def changed_since(self, earlier: "Version | None") -> set[str]:
        """The names of the fields that say something else than in `earlier`."""
        names = {field.attname for field in self.tracked_fields} | self.SNAPSHOT
        return {name for name in names if earlier is None or getattr(self, name) != getattr(earlier, name)}

    def is_office_business(self, changed: set[str]) -> bool:
        return False


class ArticleSnapshot(Version):
    SNAPSHOT = frozenset({"credits"})
    # Where an article goes in an issue that is not out yet is nobody's business outside of the office.
    OFFICE_STEPS = frozenset({"place", "remove"})

    credits = models.JSONField("署名", default=list)
    placed = models.CharField("编入", max_length=300, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def seen_by(user: User) -> Q:
        """The office sees no version that was another's draft, nor do others see what is the office's business."""
        if user.is_superuser:
            return Q()
        if is_office(user):
            return ~Q(stage="draft") | Q(author=user) | Q(author__isnull=True)
        return Q(office_only=False)

    def is_office_business(self, changed: set[str]) -> bool:
        return changed <= {"section_id"} and (not self.step or self.step in self.OFFICE_STEPS)


class IssueSnapshot(Version):
    SNAPSHOT = frozenset({"sections"})

    sections = models.JSONField("栏目", default=list)

    class Meta:
        abstract = True

    @staticmethod
    def seen_by(user: User) -> Q:
        """How an issue was made is the office's business, also after it is out."""
        return Q() if is_office(user) else Q(pk__in=[])


def snapshots(rows: "Iterable[Article] | Iterable[Issue]") -> dict[int, dict[str, object]]:
    """What belongs to the present version of each row beside its own fields, by key; one query for any number."""
    rows = list(rows)
    if rows and not type(rows[0]).versions.model.SNAPSHOT:
        return {row.pk: {} for row in rows}
    return _credits(rows) if rows and hasattr(rows[0], "credits") else _sections(rows)


def _credits(articles: "list[Article]") -> dict[int, dict[str, object]]:
    found: dict[int, dict[str, object]] = {
        article.pk: {"credits": [], "placed": _place(article)} for article in articles
    }
    if found:
        model = type(articles[0]).credits.rel.related_model
        rows = model.objects.filter(article__in=found).order_by("article", "position")
        for article, pk, name, unit in rows.values_list(
            "article", "contributor", "contributor__name", "contributor__organisation__name"
        ):
            found[article]["credits"].append({"contributor": pk, "organisation": unit, "name": name})
    return found


def _place(article: "Article") -> str:
    if article.section is None:
        return ""
    issue, name = article.section.issue, article.section.name
    return f"{issue}·{name}" if name else str(issue)


def _sections(issues: "list[Issue]") -> dict[int, dict[str, object]]:
    found: dict[int, dict[str, object]] = {issue.pk: {"sections": []} for issue in issues}
    if found:
        model = type(issues[0]).sections.rel.related_model
        rows = model.objects.filter(issue__in=found).order_by("issue", "position")
        for issue, name in rows.values_list("issue", "name"):
            found[issue]["sections"].append(name)
    return found


def keep_first_versions(articles: "list[Article]", by: User | None) -> None:
    """The versions of articles that bulk_create() stored, which tells nobody; to be called after their credits."""
    if not articles:
        return
    model, kept = type(articles[0]).versions.model, snapshots(articles)
    model.objects.bulk_create(
        (
            model(
                history_date=timezone.now(),
                history_type="+",
                history_user=by,
                who=label_of(by),
                **{field.attname: getattr(article, field.attname) for field in model.tracked_fields},
                **kept[article.pk],
            )
            for article in articles
        ),
        batch_size=200,
    )


def keep_what_belongs(row: "Article | Issue", *, just_stored: bool = False) -> None:
    """Keep what changed in the rows that belong to `row`: its credits, its sections.

    A form stores a row and then what belongs to it, one by one: within one request that is one version, and so
    it is where the caller has `just_stored` the row.
    """
    last, now = last_version(row), snapshots([row])[row.pk]
    if last is None or all(getattr(last, name) == now[name] for name in last.SNAPSHOT):
        return
    if just_stored or (type(last), last.pk) in _made_together():
        for name in last.SNAPSHOT:
            setattr(last, name, now[name])
        last.office_only = False
        last.save(update_fields=[*last.SNAPSHOT, "office_only"])
    else:
        row._versions.create_historical_record(row, "~")


@contextmanager
def one_version() -> Iterator[None]:
    """What is stored meanwhile, row by row, is one version of each article or issue, as it is within a request."""
    token = _together.set(set())
    try:
        yield
    finally:
        _together.reset(token)


_together: ContextVar[set[tuple[type[Version], int]] | None] = ContextVar("versions_together", default=None)


def _made_together() -> set[tuple[type[Version], int]]:
    """The versions made in answer to the present request; outside of one, each stands for itself."""
    together = _together.get()
    request = current_request()
    if together is not None or request is None:
        return set() if together is None else together
    if not hasattr(request, "versions_made"):
        request.versions_made = set()
    return request.versions_made
