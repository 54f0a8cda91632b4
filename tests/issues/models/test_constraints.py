"""Invariants that the database itself keeps, each really violated."""

from collections.abc import Callable
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError
from django.utils import timezone

from accounts.models import Organisation, User
from issues.models import (
    Article,
    ArticleStage,
    Check,
    Contributor,
    Credit,
    DistributionList,
    Issue,
    Publication,
    Recipient,
    Section,
    SignOff,
    Stage,
    StandingSection,
)
from issues.models.kept import RowKept
from tests.factories import CHECKED


def refused(make: Callable[[], Model]) -> bool:
    """True when the database refuses the row, and the connection is usable afterwards."""
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


def test_publication_slug_is_unique(publication: Publication) -> None:
    assert refused(lambda: Publication.objects.create(name="另一刊", slug=publication.slug))


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["admin", "Search", "feed"])
def test_publication_slug_may_not_hide_the_site(slug: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Publication(name="刊", slug=slug).full_clean()
    assert refusal.value.message_dict == {"slug": [f"“{slug}”是网站自身的地址，请换一个。"]}


def test_publication_labels(publication: Publication) -> None:
    publication.report_label, publication.send_label = "报送", "抄送"
    assert [publication.label_for(kind) for kind in ("report", "send", "issue")] == ["报送", "抄送", "发"]


def test_standing_sections_have_one_position_and_one_name(publication: Publication) -> None:
    make = publication.standing_sections.create
    make(name="重点推荐", position=1)
    assert refused(lambda: make(name="简讯速览", position=1))
    assert refused(lambda: make(name="重点推荐", position=2))
    other = Publication.objects.create(name="工作简报", slug="gongzuo")
    StandingSection.objects.create(publication=other, name="重点推荐", position=1)


def test_sections_of_an_issue_have_one_position_each(issue: Issue) -> None:
    Section.objects.create(issue=issue, position=1)
    Section.objects.create(issue=issue, position=2)
    assert refused(lambda: Section.objects.create(issue=issue, name="他山之石", position=2))


def test_articles_of_a_section_have_one_position_each(article: Article, section: Section) -> None:
    make = Article.objects.create
    make(title="二", section=section, position=2, stage="accepted")
    assert refused(lambda: make(title="三", section=section, position=2, stage="accepted"))


def test_an_article_has_a_section_and_a_position_or_neither(section: Section) -> None:
    Article.objects.bulk_create([Article(title="稿库一"), Article(title="稿库二")])
    assert refused(lambda: Article.objects.create(title="三", section=section, stage="accepted"))
    assert refused(lambda: Article.objects.create(title="四", position=1))


@pytest.mark.parametrize("stage", ArticleStage)
def test_only_accepted_articles_stand_in_an_issue(section: Section, stage: ArticleStage) -> None:
    placed = Article(title="一", section=section, position=1, stage=stage)
    if stage in ("accepted", "published"):
        placed.full_clean()
        placed.save()
    else:
        assert refused(placed.save)
        with pytest.raises(ValidationError, match="只有“采用”的稿件才能编入一期，请先采用它。"):
            placed.full_clean()


def test_positions_begin_with_one(publication: Publication, article: Article, section: Section) -> None:
    made = publication.distribution_lists.create(name="常用")
    contributor = Contributor.objects.create(name="张三")
    assert refused(lambda: publication.standing_sections.create(name="重点推荐", position=0))
    assert refused(lambda: section.issue.sections.create(name="零", position=0))
    assert refused(lambda: section.articles.create(title="零", position=0))
    assert refused(lambda: article.credits.create(contributor=contributor, position=0))
    assert refused(lambda: made.recipients.create(kind="report", name="省委", position=0))


def test_kinds_and_stages_are_those_there_are(issue: Issue, article: Article) -> None:
    for rows, values in [
        (Issue.objects, {"kind": "special"}),
        (Issue.objects, {"stage": "lost"}),
        (Article.objects, {"stage": ""}),
    ]:
        assert refused(lambda rows=rows, values=values: rows.update(**values))
    for stage in Stage.values:
        Issue.objects.update(stage=stage)
    Article.objects.return_to_pool()  # in an issue only two of them may stand
    for stage in ArticleStage.values:
        Article.objects.update(stage=stage)
    Article.objects.update(title="")  # the intake keeps what has no title, for an editor to name


def test_return_to_pool_frees_the_section(article: Article, section: Section) -> None:
    with pytest.raises(ProtectedError):
        section.delete()
    Article.objects.create(title="二", section=section, position=2, stage="published")
    assert Article.objects.filter(section=section).return_to_pool() == 2
    assert [row.stage for row in Article.objects.in_pool()] == ["accepted", "accepted"]
    section.delete()


def test_a_contributor_has_a_name_or_an_organisation(organisation: Organisation) -> None:
    Contributor.objects.create(organisation=organisation)
    Contributor.objects.create(name="杨冲美")
    assert refused(Contributor.objects.create)


def test_a_contributor_is_there_once(organisation: Organisation) -> None:
    for values in (
        {"name": "杨冲美", "organisation": organisation},
        {"organisation": organisation},
        {"name": "张三"},
    ):
        Contributor.objects.create(**values)
        assert refused(lambda values=values: Contributor.objects.create(**values))
    Contributor.objects.create(name="杨冲美")


def test_contributor_is_named_as_printed(organisation: Organisation) -> None:
    person, unit = (
        Contributor(name="杨冲美", organisation=organisation),
        Contributor(organisation=organisation),
    )
    assert [str(person), str(unit), str(Contributor(name="张三"))] == [
        "曲靖市总工会 杨冲美",
        "曲靖市总工会",
        "张三",
    ]


def test_credits_have_one_position_and_one_contributor_each(article: Article) -> None:
    first, second = (Contributor.objects.create(name=name) for name in ("张三", "李四"))
    Credit.objects.create(article=article, contributor=first, position=1)
    assert refused(lambda: Credit.objects.create(article=article, contributor=second, position=1))
    assert refused(lambda: Credit.objects.create(article=article, contributor=first, position=2))
    Credit.objects.create(article=article, contributor=second, position=2)


def test_a_credited_contributor_is_not_deleted(article: Article) -> None:
    contributor = Contributor.objects.create(name="张三")
    Credit.objects.create(article=article, contributor=contributor, position=1)
    with pytest.raises(ProtectedError):
        contributor.delete()


def test_a_publication_has_one_default_list(publication: Publication) -> None:
    make = publication.distribution_lists.create
    make(name="常用", is_default=True)
    make(name="扩大")
    make(name="内部")
    assert refused(lambda: make(name="又一", is_default=True))


def test_an_issues_own_list_is_no_default_and_the_only_one(publication: Publication, issue: Issue) -> None:
    make = publication.distribution_lists.create
    assert refused(lambda: make(name="本期", issue=issue, is_default=True))
    make(name="本期", issue=issue)
    assert refused(lambda: make(name="本期之二", issue=issue))
    assert list(DistributionList.objects.standing()) == []


def test_an_issues_own_list_is_of_its_publication(issue: Issue) -> None:
    other = Publication.objects.create(name="工作简报", slug="gongzuo")
    with pytest.raises(ValidationError) as refusal:
        DistributionList(publication=other, issue=issue, name="本期").full_clean()
    assert refusal.value.message_dict == {"issue": ["所选的期不属于这个刊物，请重选其一。"]}


def test_recipients_have_a_kind_and_one_position_within_it(publication: Publication) -> None:
    made = publication.distribution_lists.create(name="常用")
    for kind, position, name in [("issue", 1, "各县工会"), ("report", 2, "省政府"), ("report", 1, "省委")]:
        Recipient.objects.create(distribution_list=made, kind=kind, position=position, name=name)
    make = made.recipients.create
    make(kind="send", position=1, name="省人社厅")
    assert refused(lambda: make(kind="send", position=1, name="省工信厅"))
    assert refused(lambda: make(kind="copy", position=1, name="无此类别"))
    printed = [recipient.name for recipient in made.recipients.in_printed_order()]
    assert printed == ["省委", "省政府", "省人社厅", "各县工会"]


def test_sign_offs_are_one_for_each_step_by_different_people(
    issue: Issue, editor: User, approver: User
) -> None:
    make = partial(SignOff.objects.create, **CHECKED)
    make(issue=issue, step=1, signer=editor)
    assert refused(lambda: make(issue=issue, step=1, signer=approver))
    assert refused(lambda: make(issue=issue, step=2, signer=editor))
    assert refused(lambda: make(issue=issue, step=4, signer=approver))
    make(issue=issue, step=2, signer=approver)
    make(issue=issue, round=2, step=1, signer=approver)
    again = partial(make, issue=issue, round=2, step=2, signer=editor)
    for check in Check:
        assert refused(lambda check=check: again(**{check.value: False}))
    assert refused(lambda: again(voided_at=timezone.now()))
    again(voided_at=timezone.now(), void_reason="重新打开")


def test_a_sign_off_is_kept_and_may_only_be_voided(issue: Issue, editor: User) -> None:
    row = SignOff.objects.create(issue=issue, step=1, signer=editor, **CHECKED)
    row.voided_at, row.void_reason = timezone.now(), "退回修改：数据有误。"
    row.save()
    row.note = "同意"
    for attempt in (
        row.save,
        row.delete,
        lambda: SignOff.objects.update(note="x"),
        SignOff.objects.all().delete,
    ):
        with pytest.raises(RowKept):
            attempt()


def test_an_issue_has_a_correction_note_only_while_it_is_corrected(issue: Issue) -> None:
    allowed = []
    for stage in Stage:
        issue.stage, issue.correction_note = stage, "第2篇数据有误。"
        if not refused(issue.save):
            allowed.append(stage)
    assert allowed == ["draft", "review", "signed"]


@pytest.mark.parametrize(
    "staff",
    [
        "张三",
        {"role": "审核"},
        ["张三"],
        [{"role": "审核"}],
        [{"role": "", "name": "张三"}],
        [{"role": "审核", "name": 3}],
    ],
)
def test_issue_staff_is_a_list_of_roles_and_names(publication: Publication, staff: object) -> None:
    issue = Issue(publication=publication, year=2021, number=1, staff=[{"role": "审核", "name": "张三"}])
    issue.full_clean()
    issue.staff = staff
    with pytest.raises(ValidationError) as refusal:
        issue.full_clean()
    assert list(refusal.value.message_dict) == ["staff"]


def test_a_publication_with_issues_and_a_user_with_articles_stay(
    article: Article, publication: Publication, editor: User
) -> None:
    Article.objects.filter(pk=article.pk).update(author=editor)
    for row in (publication, editor):
        with pytest.raises(ProtectedError):
            row.delete()
