"""One reader for each kind of file; each turns bytes into printed lines, in order."""

import errno
import stat
from collections.abc import Callable
from pathlib import Path

from issues.ingest.errors import IngestRefused
from issues.ingest.readers.docx import read_docx
from issues.ingest.readers.pdf import read_pdf
from issues.ingest.readers.reading import Reading
from issues.ingest.readers.text import read_text

READERS: dict[str, Callable[[bytes], Reading]] = {
    ".txt": lambda data: Reading(read_text(data)),
    ".docx": read_docx,
    ".pdf": read_pdf,
}

# The largest file a bulletin office is likely to have holds some dozens of photographs.
MAX_BYTES = 25 * 1024 * 1024

_SAVE_AS = "另存为“.docx”或“纯文本（.txt）”后再导入。"
ADVICE = {
    ".doc": f"这是旧版 Word 文件（.doc）。请用 Word 或 WPS 打开，{_SAVE_AS}",
    ".wps": f"这是 WPS 文字文件（.wps）。请用 WPS 打开，{_SAVE_AS}",
    ".docm": f"这是带宏的 Word 文件（.docm）。请用 Word 打开，{_SAVE_AS}",
    ".rtf": f"这是 RTF 文件。请用 Word 或 WPS 打开，{_SAVE_AS}",
    ".odt": f"这是 OpenDocument 文件（.odt）。请用 Word 或 WPS 打开，{_SAVE_AS}",
    ".ofd": "这是 OFD 版式文件。请找到它的 Word 原稿，或用 OFD 阅读器转成 PDF 后再导入。",
}


_REASONS = {
    errno.ENOENT: "没有这个文件",
    errno.EACCES: "没有读取的权限",
    errno.EPERM: "没有读取的权限",
    errno.ELOOP: "链接成环",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ENOTDIR: "路径中有一段不是文件夹",
}


def read_lines(path: Path) -> list[str]:
    """The printed lines of a file, without their line ends; raises IngestRefused."""
    return read_data(path.name, load(path)).lines


def read_data(name: str, data: bytes) -> Reading:
    """A file that is in memory; its name says what kind it is.

    Raises IngestRefused for a kind we do not read, an empty, too large or unreadable file.
    """
    reader = check_kind(name)
    check_size(name, len(data))
    try:
        return reader(data)
    except IngestRefused as error:
        raise IngestRefused(f"{name}：{error}") from error


def load(path: Path) -> bytes:
    """The bytes of a file of a kind and size that we read; raises IngestRefused."""
    check_kind(path.name)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise IngestRefused(f"{path.name}：这不是普通文件，没有读。请选择简报文件。")
        check_size(path.name, status.st_size)
        with path.open("rb") as file:
            return file.read(MAX_BYTES)
    except OSError as error:
        raise IngestRefused(
            f"{path.name[:80]}：打不开文件（{_REASONS.get(error.errno, '系统报错')}）。请确认文件存在、可以读取。"
        ) from error


def check_kind(name: str) -> Callable[[bytes], Reading]:
    """The reader for a file of this name; raises IngestRefused with advice where there is none."""
    suffix = Path(name).suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        kinds = "、".join(READERS)
        unknown = f"不认识这种文件（{suffix or '没有扩展名'}），能读的是 {kinds}。请{_SAVE_AS}"
        raise IngestRefused(f"{name}：{ADVICE.get(suffix, unknown)}")
    return reader


def check_size(name: str, size: int) -> None:
    if size > MAX_BYTES:
        raise IngestRefused(
            f"{name}：文件有 {size / 1048576:.0f} MB，超过上限 {MAX_BYTES // 1048576} MB。"
            "请确认选对了文件，或拆成几个再导入。"
        )
