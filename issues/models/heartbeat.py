"""Whether the background worker lives: it leaves a mark every minute, in one row."""

from datetime import timedelta

from django.db import models
from django.utils import timezone


class HeartbeatManager(models.Manager["Heartbeat"]):
    def beat(self) -> None:
        mark = self.model(pk=1, at=timezone.now())
        self.bulk_create([mark], update_conflicts=True, unique_fields=["id"], update_fields=["at"])

    def is_alive(self) -> bool:
        """False where no worker runs, or none can do its work: then nothing is sent or published at its time."""
        return self.filter(at__gt=timezone.now() - Heartbeat.PATIENCE).exists()


class Heartbeat(models.Model):
    PATIENCE = timedelta(minutes=3)

    at = models.DateTimeField()

    objects = HeartbeatManager()

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M:%S}"
