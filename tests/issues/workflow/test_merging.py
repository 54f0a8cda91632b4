"""Several articles made one: every credit, photo and source stays, the originals follow it, and it comes apart again."""

import pytest

from accounts.roles import Role
from issues.models import Article, AuditEntry, Issue, Notice, Photo, Stage, Step
from issues.workflow.actions import (
    correct_issue,
    publish_issue,
    sign_issue,
    sign_off,
    submit_issue,
    withdraw_issue,
)
from issues.workflow.merging import merge_articles, split_article
from issues.workflow.placing import place_article, remove_article
from issues.workflow.steps import WorkflowRefused
from tests.factories import make_article, make_issue
from tests.issues.workflow.helpers import CHECKS, NOTE, everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(db) -> Issue:
    return make_issue(articles=0)


def pool(title: str, *credits: tuple[str, str], **fields: object) -> Article:
    return make_article(None, None, title=title, body=f"<p>{title}的正文。</p>", credits=credits, **fields)


@pytest.fixture
def three(db) -> list[Article]:
    return [
        pool("甲", ("曲靖市总工会", "杨冲美"), ("曲靖市总工会", "张三")),
        pool("乙", ("昆明市总工会", "")),
        pool("丙", ("曲靖市总工会", "张三"), ("玉溪市总工会", "李四")),
    ]


def stages() -> dict[str, str]:
    return dict(Article.objects.order_by("pk").values_list("title", "stage"))


def refusal(step) -> str:
    before = everything()
    with pytest.raises(WorkflowRefused) as refused:
        step()
    assert everything() == before
    return str(refused.value)


def test_a_merged_article_holds_every_text_and_every_credit_once(editor, three):
    merged = merge_articles([three[2], three[0], three[1]], editor, " 各地推进改革 ")
    assert (merged.title, merged.stage, merged.author, merged.section) == (
        "各地推进改革",
        "accepted",
        None,
        None,
    )
    assert merged.body == (
        "<h3>丙</h3><p>丙的正文。</p><h3>甲</h3><p>甲的正文。</p><h3>乙</h3><p>乙的正文。</p>"
    )
    assert [str(credit.contributor) for credit in merged.credits.order_by("position")] == [
        "曲靖市总工会 张三",
        "玉溪市总工会 李四",
        "曲靖市总工会 杨冲美",
        "昆明市总工会",
    ]
    originals = merged.merged_from.order_by("merged_position")
    assert [(one.title, one.stage) for one in originals] == [
        ("丙", "merged"),
        ("甲", "merged"),
        ("乙", "merged"),
    ]


def test_headings_are_only_there_if_wanted_and_never_read_as_html(editor):
    one, other = pool("<b>甲</b>"), pool("乙")
    assert merge_articles([one, other], editor, "合", headings=True).body.startswith(
        "<h3>&lt;b&gt;甲&lt;/b&gt;</h3>"
    )
    third, fourth = pool("丙"), pool("丁")
    assert merge_articles([third, fourth], editor, "合", headings=False).body == (
        "<p>丙的正文。</p><p>丁的正文。</p>"
    )


def test_photos_come_along_in_order_and_stay_with_the_originals(editor, three):
    for article, caption in ((three[0], "图一"), (three[2], "图二")):
        Photo.objects.create(
            article=article,
            position=1,
            width=3,
            height=2,
            caption=caption,
            alt="替",
            file=f"photos/{caption}.jpg",
        )
    merged = merge_articles(three, editor, "合")
    assert list(merged.photos.order_by("position").values_list("position", "caption", "file")) == [
        (1, "图一", "photos/图一.jpg"),
        (2, "图二", "photos/图二.jpg"),
    ]
    assert Photo.objects.count() == 4


def test_a_source_common_to_all_is_kept_others_stand_under_their_text(editor):
    same = {"source": "工人日报", "source_detail": "2021年1月5日第3版"}
    merged = merge_articles([pool("甲", **same), pool("乙", **same)], editor, "合")
    assert (merged.source, merged.source_detail) == ("工人日报", "2021年1月5日第3版")
    assert "工人日报" not in merged.body
    mixed = merge_articles([pool("丙", **same), pool("丁")], editor, "合")
    assert mixed.source == ""
    assert mixed.body == (
        "<h3>丙</h3><p>丙的正文。</p><p>（《工人日报》2021年1月5日第3版）</p><h3>丁</h3><p>丁的正文。</p>"
    )


def test_what_is_common_to_all_is_taken_over(editor, organisation, publication):
    both = {"organisation": organisation, "publication": publication}
    merged = merge_articles([pool("甲", **both), pool("乙", **both)], editor, "合")
    assert (merged.organisation, merged.publication) == (organisation, publication)
    mixed = merge_articles([pool("丙", **both), pool("丁")], editor, "合")
    assert (mixed.organisation, mixed.publication) == (None, None)


def test_the_originals_follow_to_readers_and_back(editor, issue, three):
    merged = merge_articles(three, editor, "合")
    place_article(merged, issue.sections.get(), editor)
    sign_issue(issue)
    publish_issue(issue)
    assert set(stages().values()) == {"published"}
    withdraw_issue(issue, NOTE)
    assert stages() == {"甲": "merged", "乙": "merged", "丙": "merged", "合": "accepted"}


def test_taken_out_in_a_correction_the_originals_are_no_longer_printed(editor, issue, three):
    merged = merge_articles(three, editor, "合")
    place_article(merged, issue.sections.get(), editor)
    make_article(issue.sections.get(), 2, title="别的")
    sign_issue(issue)
    publish_issue(issue)
    correct_issue(issue, NOTE, editor)
    remove_article(merged, editor)
    assert stages() == {"甲": "merged", "乙": "merged", "丙": "merged", "合": "accepted", "别的": "published"}


