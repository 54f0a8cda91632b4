"""A .docx as a zip of XML parts, opened without trust: bounded in size, no entities, nothing fetched.

The limits are far above what an office writes: a bulletin of a hundred pages is a few megabytes of XML.
"""

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from issues.ingest.errors import IngestRefused

MAX_ENTRIES = 5_000
MAX_TOTAL = 300 * 1024 * 1024  # what all parts together may unpack to
MAX_XML = 16 * 1024 * 1024  # a tree takes some twenty times its text in memory
MAX_MEDIA = 40 * 1024 * 1024
# Deflate cannot pass 1032:1; honest XML seldom passes 60:1. Small parts may: they do no harm.
MAX_RATIO, RATIO_FROM = 200, 2 * 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# What zipfile raises for a file that is broken or of a kind it does not know, as found by the tests.
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, NotImplementedError, OverflowError, RuntimeError, ValueError),
)
_DAMAGED = "文件已损坏，无法解开。请用 Word 或 WPS 打开，能打开的话另存一份再上传。"
_BOMB = "文件展开后大得异常，为安全起见没有读。请用 Word 或 WPS 打开核对，另存一份再上传。"


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a part points: another part's name, or with `external` an address outside the file."""

    kind: str  # the last word of its type: image, hyperlink, header …
    target: str
    external: bool


class Package:
    """The parts of one .docx; every method raises IngestRefused rather than read something monstrous."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(_OLE):
            if _ENCRYPTED in data:
                raise IngestRefused(
                    "这个 Word 文件加了密码，无法读取。请在 Word 或 WPS 中取消密码，另存后再上传。"
                )
            raise IngestRefused(
                "这其实是旧版 Word（.doc）或 WPS（.wps）文件，只是扩展名写成了 .docx。"
                "请用 Word 或 WPS 打开，另存为“.docx”后再上传。"
            )
        if not data.startswith(b"PK"):
            raise IngestRefused(f"{_actual(data)}请用 Word 或 WPS 打开，另存为“.docx”后再上传。")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _UNREADABLE as error:
            raise IngestRefused(_DAMAGED) from error
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_TOTAL:
            raise IngestRefused(_BOMB)
        self._entries = {entry.filename.lstrip("/"): entry for entry in entries}
        if any(posixpath.basename(part).lower() == "vbaproject.bin" for part in self._entries):
            raise IngestRefused(
                "这个 Word 文件带有宏（可执行的程序），为安全起见没有收。"
                "请用 Word 或 WPS 打开，另存为不带宏的“.docx”后再上传。"
            )

    def __contains__(self, part: str) -> bool:
        return part in self._entries

    def read(self, part: str, limit: int) -> bytes:
        """The bytes of a part of at most `limit` bytes."""
        entry = self._entries[part]
        if entry.flag_bits & 1:
            raise IngestRefused("这个 Word 文件加了密码，无法读取。请取消密码，另存后再上传。")
        if entry.file_size > limit or (
            entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        ):
            raise IngestRefused(_BOMB)
        try:
            with self._zip.open(entry) as stream:
                data = stream.read(limit + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            OSError,
            RuntimeError,
        ) as error:
            raise IngestRefused(_DAMAGED) from error
        if len(data) > limit:
            raise IngestRefused(_BOMB)
        return data

    def xml(self, part: str) -> etree._Element:
        """The root of an XML part. A document type, the door of every entity trick, is refused."""
        # One parser for each part: lxml's parsers are not to be shared between threads.
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        data = self.read(part, MAX_XML)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise IngestRefused(_DAMAGED) from error
        if root is None or root.getroottree().docinfo.doctype:
            raise IngestRefused("文件里含有不该有的声明，为安全起见没有读。请用 Word 或 WPS 另存一份再上传。")
        return root

    def relations(self, part: str) -> dict[str, Relation]:
        """What `part` points at, by id."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed not in self._entries:
            return {}
        found = {}
        for element in self.xml(listed):
            target, external = element.get("Target", ""), element.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = element.get("Type", "").rpartition("/")[2]
            found[element.get("Id", "")] = Relation(kind, target, external)
        return found

    def main_part(self) -> str:
        """The name of the document itself; raises IngestRefused where the zip is no Word file."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target in self._entries:
                if relation.target.startswith(("xl/", "ppt/")):
                    break
                return relation.target
        if "word/document.xml" in self._entries:
            return "word/document.xml"
        raise IngestRefused(
            f"{self._other_kind()}请用 Word 或 WPS 打开，把文字另存为“.docx”或“纯文本（.txt）”后再上传。"
        )

    def _other_kind(self) -> str:
        for part, name in (
            ("xl/workbook.xml", "这其实是 Excel 表格，只是扩展名写成了 .docx。"),
            ("ppt/presentation.xml", "这其实是演示文稿（PPT），只是扩展名写成了 .docx。"),
            ("OFD.xml", "这其实是 OFD 版式文件，只是扩展名写成了 .docx。"),
            ("content.xml", "这其实是 OpenDocument 文件（.odt），只是扩展名写成了 .docx。"),
        ):
            if part in self._entries:
                return name
        return "这是压缩包，里面没有 Word 文档。"


def _actual(data: bytes) -> str:
    head = data[:1024].lstrip().lower()
    if not head:
        return "文件是空的。"
    if head.startswith(b"%pdf"):
        return "这其实是 PDF 文件，只是扩展名写成了 .docx，请把扩展名改为 .pdf 后上传；或者"
    if head.startswith(b"{\\rtf"):
        return "这其实是 RTF 文件，只是扩展名写成了 .docx。"
    if b"<html" in head or head.startswith((b"<!doctype", b"mime-version")):
        return "这其实是网页，只是扩展名写成了 .docx。"
    return "这不是 Word 文件，或者已经损坏。"
