"""One reader for each kind of file; each turns bytes into printed lines, in order."""

from pathlib import Path

from issues.ingest.errors import IngestRefused
from issues.ingest.readers.text import read_text

READERS = {
    ".txt": read_text,
}

# The largest sample a bulletin office is likely to have is a few hundred kilobytes of text.
MAX_BYTES = 32 * 1024 * 1024

ADVICE = {
    ".doc": "这是旧版 Word 文件（.doc）。请用 Word 或 WPS 打开，另存为“.docx”或“纯文本（.txt）”后再导入。",
    ".wps": "这是 WPS 文字文件（.wps）。请用 WPS 打开，另存为“.docx”或“纯文本（.txt）”后再导入。",
    ".docx": "目前还不能直接读 Word 文件（.docx）。请用 Word 或 WPS 打开，另存为“纯文本（.txt）”后再导入。",
    ".pdf": "目前还不能直接读 PDF。请打开后全选复制到记事本，存为“纯文本（.txt）”后再导入。",
}


def read_lines(path: Path) -> list[str]:
    """The printed lines of a file, without their line ends.

    Raises IngestRefused for a kind we do not read, an empty, too large or unreadable file.
    """
    suffix = path.suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        unknown = f"不认识这种文件（{suffix or '没有扩展名'}）。请存为纯文本（.txt）后再导入。"
        raise IngestRefused(f"{path.name}：{ADVICE.get(suffix, unknown)}")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise IngestRefused(
                f"{path.name}：文件有 {size / 1048576:.0f} MB，超过上限 {MAX_BYTES // 1048576} MB。请确认选对了文件，或拆成几个再导入。"
            )
        data = path.read_bytes()
    except OSError as error:
        raise IngestRefused(
            f"{path.name}：打不开文件（{error.strerror or error}）。请确认文件存在、没有被别的程序占用。"
        ) from error
    try:
        return reader(data)
    except IngestRefused as error:
        raise IngestRefused(f"{path.name}：{error}") from error