def test_it_comes_apart_again_until_it_is_signed(editor, issue, three):
    merged = merge_articles(three, editor, "合")
    place_article(merged, issue.sections.get(), editor)
    make_article(issue.sections.get(), 2, title="别的")
    assert [one.title for one in split_article(merged, editor)] == ["甲", "乙", "丙"]
    assert stages() == {
        "甲": "accepted",
        "乙": "accepted",
        "丙": "accepted",
        "合": "declined",
        "别的": "accepted",
    }
    assert (merged.section, merged.merged_from.count()) == (None, 0)
    assert merged.body.startswith("<h3>甲</h3>")  # what was written is not lost
    again = merge_articles(three, editor, "又合")
    place_article(again, issue.sections.get(), editor)
    sign_issue(issue)
    assert refusal(lambda: split_article(again, editor)) == (
        f"{issue}现在是“已签发”，不能再编排。请另选一期，或先把它重新打开。"
    )


def test_merging_and_splitting_are_logged(editor, three):
    merged = merge_articles(three[:2], editor, "合")
    split_article(merged, editor)
    entries = AuditEntry.objects.filter(object_type="issues.article").order_by("sequence")
    logged = [(entry.action, entry.object_label, entry.user, entry.detail.get("step")) for entry in entries]
    assert logged == [
        ("merge", "合", editor, None),
        ("transition", "甲", editor, "merge"),
        ("transition", "乙", editor, "merge"),
        ("transition", "甲", editor, "unmerge"),
        ("transition", "乙", editor, "unmerge"),
        ("transition", "合", editor, "set_aside"),
        ("split", "合", editor, None),
    ]
    assert entries.first().detail["originals"] == ["甲", "乙"]


@pytest.mark.parametrize("stage", ["draft", "review", "returned", "declined"])
def test_only_accepted_articles_of_the_pool_are_merged(editor, issue, three, stage):
    three[1].author = editor
    three[1].stage = stage
    three[1].save()
    told = f"“乙”现在是“{three[1].get_stage_display()}”，只有“采用”的稿件才能合并。"
    assert refusal(lambda: merge_articles(three, editor, "合")) == told


def test_what_stands_in_an_issue_or_was_merged_before_is_not_merged(editor, issue, three):
    place_article(three[0], issue.sections.get(), editor)
    assert refusal(lambda: merge_articles(three, editor, "合")) == f"“甲”已编入{issue}，请先把它移回稿库。"
    remove_article(three[0], editor)
    merged = merge_articles(three[:2], editor, "合")
    assert refusal(lambda: merge_articles([merged, three[2]], editor, "再合")) == (
        "“合”本身就是综合稿，请先把它拆开。"
    )
    assert refusal(lambda: merge_articles([three[0], three[2]], editor, "再合")) == (
        "“甲”现在是“已并入”，只有“采用”的稿件才能合并。"
    )
    assert refusal(lambda: place_article(three[0], issue.sections.get(), editor)) == (
        "只有“采用”的稿件才能编入一期，请先采用它。"
    )
    assert refusal(lambda: split_article(three[2], editor)) == "这篇稿件不是综合稿，不用拆开。"


def test_senseless_merges_are_refused(editor, three):
    for step, told in [
        (lambda: merge_articles(three, editor, " "), "请写综合稿的标题。"),
        (lambda: merge_articles(three, editor, "长" * 201), "标题最多200个字，现在是201个字。"),
        (lambda: merge_articles(three[:1], editor, "合"), "请至少选两篇不同的稿件，再合并。"),
        (lambda: merge_articles([three[0], three[0]], editor, "合"), "请至少选两篇不同的稿件，再合并。"),
    ]:
        assert refusal(step) == told


def test_who_may_not_merge_or_split_is_refused(editor, approver, make_user, three):
    merged = merge_articles(three[:2], editor, "合")
    assert refusal(lambda: merge_articles(three, approver, "合")) == (
        "您没有合并稿件的权限，须由编辑、管理员合并。"
    )
    assert refusal(lambda: split_article(merged, approver)) == "您没有编排的权限，须由编辑、管理员编排。"


def test_who_wrote_an_original_does_not_sign_the_issue(editor, approver, second, issue, three):
    three[0].author = approver
    three[0].save()
    merged = merge_articles(three, editor, "合")
    place_article(merged, issue.sections.get(), editor)
    submit_issue(issue, editor)
    sign_off(issue, Step.FIRST, editor, CHECKS)  # who merges writes nothing of his own
    with pytest.raises(WorkflowRefused, match="^您是本期稿件“甲”的作者，不能审签本期"):
        sign_off(issue, Step.SECOND, approver, CHECKS)
    sign_off(issue, Step.SECOND, second, CHECKS)
    assert Issue.objects.get(pk=issue.pk).stage == Stage.REVIEW


def test_the_writer_of_an_original_is_told_once_where_it_was_printed(
    correspondent, editor, approver, second, make_user, issue, three
):
    three[1].author = correspondent
    three[1].save()
    merged = merge_articles(three, editor, "合")
    place_article(merged, issue.sections.get(), editor)
    submit_issue(issue, editor)
    third = make_user("third", Role.APPROVER)
    for step, signer in zip(Step, (editor, second, third), strict=True):
        sign_off(issue, step, signer, CHECKS)
    publish_issue(issue, approver)
    told = Notice.objects.filter(recipient=correspondent)
    assert [(notice.title, notice.link) for notice in told] == [
        (f"您的稿件《乙》已在{issue}刊出", "/changai/2021/3/1/")
    ]
