"""Plain text in whatever encoding an office saved it: UTF-8, UTF-16 with its mark, GB18030 or Big5."""

import codecs
import re

from issues.ingest.errors import IngestRefused

_SIGNATURES = {
    b"PK\x03\x04": "这其实是 Word 或压缩文件，只是扩展名写成了 .txt。是 Word 文件的，请把扩展名改为 .docx 再导入。",
    b"\xd0\xcf\x11\xe0": "这其实是旧版 Word 或 WPS 文件，只是扩展名写成了 .txt。请打开后另存为“.docx”或纯文本（.txt）再导入。",
    b"%PDF": "这其实是 PDF 文件，只是扩展名写成了 .txt。请把扩展名改为 .pdf 再导入。",
    b"{\\rtf": "这其实是 RTF 文件，只是扩展名写成了 .txt。请打开后另存为“.docx”或纯文本（.txt）再导入。",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LINE_ENDS = re.compile(r"\r\n|[\n\r\v\x85\u2028\u2029]")
_SAMPLE = 64 * 1024


def read_text(data: bytes) -> list[str]:
    """Decode and split into lines; a form feed stays, at the head of the line that follows it.

    Raises IngestRefused for an empty or binary file.
    """
    for signature, advice in _SIGNATURES.items():
        if data.startswith(signature):
            raise IngestRefused(advice)
    text = decode(data)
    if not text.strip("\ufeff \t\r\n\f\v\u3000"):
        raise IngestRefused("文件是空的，没有可以导入的文字。")
    controls = len(_CONTROL.findall(text[:_SAMPLE]))
    if controls > 2 + len(text[:_SAMPLE]) // 200:
        raise IngestRefused(
            "这不是文本文件，或者编码无法识别。请用记事本打开核对，另存为 UTF-8 编码的 .txt 再导入。"
        )
    lines = _LINE_ENDS.split(text.replace("\f", "\n\f"))
    return [_CONTROL.sub("", line) for line in lines]


def decode(data: bytes) -> str:
    """The text of the bytes; raises IngestRefused where no encoding of the field fits."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise IngestRefused(
                    "文件的编码标记与内容不符。请用记事本打开，另存为 UTF-8 编码再导入。"
                ) from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        mended = data.decode("utf-8", errors="replace")
    if mended.count("\ufffd") * 200 < len(mended) - mended.count("\ufffd") and not mended[:_SAMPLE].isascii():
        return mended  # UTF-8 with a broken byte here and there: structure/ reports each U+FFFD
    best, best_score = None, 0.0
    for encoding, common in (("gb18030", _common_in_gb), ("big5hkscs", _common_in_big5)):
        text = data.decode(encoding, errors="replace")
        if text.count("\ufffd") * 100 > len(text):
            continue
        score = common(text[:_SAMPLE])
        if score > best_score:
            best, best_score = text, score
    if best is None or best_score < 0.6 or not _reads_as_chinese(best[:_SAMPLE]):
        raise IngestRefused(
            "认不出文件的文字编码（不是 UTF-8、GB18030 或 Big5）。请用记事本打开，另存为 UTF-8 编码再导入。"
        )
    return best


# Among the commonest characters of any official text, simplified or traditional; the wrong decoding of another
# language's bytes spreads evenly over thousands of characters and hardly ever meets them.
_EVERYDAY = frozenset(
    "的一是在不了和有大为上个国我以要他时来用们生到作地于出会就分对成年工人市总省各级职產业业動动會總國發发全开開，。、："
)


def _reads_as_chinese(text: str) -> bool:
    letters = [char for char in text if char >= "\x80"]
    if len(letters) < 100:
        return True
    return sum(char in _EVERYDAY for char in letters) >= 0.05 * len(letters)


def _share(text: str, encoding: str, first: int, last: int) -> float:
    """Share of the non-ASCII characters that are everyday ones: the encoding's level-1 Han, or its marks."""
    total = good = 0
    for char in text:
        if char < "\x80":
            continue
        total += 1
        try:
            code = char.encode(encoding)
        except UnicodeEncodeError:
            continue
        if len(code) == 2 and (first <= code[0] <= last or code[0] in (0xA1, 0xA3)):
            good += 1
    return good / total if total else 0.0


def _common_in_gb(text: str) -> float:
    return _share(text, "gb2312", 0xB0, 0xD7)


def _common_in_big5(text: str) -> float:
    return _share(text, "big5", 0xA4, 0xC6)
