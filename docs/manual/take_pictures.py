"""Takes the manuals' pictures anew, from the story that the tests play in a real browser.

    uv run python docs/manual/take_pictures.py

Needs Chromium; writes docs/manual/pictures/. Nothing of the checkout's own data is touched.
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
STORY = "tests/browser/test_story.py"


def main() -> int:
    pictures = HERE / "pictures"
    pictures.mkdir(exist_ok=True)
    environment = {**os.environ, "PICTURES": str(pictures), "REQUIRE_BROWSER": "1"}
    command = [sys.executable, "-m", "pytest", "-n0", "-q", STORY]
    return subprocess.run(command, cwd=HERE.parent.parent, env=environment, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
