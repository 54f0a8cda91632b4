"""The thread of notes: who sees it, who writes, what is kept."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts.models import Organisation
from accounts.roles import Role
from issues.models import Article, Remark
from issues.models.kept import RowKept
from issues.workflow.notes import add_note, reopen_note, resolve_note, thread_of
from issues.workflow.steps import WorkflowRefused
from issues.workflow.submissions import move_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(correspondent, organisation) -> Article:
    """An article that was submitted."""
    article = Article.objects.create(
        title="来稿", body="<p>参加培训1200人。</p>", author=correspondent, organisation=organisation
    )
    move_article(article, "submit", correspondent)
    return article


@pytest.fixture
def people(make_user, organisation, editor, approver, administrator, correspondent) -> dict[str, object]:
    elsewhere = Organisation.objects.create(name="保山市总工会")
    return {
        "author": correspondent,
        "colleague": make_user("colleague", Role.CORRESPONDENT, organisation=organisation),
        "elsewhere": make_user("elsewhere", Role.CORRESPONDENT, organisation=elsewhere),
        "editor": editor,
        "approver": approver,
        "administrator": administrator,
        "retired": make_user("retired", Role.EDITOR, is_active=False),
        "no role": make_user("no-role"),
        "stranger": AnonymousUser(),
    }


def test_a_thread_is_one_story_in_its_order(sent, editor, correspondent):
    move_article(sent, "return", editor, "请核对人数。", quote="参加培训1200人")
    add_note(sent, " 已核对，应为120人。 ", correspondent)
    add_note(sent, "谢谢。", editor)
    assert [
        (note.kind, note.get_kind_display(), note.author, note.text, note.quote)
        for note in thread_of(sent, correspondent)
    ] == [
        ("return", "退改意见", editor, "请核对人数。", "参加培训1200人"),
        ("reply", "回复", correspondent, "已核对，应为120人。", ""),
        ("remark", "批注", editor, "谢谢。", ""),
    ]


def test_the_office_the_author_and_his_organisation_see_and_write(sent, people):
    writers = ["author", "colleague", "editor", "approver", "administrator"]
    for name, person in people.items():
        if name in writers:
            add_note(sent, name, person)
        else:
            with pytest.raises(WorkflowRefused, match="^没有这篇稿件，或您无权查看。$"):
                add_note(sent, name, person)
    assert [note.text for note in Remark.objects.order_by("pk")] == writers
    for name, person in people.items():
        assert len(thread_of(sent, person)) == (5 if name in writers else 0)
        assert Remark.objects.visible_to(person).count() == (5 if name in writers else 0)


@pytest.mark.parametrize(
    ("text", "quote", "message"),
    [
        (" 　\n", "", "请写明内容。"),
        ("长" * 5001, "", "内容请不超过5000字，引用的原文请不超过1000字。"),
        ("好", "长" * 1001, "内容请不超过5000字，引用的原文请不超过1000字。"),
    ],
)
def test_an_empty_or_endless_note_is_refused(sent, editor, text, quote, message):
    with pytest.raises(WorkflowRefused, match=f"^{message}$"):
        add_note(sent, text, editor, quote)
    assert not Remark.objects.exists()


def test_a_note_is_settled_and_taken_up_again(sent, editor, approver):
    note = add_note(sent, "请核对人数。", editor)
    assert list(Remark.objects.unresolved()) == [note]
    resolve_note(note, approver)
    stored = Remark.objects.get()
    assert (stored.is_resolved, stored.resolved_by, note.is_resolved) == (True, approver, True)
    assert not Remark.objects.unresolved().exists()
    resolve_note(note, editor)
    assert Remark.objects.get() == stored
    assert Remark.objects.get().resolved_by == approver, "whoever came first"
    reopen_note(note, editor)
    assert (note.is_resolved, Remark.objects.get().resolved_by) == (False, None)


def test_the_office_says_whether_its_note_is_settled(sent, people):
    note = add_note(sent, "请核对人数。", people["editor"])
    with pytest.raises(WorkflowRefused, match="^是否解决由编辑部认定；您改好后请写一条回复。$"):
        resolve_note(note, people["author"])
    with pytest.raises(WorkflowRefused, match="^没有这条意见，或您无权查看。$"):
        resolve_note(note, people["elsewhere"])
    assert not Remark.objects.get().is_resolved


def test_what_was_said_is_kept(sent, editor):
    move_article(sent, "return", editor, "请核对人数。")
    note = Remark.objects.get()
    note.text = "没说过"
    for attempt in (
        note.save,
        note.delete,
        lambda: Remark.objects.update(text="没说过"),
        Remark.objects.all().delete,
    ):
        with pytest.raises(RowKept):
            attempt()
    with pytest.raises(ProtectedError):
        sent.delete()
    assert Remark.objects.get().text == "请核对人数。"


def test_the_database_keeps_a_note_meaningful(sent, editor):
    for values in ({"text": ""}, {"text": "好", "kind": "other"}, {"text": "好", "resolved_by": editor}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Remark.objects.create(article=sent, author=editor, **values)


def test_a_thread_is_read_in_one_query(sent, editor, django_assert_num_queries):
    for number in range(5):
        add_note(sent, str(number), editor)
    with django_assert_num_queries(1):
        assert [str(note.author) for note in thread_of(sent, editor)] == ["editor"] * 5
