"""Characters of the symbol fonts, which are only codes in a private area until someone says what they show."""

# Wingdings, as far as lists and bulletins use it.
_WINGDINGS = {
    0x6C: "●",
    0x6D: "○",
    0x6E: "■",
    0x6F: "□",
    0x71: "□",
    0x72: "□",
    0x73: "◆",
    0x74: "◆",
    0x75: "◆",
    0x76: "❖",
    0x77: "◆",
    0x9F: "•",
    0xA4: "◎",
    0xA7: "▪",
    0xA8: "□",
    0xAA: "✦",
    0xAB: "★",
    0xAF: "✧",
    0xD8: "➢",
    0xE0: "→",
    0xE8: "➔",
    0xF0: "⇨",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
}
_SYMBOL = {0xB7: "•", 0xD7: "×", 0xB4: "×", 0xB0: "°", 0xB1: "±", 0xA3: "≤", 0xB3: "≥", 0xAE: "→"}


def symbol(code: int, font: str) -> str:
    """What the character of this code shows in that font; empty where we do not know."""
    table = _SYMBOL if font.lower() == "symbol" else _WINGDINGS
    return table.get(code & 0xFF, "")


def bullet(text: str, font: str) -> str:
    """A list's mark as it is printed; ● for one that we cannot name."""
    text = text.strip()
    if not text:
        return ""
    code = ord(text[0])
    if 0xE000 <= code <= 0xF8FF or font.lower().startswith(("wingdings", "symbol")):
        return symbol(code, font) or "●"
    # A hyphen or a letter o serves as a mark in Word's own lists.
    return {"o": "○", "-": "—", "–": "—"}.get(text, text)
