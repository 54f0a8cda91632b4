"""The walls of the house: imports run models → stage packages → admin, management, and not sideways."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STAGES = {
    *("ingest", "workflow", "proofing", "edition", "typesetting"),
    *("search", "public", "distribution", "adoption"),
}
OUTSIDE = {"admin", "management"}
# The flow itself: what a stage package takes from another. All may take edition.content.
SIDEWAYS = {"workflow": {"proofing", "edition"}}


def imported_by(source: str, module: str, is_package: bool = False) -> Iterator[str]:
    """Every module that `source`, the text of `module`, imports, wherever in it; names in full."""
    package = module if is_package else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            # "from issues.edition import content" may name a module or something in one.
            yield from (f"{base}.{alias.name}" for alias in node.names)


def is_allowed(importer: str, imported: str) -> bool:
    """May the module `importer` import `imported`?"""
    app, _, rest = imported.partition(".")
    if importer.split(".")[0] == "accounts":
        return app not in {"issues", "bulletin"}
    if app == "bulletin":
        return importer.startswith("issues.management.")
    if app != "issues":
        return True
    own, room = (importer.split(".") + [""])[1], rest.partition(".")[0]
    if room not in STAGES | OUTSIDE | {"models"} or room == own:
        return True
    if own in OUTSIDE:
        return room not in OUTSIDE
    if own in STAGES:
        content = rest.split(".")[:2] == ["edition", "content"]
        return room == "models" or content or room in SIDEWAYS.get(own, set())
    # Models take from models alone; migrations name their fields.
    return own == "migrations" and room == "models"


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted([*ROOT.glob("issues/**/*.py"), *ROOT.glob("accounts/**/*.py")]):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def test_imports_keep_the_walls() -> None:
    crossed = [
        f"{module} imports {imported}"
        for module, path in modules()
        for imported in imported_by(path.read_text("utf-8"), module, path.name == "__init__.py")
        if not is_allowed(module, imported)
    ]
    assert crossed == []


def test_issues_has_no_rooms_the_plan_does_not_know() -> None:
    rooms = {path.parent.name for path in ROOT.glob("issues/*/__init__.py")}
    assert rooms <= STAGES | OUTSIDE | {"models", "migrations"}


@pytest.mark.parametrize(
    ("importer", "statement", "allowed"),
    [
        ("issues.models.issue", "from issues.models.section import Section", True),
        ("issues.models.issue", "from accounts.models import User", True),
        ("issues.models.issue", "import issues.edition.freeze", False),
        ("issues.models.issue", "from issues.edition.content import Run", False),
        ("issues.models.issue", "from issues import workflow", False),
        ("issues.models.issue", "from ..ingest import intake", False),
        ("issues.models", "from issues.admin.desk import DeskAdmin", False),
        ("issues.models.issue", "from bulletin import settings", False),
        ("issues.apps", "from issues.search import index", False),
        ("issues.workflow.actions", "from issues.edition.freeze import freeze", True),
        ("issues.workflow.actions", "from issues.proofing import proofread", True),
        ("issues.workflow.actions", "from issues.public import publish", False),
        ("issues.workflow.actions", "from . import transitions", True),
        ("issues.public.views", "from issues.edition.content import Run", True),
        ("issues.public.views", "from issues.edition import content", True),
        ("issues.public.views", "from ..edition import content", True),
        ("issues.public.views", "from issues.edition.freeze import freeze", False),
        ("issues.public.views", "from issues.edition import freeze", False),
        ("issues.public.views", "import issues.typesetting.pdf", False),
        ("issues.ingest.intake", "def late():\n    from issues.workflow import actions", False),
        ("issues.edition.freeze", "from issues.workflow.actions import sign_issue", False),
        ("issues.proofing.proofread", "from issues.admin import desk", False),
        ("issues.typesetting.pdf", "from issues.models import Edition", True),
        ("issues.admin.issue", "from issues.workflow.actions import sign_issue", True),
        ("issues.admin.issue", "from issues.management.commands import demo", False),
        ("issues.management.commands.demo", "from issues.ingest.intake import take_in", True),
        ("issues.management.commands.demo", "from bulletin.wsgi import application", True),
        ("accounts.models", "from issues.models import Issue", False),
        ("accounts.admin", "import issues", False),
        ("accounts.admin", "from accounts.roles import Role", True),
        ("accounts.admin", "from .roles import Role", True),
    ],
)
def test_walls_are_where_the_plan_has_them(importer: str, statement: str, allowed: bool) -> None:
    assert all(is_allowed(importer, imported) for imported in imported_by(statement, importer)) is allowed
