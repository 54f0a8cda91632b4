"""Fixtures that many tests share: one user for each role and one issue in preparation."""

from collections.abc import Callable
from importlib import import_module
from itertools import count
from pathlib import Path

import hypothesis
import pytest
from django.db import connection, connections

from accounts.models import Organisation, User
from accounts.roles import Role, grant
from bulletin import settings as office
from issues.models import Article, ArticleStage, Issue, Publication, Section

# How fast a busy machine makes examples says nothing about what is tested: no deadline, and no check of its pace.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite's test database is a file: in memory, threads would share one cache that ignores the timeout."""
    settings = connections["default"].settings_dict
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "bulletin.sqlite3")


# Those of settings.EDITION_FOLLOWERS and FORM_FOLLOWERS that write readers' files.
WRITERS = {"issues.public.publish.follow", "issues.public.publish.refresh"}

audit_guard = import_module("issues.migrations.0016_audit_guard")


@pytest.fixture(scope="session")
def audit_guards(django_db_setup: None, django_db_blocker: object) -> list[str]:
    """What guards the log after migrating; taken away, for tests tamper with the log, and empty it between them."""
    with django_db_blocker.unblock():
        found = audit_guard.installed(connection)
        audit_guard.remove(connection)
    return found


@pytest.fixture(autouse=True, scope="session")
def _unguarded_log(request: pytest.FixtureRequest) -> None:
    if any(
        item.get_closest_marker("django_db") or "db" in item.fixturenames for item in request.session.items
    ):
        request.getfixturevalue("audit_guards")


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each test's uploads get a folder; pytest's own way reads the names of all others for each."""
    return tmp_path_factory.mktemp("stores")


_numbers = count()


@pytest.fixture(autouse=True)
def uploads(settings: object, stores: Path) -> None:
    """What a test uploads goes into a folder of its own, never into the checkout."""
    own = stores / str(next(_numbers))
    own.mkdir()
    for name in ("MEDIA_ROOT", "ORIGINALS_ROOT", "EDITIONS_ROOT", "SITE_ROOT"):
        folder = own / name.removesuffix("_ROOT").lower()
        folder.mkdir()
        setattr(settings, name, folder)


@pytest.fixture(autouse=True)
def quick_publishing(settings: object) -> None:
    """Publishing indexes, and writes readers' files only in tests of these, which use `publishes_files`.

    The files cost several times as much as all other steps of an issue, and hundreds of tests publish.
    """
    settings.EDITION_FOLLOWERS = [path for path in settings.EDITION_FOLLOWERS if path not in WRITERS]
    settings.FORM_FOLLOWERS = [path for path in settings.FORM_FOLLOWERS if path not in WRITERS]


@pytest.fixture
def publishes_files(quick_publishing: None, settings: object) -> None:
    """Whoever publishes here does all that it does at the office."""
    settings.EDITION_FOLLOWERS = office.EDITION_FOLLOWERS
    settings.FORM_FOLLOWERS = office.FORM_FOLLOWERS


@pytest.fixture(autouse=True)
def quick_passwords(settings: object) -> None:
    """A real hash takes half a second, on purpose, and hundreds of tests make users and sign in.

    The real one is still known, so what it made is read and made anew.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True)
def quick_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is published need not outlast a loss of power here, and hundreds of tests publish."""
    monkeypatch.setattr("issues.public.trees.settle", lambda descriptor: None)


@pytest.fixture(autouse=True)
def static_files(settings: object) -> None:
    """Looked for when asked for; else each test's client would first list thousands of them."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(name="曲靖市总工会", level="prefecture")


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """make_user("name", Role.EDITOR, organisation=…): a user of the desk; tests sign in by force_login."""

    def make(username: str, *roles: Role, **fields: object) -> User:
        user = User.objects.create_user(username, **fields)
        if roles:
            grant(user, *roles)
        return user

    return make


@pytest.fixture
def correspondent(make_user: Callable[..., User], organisation: Organisation) -> User:
    return make_user("correspondent", Role.CORRESPONDENT, organisation=organisation)


@pytest.fixture
def editor(make_user: Callable[..., User]) -> User:
    return make_user("editor", Role.EDITOR)


@pytest.fixture
def approver(make_user: Callable[..., User]) -> User:
    return make_user("approver", Role.APPROVER)


@pytest.fixture
def second(make_user: Callable[..., User]) -> User:
    """A second approver: 复审 and 终审 are given by different people."""
    return make_user("second", Role.APPROVER)


@pytest.fixture
def administrator(make_user: Callable[..., User]) -> User:
    return make_user("administrator", Role.ADMINISTRATOR)


@pytest.fixture
def superuser(db: None) -> User:
    return User.objects.create_superuser("superuser")


@pytest.fixture
def publication(db: None) -> Publication:
    return Publication.objects.create(
        name="产业工人队伍建设改革工作简报", slug="changai", issuer="云南省总工会"
    )


@pytest.fixture
def issue(publication: Publication) -> Issue:
    return Issue.objects.create(publication=publication, year=2021, number=3, total_number=45)


@pytest.fixture
def section(issue: Issue) -> Section:
    return Section.objects.create(issue=issue, name="重点推荐", position=1)


@pytest.fixture
def article(section: Section) -> Article:
    return Article.objects.create(
        title="临沧市推进改革", body="<p>正文。</p>", section=section, position=1, stage=ArticleStage.ACCEPTED
    )
