"""What the background worker does by the clock, in our own words; django-q calls it."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import Schedule, Task
from django_q.tasks import async_task

from issues.models import Heartbeat
from issues.workflow import mail, timing
from issues.workflow.queue import PUBLISH, REMIND, TICK, queue

REMIND_AT = {"hour": 8, "minute": 30, "second": 0, "microsecond": 0}
# What became of jobs that failed is of use for so long.
KEPT = timedelta(days=30)


def tick() -> None:
    """Every minute: show that we live, and hand to the workers what is due."""
    Heartbeat.objects.beat()
    queue(PUBLISH, timing.due())
    mail.sweep()
    Task.objects.filter(stopped__lt=timezone.now() - KEPT).delete()
    # Rooms further right, which this one does not know.
    for path in settings.CLOCK_FOLLOWERS:
        import_string(path)()


def wind() -> None:
    """When a worker starts: see that the schedules stand as they should, and begin at once with what was missed."""
    now = timezone.localtime()
    minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    morning = now.replace(**REMIND_AT)
    with transaction.atomic():
        _put(TICK, {"schedule_type": Schedule.MINUTES, "minutes": 1, "repeats": -1, "next_run": minute})
        daily = {"schedule_type": Schedule.DAILY, "repeats": -1}
        next_morning = morning if now < morning else morning + timedelta(days=1)
        _put(REMIND, daily, {"next_run": next_morning})
    async_task(TICK)


def _put(job: str, fields: dict[str, object], new: dict[str, object] | None = None) -> None:
    """One schedule for `job`, with `fields`; with `new` as well where there was none."""
    rows = list(Schedule.objects.select_for_update().filter(func=job).order_by("pk"))
    if rows:
        Schedule.objects.filter(pk=rows[0].pk).update(**fields)
        Schedule.objects.filter(pk__in=[row.pk for row in rows[1:]]).delete()
    else:
        Schedule.objects.create(name=job, func=job, **fields, **(new or {}))
