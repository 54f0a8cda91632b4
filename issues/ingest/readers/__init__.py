"""One reader for each kind of file; each turns bytes into printed lines, in order."""

import errno
import stat
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


_REASONS = {
    errno.ENOENT: "没有这个文件",
    errno.EACCES: "没有读取的权限",
    errno.EPERM: "没有读取的权限",
    errno.ELOOP: "链接成环",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ENOTDIR: "路径中有一段不是文件夹",
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
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise IngestRefused(f"{path.name}：这不是普通文件，没有读。请选择简报文件。")
        size = status.st_size
        if size > MAX_BYTES:
            raise IngestRefused(
                f"{path.name}：文件有 {size / 1048576:.0f} MB，超过上限 {MAX_BYTES // 1048576} MB。请确认选对了文件，或拆成几个再导入。"
            )
        with path.open("rb") as file:
            data = file.read(MAX_BYTES)
    except OSError as error:
        raise IngestRefused(
            f"{path.name[:80]}：打不开文件（{_REASONS.get(error.errno, '系统报错')}）。请确认文件存在、可以读取。"
        ) from error
    try:
        return reader(data)
    except IngestRefused as error:
        raise IngestRefused(f"{path.name}：{error}") from error
