"""No request of a test outlives it: the door shuts only when all are out, and keeps out who comes late."""

from collections.abc import Callable, Iterator
from threading import Event, Thread
from wsgiref.util import setup_testing_defaults

import pytest

from tests.browser.door import Door

PATIENCE = 60


def answering(environ: dict, start_response: Callable) -> list[bytes]:
    start_response("200 OK", [])
    return [b"ok"]


def ask(door: Door) -> tuple[str, bytes]:
    """Status and body, as a server takes them: read to the end, then closed."""
    environ: dict = {}
    setup_testing_defaults(environ)
    statuses: list[str] = []
    answer = door(environ, lambda status, headers: statuses.append(status))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return statuses[0], body


def test_the_door_answers_only_while_it_is_open() -> None:
    door = Door(answering)
    shut = ("503 Service Unavailable", b"")
    assert ask(door) == shut
    door.open()
    assert ask(door) == ("200 OK", b"ok")
    door.shut(0)
    assert ask(door) == shut


def test_the_door_shuts_when_the_last_answer_is_closed() -> None:
    inside, go_on, closed = Event(), Event(), []

    class Slow:
        def __iter__(self) -> Iterator[bytes]:
            inside.set()
            assert go_on.wait(PATIENCE)
            yield b"late"

        def close(self) -> None:
            closed.append(True)

    def slow(environ: dict, start_response: Callable) -> Slow:
        start_response("200 OK", [])
        return Slow()

    door = Door(slow)
    door.open()
    asking = Thread(target=ask, args=[door])
    asking.start()
    assert inside.wait(PATIENCE)
    with pytest.raises(TimeoutError, match="1 requests"):
        door.shut(0)
    go_on.set()
    door.shut(PATIENCE)
    assert closed == [True]
    asking.join()


def test_who_fails_is_out_as_well() -> None:
    def failing(environ: dict, start_response: Callable) -> list[bytes]:
        raise ZeroDivisionError

    door = Door(failing)
    door.open()
    with pytest.raises(ZeroDivisionError):
        ask(door)
    door.shut(0)
