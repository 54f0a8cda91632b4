"""What a file that somebody sent is called: for people to read, never a path."""

from pathlib import PurePath

from accounts.storable import storable

LONGEST = 255  # of the columns that hold such a name


def file_name(name: str) -> str:
    """`name` without folders, controls and what no database stores, its ending kept; may be empty."""
    last = PurePath(storable(name).replace("\\", "/")).name
    shown = "".join(letter if letter.isprintable() else " " * letter.isspace() for letter in last)
    path = PurePath(" ".join(shown.split()))
    if len(path.name) <= LONGEST:
        return path.name
    suffix = path.suffix if len(path.suffix) < LONGEST // 2 else ""
    return path.name[: LONGEST - len(suffix)] + suffix
