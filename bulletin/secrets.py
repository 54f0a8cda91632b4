"""The embedded default's own secret key, made once and kept in a file that git ignores."""

import secrets
from pathlib import Path


def read_or_make_secret_key(path: Path) -> str:
    """Return the key in `path`, making the file (owner-only) when there is none.

    Two processes that start at once agree: the one whose exclusive create loses reads the winner's key.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(50)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    aside.touch(mode=0o600)
    aside.write_text(key, encoding="ascii")
    try:
        path.hardlink_to(aside)
    except FileExistsError:
        key = path.read_text(encoding="ascii").strip()
    finally:
        aside.unlink()
    return key
