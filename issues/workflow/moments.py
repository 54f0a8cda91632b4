"""A moment as a notice or a button says it, by the office's clock."""

from datetime import datetime

from django.utils import timezone


def describe_moment(moment: datetime) -> str:
    """As 2026年11月27日 09:00."""
    local = timezone.localtime(moment)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
