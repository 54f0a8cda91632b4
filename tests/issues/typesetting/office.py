"""LibreOffice, which opens a Word file as another program than Word would; `soffice` where it is installed."""

import os
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

REASON = "no soffice on this machine: apt-get install libreoffice-writer-nogui"


def find_soffice() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def require_soffice() -> str:
    """Skips where there is none; fails instead under REQUIRE_SOFFICE=1."""
    program = find_soffice()
    if program is None:
        if os.environ.get("REQUIRE_SOFFICE") == "1":
            pytest.fail(REASON)
        pytest.skip(REASON)
    return program


def print_docx(program: str, data: bytes, folder: Path) -> Path:
    """The PDF that LibreOffice prints of a Word file."""
    source = folder / "issue.docx"
    source.write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder / "issue.pdf"


def page_count(pdf: bytes | Path) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
