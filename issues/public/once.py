"""What is read once for all pages that are made together, since nothing they show changes meanwhile."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from inspect import signature
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_kept: ContextVar[dict[Hashable, object] | None] = ContextVar("kept", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Within it every `read_once` function is called once for the same arguments; what it gave is not to be changed."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def read_once(function: Callable[P, T]) -> Callable[P, T]:
    """Outside of together() it is `function` itself: each reader's request reads anew."""
    told = signature(function)

    @wraps(function)
    def read(*args: P.args, **kwargs: P.kwargs) -> T:
        kept = _kept.get()
        if kept is None:
            return function(*args, **kwargs)
        bound = told.bind(*args, **kwargs)
        bound.apply_defaults()
        key = (function, *bound.arguments.values())
        if key not in kept:
            kept[key] = function(*args, **kwargs)
        return kept[key]

    return read
