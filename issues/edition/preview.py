"""What readers would get of an issue if it were published as it is now; nothing is stored."""

from issues.edition.content import EditionContent, from_json
from issues.edition.freeze import build_content, next_version
from issues.models import Edition, Issue


def preview_content(issue: Issue) -> EditionContent:
    """Of a draft, what its rows say, missing pieces and all; of what was signed, its last Edition itself."""
    if issue.is_locked:
        frozen = Edition.objects.filter(issue=issue).order_by("-version").first()
        if frozen is not None:
            return from_json(frozen.content)
    return build_content(issue, next_version(issue), issue.correction_note)
