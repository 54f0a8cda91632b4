"""Hostile HTML: what people have tried against editors, sanitisers and browsers, one input a line in hostile.txt.

Each input that ran would call `pwned()` or fetch from evil.example. A blank line or one that begins with "#" is none;
\\n, \\t, \\r and \\0 stand for these characters.
"""

from pathlib import Path

FILE = Path(__file__).with_name("hostile.txt")
_ESCAPES = (
    ("\\n", "\n"),
    ("\\t", "\t"),
    ("\\r", "\r"),
    ("\\0", "\x00"),
    ("\\u3000", "\u3000"),
    ("\\u2028", "\u2028"),
)


def hostile_inputs() -> list[str]:
    inputs = []
    for line in FILE.read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("# "):
            continue
        for name, character in _ESCAPES:
            line = line.replace(name, character)
        inputs.append(line)
    return inputs
