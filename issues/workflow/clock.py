"""What the background worker does by the clock, in our own words; django-q calls it."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import Schedule, Task
from django_q.tasks import async_task

from issues.models import Heartbeat, WorkingCopy
from issues.workflow import mail, timing
from issues.workflow.queue import PUBLISH, REMIND, TICK, TIDY, queue

DAILY = {TIDY: (3, 0), REMIND: (8, 30)}  # at what hour and minute
# What became of jobs that failed is of use for so long.
KEPT = timedelta(days=30)
# So long nobody came back to what he was writing and had not saved.
COPIES_KEPT = timedelta(days=90)


def tick() -> None:
    """Every minute: show that we live, and hand to the workers what is due."""
    Heartbeat.objects.beat()
    queue(PUBLISH, timing.due())
    mail.sweep()
    Task.objects.filter(stopped__lt=timezone.now() - KEPT).delete()
    # Rooms further right, which this one does not know.
    for path in settings.CLOCK_FOLLOWERS:
        import_string(path)()


def tidy() -> int:
    """Every night: what was typed, never saved and not touched for long goes; the number of copies that went."""
    return WorkingCopy.objects.filter(kept_at__lt=timezone.now() - COPIES_KEPT).delete()[0]


def wind() -> None:
    """When a worker starts: see that the schedules stand as they should, and begin at once with what was missed."""
    now = timezone.localtime()
    minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    with transaction.atomic():
        _put(TICK, {"schedule_type": Schedule.MINUTES, "minutes": 1, "repeats": -1, "next_run": minute})
        for job, (hour, at) in DAILY.items():
            today = now.replace(hour=hour, minute=at, second=0, microsecond=0)
            first = today if now < today else today + timedelta(days=1)
            _put(job, {"schedule_type": Schedule.DAILY, "repeats": -1}, {"next_run": first})
    async_task(TICK)


def _put(job: str, fields: dict[str, object], new: dict[str, object] | None = None) -> None:
    """One schedule for `job`, with `fields`; with `new` as well where there was none."""
    rows = list(Schedule.objects.select_for_update().filter(func=job).order_by("pk"))
    if rows:
        Schedule.objects.filter(pk=rows[0].pk).update(**fields)
        Schedule.objects.filter(pk__in=[row.pk for row in rows[1:]]).delete()
    else:
        Schedule.objects.create(name=job, func=job, **fields, **(new or {}))
