"""One row of every kind, and a way to open its pages."""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from django.db.models import Model
from django.test import Client

from accounts.models import Organisation, User
from issues.models import (
    Action,
    Article,
    AuditEntry,
    Contributor,
    Credit,
    DistributionList,
    Edition,
    Issue,
    Publication,
    Recipient,
    SignOff,
    Stage,
    StandingSection,
)
from tests.factories import CHECKED
from tests.issues.admin.desk import desk_url


@pytest.fixture
def open_page(client: Client) -> Callable[..., int]:
    """open_page(user, obj, "change"): the status of that page; a model class instead of a row for lists."""

    def open_it(user: User, target: Model | type[Model], page: str) -> int:
        client.force_login(user)
        return client.get(desk_url(target, page)).status_code

    return open_it


@pytest.fixture
def published_issue(publication: Publication) -> Issue:
    return Issue.objects.create(publication=publication, year=2021, number=2, stage=Stage.PUBLISHED)


@pytest.fixture
def edition(published_issue: Issue, editor: User) -> Edition:
    content = '{"schema": 1}'
    return Edition.objects.create(
        issue=published_issue,
        version=1,
        slug="changai",
        year=2021,
        kind="regular",
        number=2,
        content=content,
        sha256=sha256(content.encode()).hexdigest(),
        frozen_at=datetime(2021, 2, 5, tzinfo=UTC),
        frozen_by=editor,
        is_current=True,
    )


@pytest.fixture
def contributor(organisation: Organisation) -> Contributor:
    return Contributor.objects.create(name="杨冲美", organisation=organisation)


@pytest.fixture
def distribution_list(publication: Publication) -> DistributionList:
    made = DistributionList.objects.create(publication=publication, name="常用", is_default=True)
    Recipient.objects.create(distribution_list=made, kind="report", position=1, name="省委办公厅")
    return made


@pytest.fixture
def one_of_each(
    article: Article,
    contributor: Contributor,
    distribution_list: DistributionList,
    edition: Edition,
    approver: User,
) -> dict[str, Model]:
    """A row of every model that has a page, by model name, in an issue that is still open."""
    Credit.objects.create(article=article, contributor=contributor, position=1)
    issue = article.section.issue
    StandingSection.objects.create(publication=issue.publication, name="简讯速览", position=1)
    rows = [
        article,
        article.section,
        issue,
        issue.publication,
        contributor,
        contributor.organisation,
        distribution_list,
        edition,
        SignOff.objects.create(issue=issue, step=1, signer=approver, **CHECKED),
        approver,
        AuditEntry.objects.record(Action.PLACE, article, approver, issue=str(issue), section="重点推荐"),
    ]
    return {row._meta.model_name: row for row in rows}
