"""Page, PDF, Word file and text of generated issues hold the same words in the same order, read from what was made.

A dozen of the two hundred; `bench/forms.py` tries them all.
"""

import pytest

from tests.issues.typesetting.trial import try_issue


@pytest.mark.parametrize("seed", range(12))
def test_generated_issue_says_the_same_in_every_form(seed: int) -> None:
    assert try_issue(seed).faults == []
