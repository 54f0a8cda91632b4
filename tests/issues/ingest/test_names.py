"""What a sent file is called is one short line that can be read and stored."""

import pytest

from issues.ingest.names import LONGEST, file_name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("简报 第3期.docx", "简报 第3期.docx"),
        ("C:\\文件\\简报.docx", "简报.docx"),
        ("../../etc/简报.docx", "简报.docx"),
        ("简\0报\x1b[31m.docx", "简报[31m.docx"),
        ("简报\n第3期\u3000终稿.docx", "简报 第3期 终稿.docx"),
        ("简报\u202excod.docx", "简报xcod.docx"),
        ("\udcbc\udcf2.docx", "??.docx"),
        ("  ", ""),
        ("\0", ""),
        ("", ""),
        ("长" * 300 + ".docx", "长" * 250 + ".docx"),
        ("长." + "x" * 300, "长." + "x" * 253),
    ],
)
def test_file_name_is_one_line_that_fits_its_column(sent: str, kept: str) -> None:
    assert file_name(sent) == kept
    assert len(kept) <= LONGEST
