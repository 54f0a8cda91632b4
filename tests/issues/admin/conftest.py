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
    HouseConfusable,
    HouseExpression,
    HouseLeader,
    HouseSensitive,
    HouseUnit,
    Issue,
    Publication,
    Recipient,
    SignOff,
    Stage,
    StandingSection,
)
from tests.factories import CHECKED
from tests.issues.admin.desk import desk_url


@pytest.fixture(autouse=True)
def unhurried_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """Activity is noted in the session twice a minute; where queries are counted that would be three more, by the clock."""
    monkeypatch.setattr("accounts.gate.SEEN_EVERY", 60 * 60)


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
        HouseExpression.objects.create(right="滇池工匠培育工程", wrong="滇池匠人工程"),
        HouseConfusable.objects.create(wrong="云领", right="云岭", after="先锋 工匠"),
        HouseLeader.objects.create(name="赵德明", posts="省总工会主席"),
        HouseSensitive.objects.create(word="外来妹", suggestion="女职工"),
        HouseUnit.objects.create(name="省总", organisation=contributor.organisation),
    ]
    return {row._meta.model_name: row for row in rows}
