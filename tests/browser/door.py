"""The door of the live server: between two tests it is shut, and nobody is inside.

A page that is closed leaves requests behind which the server still answers: an autosave, a heartbeat, a thumbnail.
One that met the cleaning of the database would block it, or leave rows for the next test to stumble over.
"""

from collections.abc import Callable, Iterable, Iterator
from threading import Condition

WSGI = Callable[[dict, Callable], Iterable[bytes]]


class Door:
    """A WSGI application before another: counts who is inside, and lets nobody in while it is shut."""

    def __init__(self, inner: WSGI) -> None:
        self._inner = inner
        self._changed = Condition()
        self._inside = 0
        self._is_open = False

    def open(self) -> None:
        with self._changed:
            self._is_open = True

    def shut(self, timeout: float) -> None:
        """Let nobody in any more and wait until all are out; raises TimeoutError after so many seconds."""
        with self._changed:
            self._is_open = False
            if not self._changed.wait_for(lambda: not self._inside, timeout):
                raise TimeoutError(
                    f"{self._inside} requests are still being answered after {timeout} seconds"
                )

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        with self._changed:
            if not self._is_open:
                start_response("503 Service Unavailable", [("Content-Length", "0")])
                return []
            self._inside += 1
        try:
            return _Answer(self._inner(environ, start_response), self._leave)
        except BaseException:
            self._leave()
            raise

    def _leave(self) -> None:
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()


class _Answer:
    """What the inner application answers; who asked is out once it is closed, and with it the database."""

    def __init__(self, parts: Iterable[bytes], leave: Callable[[], None]) -> None:
        self._parts = parts
        self._leave = leave

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._parts)

    def close(self) -> None:
        try:
            if hasattr(self._parts, "close"):
                self._parts.close()
        finally:
            leave, self._leave = self._leave, lambda: None
            leave()
