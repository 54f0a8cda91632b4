"""What is handed to the background worker: jobs by name, each a plain function of ids."""

from collections.abc import Iterable

from django_q.tasks import async_task

SEND = "issues.workflow.mail.send"
PUBLISH = "issues.workflow.timing.publish_when_due"
TICK = "issues.workflow.clock.tick"
TIDY = "issues.workflow.clock.tidy"
REMIND = "issues.workflow.waiting.remind"


def queue(job: str, ids: Iterable[int] = ()) -> None:
    """One job for each id. A job that is lost, or given twice, does no harm: the clock asks the rows again."""
    for one in ids:
        async_task(job, one)
