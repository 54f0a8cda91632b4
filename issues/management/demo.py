"""What `demo` sets up: the sample bulletins, taken in and published, and one account for each role."""

import json
import os
import secrets
import tomllib
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.models import Level, Organisation, User
from accounts.roles import Role, grant
from issues.ingest.intake import Placement, take_in
from issues.ingest.readers import read_lines
from issues.ingest.structure import recover
from issues.models import DistributionList, Issue, Publication, StandingSection
from issues.models.opening import copy_recipients
from issues.workflow.actions import publish_issue, sign_in_turn

SEEDS = Path(settings.BASE_DIR) / "seeds"
ACCOUNTS = (
    ("tongxun", "示例通讯员", Role.CORRESPONDENT),
    ("bianji", "示例编辑", Role.EDITOR),
    ("fushen", "示例复审人", Role.APPROVER),
    ("qianfa", "示例签发人", Role.APPROVER),
    ("guanli", "示例管理员", Role.ADMINISTRATOR),
)
# What seeds.toml says of the publication itself.
DESCRIBED = (
    *("name", "issuer", "notice", "description"),
    *("lines_per_page", "sections_on_new_pages", "run_in_titles"),
)
# Who gives 初审, 复审 and 终审.
SIGNERS = ("bianji", "fushen", "qianfa")


def load_accounts(remembered: Path) -> list[tuple[str, str, str]]:
    """(role, username, password) of the demo's accounts, made where they are missing.

    The passwords are random; they are kept in `remembered`, readable by its owner alone, so that a later run
    can print them again. An account whose password is not known there is listed with an empty one.
    """
    passwords: dict[str, str] = json.loads(remembered.read_text("utf-8")) if remembered.exists() else {}
    listed = []
    for username, name, role in ACCOUNTS:
        user = User.objects.filter(username=username).first()
        if user is None:
            passwords[username] = secrets.token_urlsafe(9)
            user = User.objects.create_user(username, password=passwords[username], display_name=name)
            if role == Role.CORRESPONDENT:
                user.organisation, _ = Organisation.objects.get_or_create(
                    name="曲靖市总工会", defaults={"level": Level.PREFECTURE}
                )
                user.save(update_fields=["organisation"])
            grant(user, role)
        known = passwords.get(username, "")
        listed.append((str(role.label), username, known if known and user.check_password(known) else ""))
    descriptor = os.open(remembered, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(passwords, file)
    return listed


@transaction.atomic
def load_bulletins(folder: Path = SEEDS) -> list[Issue]:
    """Take in what seeds.toml lists, have it signed by three of the demo's accounts, and publish it.

    Nothing is done where its publication has issues already. Raises IngestRefused and WorkflowRefused.
    """
    listing = tomllib.loads((folder / "seeds.toml").read_text("utf-8"))
    described = listing["publication"]
    publication, _ = Publication.objects.get_or_create(
        slug=described["slug"],
        defaults={key: described[key] for key in DESCRIBED},
    )
    if publication.issues.exists():
        return []
    StandingSection.objects.bulk_create(
        StandingSection(publication=publication, name=name, position=position)
        for position, name in enumerate(described["sections"], start=1)
    )
    signers = [User.objects.get(username=username) for username in SIGNERS]
    issues = []
    for entry in listing["bulletin"]:
        path = folder / entry["file"]
        given = {key: value for key, value in entry.items() if key != "file"}
        manuscript = recover(read_lines(path))
        taken = take_in(manuscript, Placement(publication=publication.slug, **given), original_name=path.name)
        sign_in_turn(taken.issue, signers, as_printed=True)
        publish_issue(taken.issue, signers[-1])
        issues.append(taken.issue)
    _keep_as_default(issues[0])
    return issues


def _keep_as_default(issue: Issue) -> None:
    """The next issue that is opened starts with these recipients."""
    standing = DistributionList.objects.create(
        publication_id=issue.publication_id, name="常用发送范围", is_default=True
    )
    copy_recipients(issue.distribution_list, standing)
