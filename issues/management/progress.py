"""How far a long command is, how fast it goes and what is left, on one line of standard error."""

import time

from django.core.management.base import OutputWrapper

EVERY = 0.2  # seconds


class Progress:
    def __init__(self, out: OutputWrapper, unit: str) -> None:
        self._out = out
        self._unit = unit
        self._began = time.monotonic()
        self._last = 0.0
        self._shown = False

    def show(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done < total and now - self._last < EVERY:
            return
        self._last = now
        rate = done / max(now - self._began, 0.001)
        left = f"，约剩 {(total - done) / rate:.0f} 秒" if done and done < total else ""
        self._out.write(f"\r{done}/{total} {self._unit}，每秒 {rate:.0f} {self._unit}{left}　", ending="")
        self._out.flush()
        self._shown = True

    def end(self) -> None:
        if self._shown:
            self._out.write("")
