"""Text as every database can store it: what people, files and programs give may hold what PostgreSQL refuses."""

from typing import TypeVar

Value = TypeVar("Value")


def storable(value: Value) -> Value:
    """`value` without NUL and halves of surrogate pairs, also within lists and dicts; all else as it is."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return value
