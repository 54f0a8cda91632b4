"""Every person × every page and step of the desk × every stage, over HTTP, against matrix.py and nothing else."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from accounts.importing import saving
from accounts.models import ImportBatch, Organisation, User
from accounts.roles import Role
from issues.ingest.sources import keep
from issues.models import (
    Article,
    ArticleStage,
    Check,
    Contributor,
    DistributionList,
    Edition,
    HouseConfusable,
    HouseExpression,
    HouseLeader,
    HouseSensitive,
    HouseUnit,
    Issue,
    Purpose,
    Recipient,
    SignOff,
    SourceFile,
    Stage,
    Step,
    Verdict,
    WorkingCopy,
)
from issues.proofing.columns import KINDS
from issues.proofing.verdicts import judge_parts
from issues.workflow.actions import submit_issue
from issues.workflow.arranging import version_of_arrangement
from issues.workflow.merging import merge_articles
from issues.workflow.notes import add_note
from issues.workflow.steps import version_of
from issues.workflow.transitions import ARTICLE_STEPS, ISSUE_STEPS
from tests.accounts.importing.tables import ORGANISATION_HEAD, workbook
from tests.factories import make_article, make_issue, make_publication
from tests.issues.admin import matrix
from tests.issues.admin.desk import desk_url, form_data
from tests.issues.ingest.test_docx_reader import png
from tests.issues.ingest.test_sources import article_file, bulletin_file
from tests.issues.workflow.helpers import NOTE, bring, correct, sign_up_to, undone

pytestmark = pytest.mark.django_db

SLIP = "会议要求布署明年工作。"


@dataclass
class World:
    """Somebody of each kind and something of each kind."""

    people: dict[str, User | None]
    articles: dict[str, Article] = field(default_factory=dict)
    issues: dict[str, Issue] = field(default_factory=dict)
    rows: dict[str, Model] = field(default_factory=dict)
    pending: SourceFile | None = None
    bulletin: SourceFile | None = None
    batch: ImportBatch | None = None
    tables: ImportBatch | None = None


@pytest.fixture
def people(make_user: Callable[..., User], superuser: User) -> dict[str, User | None]:
    here, there = (Organisation.objects.create(name=name) for name in ("曲靖市总工会", "保山市总工会"))
    return {
        "stranger": None,
        "no role": make_user("no-role"),
        "retired editor": make_user("retired", Role.EDITOR, is_active=False),
        "author": make_user("author", Role.CORRESPONDENT, organisation=here),
        "colleague": make_user("colleague", Role.CORRESPONDENT, organisation=here),
        "elsewhere": make_user("elsewhere", Role.CORRESPONDENT, organisation=there),
        "editor": make_user("editor", Role.EDITOR),
        "approver": make_user("approver", Role.APPROVER),
        "administrator": make_user("administrator", Role.ADMINISTRATOR),
        "superuser": superuser,
    }


@pytest.fixture
def world(people: dict[str, User | None], make_user: Callable[..., User]) -> World:
    return World(people)


@pytest.fixture
def articles(world: World) -> World:
    """One in each stage, by the author, each with the file it came from."""
    author = world.people["author"]
    out = bring(make_issue(number=90), Stage.PUBLISHED).sections.get()
    for stage in ArticleStage:
        placed = {"section": out, "position": 2} if stage == ArticleStage.PUBLISHED else {}
        article = Article.objects.create(
            title=f"来稿{stage.value}",
            body="<p>正文。</p>",
            # Brought there by merging, below.
            stage="accepted" if stage == ArticleStage.MERGED else stage,
            author=author,
            organisation=author.organisation,
            **placed,
        )
        source = keep(f"{stage.value}.txt", f"来稿{stage.value}\n\n正文。".encode(), author, Purpose.ARTICLE)
        SourceFile.objects.filter(pk=source.pk).update(article=article)
        world.articles[stage.value] = article
    other = Article.objects.create(title="另一篇", body="<p>正文。</p>", stage="accepted")
    merge_articles([world.articles["merged"], other], None, "综合稿")
    return world


@pytest.fixture
def issues(world: World, make_user: Callable[..., User]) -> World:
    signers = [make_user("first", Role.EDITOR), make_user("second-signer", Role.APPROVER)]
    for number, stage in enumerate(Stage, 1):
        world.issues[stage.value] = bring(make_issue(number=number), stage)
    for name, number, step in (
        ("review, signed once", 11, Step.SECOND),
        ("review, signed twice", 12, Step.FINAL),
    ):
        world.issues[name] = make_issue(number=number)
        sign_up_to(world.issues[name], step, signers)
    for name, number, stage in (
        ("draft of a correction", 21, Stage.DRAFT),
        ("review of a correction", 22, Stage.REVIEW),
        ("signed correction", 23, Stage.SIGNED),
    ):
        world.issues[name] = bring(correct(make_issue(number=number)), stage)
    return world


@pytest.fixture
def rows(world: World, make_user: Callable[..., User]) -> World:
    here, there = (world.people[name].organisation for name in ("author", "elsewhere"))
    opened, signed, published, withdrawn = (
        bring(make_issue(number=number), stage)
        for number, stage in enumerate((Stage.DRAFT, Stage.SIGNED, Stage.PUBLISHED, Stage.WITHDRAWN), 1)
    )
    reviewed = make_issue(number=5)
    sign_up_to(reviewed, Step.SECOND, [world.people["editor"]])
    world.rows = {
        "issue without articles": make_issue(number=6, articles=0),
        "publication": make_publication(),
        "section of an open issue": opened.sections.create(name="空栏目", position=2),
        "section of a signed issue": signed.sections.get(),
        "section of a published issue": published.sections.get(),
        "contributor of 曲靖": Contributor.objects.create(name="张三", organisation=here),
        "contributor of 保山": Contributor.objects.create(name="李四", organisation=there),
        "organisation": here,
        "list of a publication": DistributionList.objects.create(publication=make_publication(), name="常用"),
        "list of a signed issue": signed.distribution_list,
        "edition of a signed issue": Edition.objects.get(issue=signed),
        "edition of a published issue": Edition.objects.get(issue=published),
        "edition of a withdrawn issue": Edition.objects.get(issue=withdrawn),
        "sign-off": SignOff.objects.get(issue=reviewed),
        "fixed expression": HouseExpression.objects.create(right="滇池工匠培育工程"),
        "confusable": HouseConfusable.objects.create(wrong="云领", right="云岭"),
        "leader": HouseLeader.objects.create(name="赵德明", posts="省总工会主席"),
        "sensitive word": HouseSensitive.objects.create(word="外来妹"),
        "other name of a unit": HouseUnit.objects.create(name="曲靖总工会", organisation=here),
        "user": make_user("somebody", Role.CORRESPONDENT, organisation=there),
    }
    return world


@pytest.fixture
def pages(world: World) -> World:
    world.pending = keep("来稿.docx", article_file(), world.people["author"], Purpose.ARTICLE)
    world.bulletin = keep("简报.docx", bulletin_file(), world.people["editor"], Purpose.BULLETIN)
    SourceFile.objects.filter(pk=world.bulletin.pk).update(issue=make_issue())
    table = workbook(单位=[ORGANISATION_HEAD, ["德宏州总工会", "", "州市", ""]])
    world.batch = saving.take_up(world.people["administrator"], "单位.xlsx", table)
    words = workbook(慎用词=[["慎用词", "改用"], ["外来妹", "女职工"]])
    world.tables = saving.keep_batch(
        world.people["administrator"], "词.xlsx", words, KINDS, ImportBatch.Purpose.HOUSE_TABLES
    )
    world.rows["user"] = world.people["colleague"]
    return world


def sign_in(world: World, person: str) -> Client:
    client = Client()
    if world.people[person] is not None:
        client.force_login(world.people[person])
    return client


def allowed(table: dict[str, str], person: str) -> set[str]:
    """The words beside the person in a table whose keys name one person or several."""
    words: set[str] = set()
    for who, what in table.items():
        if person in who_is(who):
            words |= set(what.split())
    return words


def who_is(names: str) -> set[str]:
    """The people of a list of names; two of them are of two words."""
    found = {person for person in matrix.PEOPLE if " " in person and person in names}
    rest = set(names.split()) - {word for person in found for word in person.split()}
    assert rest <= set(matrix.PEOPLE), rest
    return found | rest


def test_the_tables_name_known_people_and_every_stage() -> None:
    for table in (*matrix.ARTICLES.values(), *matrix.ISSUES.values(), *matrix.ROWS.values()):
        assert set().union(*map(who_is, table)) <= set(matrix.PEOPLE)
    assert set(matrix.ARTICLES) == set(ArticleStage.values)
    assert set(Stage.values) <= set(matrix.ISSUES)


def test_the_tables_name_every_step() -> None:
    assert set(matrix.ARTICLE_STEPS.split()) == set(ARTICLE_STEPS)
    assert set(matrix.ISSUE_STEPS.split()) == set(ISSUE_STEPS)


# ---- what somebody does, and whether it came to something ----

REFUSED = {302, 403, 404}


def listed(client: Client, model: type[Model], query: dict[str, str]) -> set[int]:
    """The keys of the rows that a list shows."""
    page = client.get(desk_url(model, "changelist"), {"all": "", **query})
    if page.status_code != 200:
        assert page.status_code in REFUSED
        return set()
    html = page.content.decode()
    pattern = re.escape(desk_url(model, "changelist")) + r"(\d+)/change/"
    shown = {int(key) for key in re.findall(pattern, html)}
    assert {row.pk for row in page.context["cl"].result_list} <= shown
    return shown


def opens(client: Client, url: str) -> bool:
    status = client.get(url).status_code
    assert status in {200, *REFUSED}, (url, status)
    return status == 200


def edited(client: Client, row: Model, form: dict[str, object], name: str) -> bool:
    """Whether a full form, changed at `name`, is stored, even where the page offers none."""
    model = type(row)

    def stored() -> dict:
        return model.objects.filter(pk=row.pk).values().get()

    before = stored()
    with undone():
        status = client.post(desk_url(row, "change"), {**form, name: "改过了"}).status_code
        changed = stored() != before
    assert status in REFUSED, (row, status)
    return changed


def arranged(client: Client, issue: Issue) -> bool:
    """Whether a section is added on the board."""
    sent = {"name": "新栏目", "version": version_of_arrangement(issue)}
    with undone():
        before = issue.sections.count()
        client.post(reverse("admin:issues_issue_assemble_step", args=[issue.pk, "add"]), sent)
        return issue.sections.count() > before


def kept(client: Client, url: str) -> bool:
    """Whether what is typed is kept meanwhile."""
    with undone():
        sent = {"key": str(uuid4()), "fields": {"title": ["改过了"]}}
        status = client.post(url, sent, content_type="application/json").status_code
        found = WorkingCopy.objects.exists()
    assert found == (status == 200)
    return found


def proofread(client: Client, article: Article) -> bool:
    """Whether findings come back for what somebody types there."""
    url = reverse("admin:issues_article_proofread", args=[article.pk])
    answer = client.post(url, {"parts": {"body": SLIP}}, content_type="application/json")
    assert (answer.status_code == 200) == (b"findings" in answer.content)
    return answer.status_code == 200


def judged(client: Client, url: str) -> set[str]:
    """Which verdicts on a slip are stored: that it is left as it is, that its fix was taken."""
    place = judge_parts({"body": SLIP}, None)[0].place.to_dict()
    found = set()
    for action, sent in (
        ("dismiss", {"place": place, "reason": "name"}),
        ("accept", {"taken": [{"key": str(uuid4()), "place": place}]}),
    ):
        with undone():
            client.post(url, {"action": action, **sent}, content_type="application/json")
            if Verdict.objects.exists():
                found.add(action)
    return found


def added(client: Client, model: type[Model]) -> bool:
    """Whether an empty form is taken, or sent back to be filled in."""
    with undone():
        before = model.objects.count()
        status = client.post(desk_url(model, "add"), {}).status_code
        grown = model.objects.count() > before
    assert status in {200, *REFUSED}
    return status == 200 or grown


def deleted(client: Client, row: Model) -> bool:
    with undone():
        status = client.post(desk_url(row, "delete"), {"post": "yes"}).status_code
        gone = not type(row).objects.filter(pk=row.pk).exists()
    assert status in {200, *REFUSED}, (row, status)  # 200: it is said what stands in the way
    return gone


def steps_taken(client: Client, row: Article | Issue, steps: Iterable[str]) -> set[str]:
    """Those after which the row is not as it was; a sign-off leaves the stage and adds a row."""

    def stored() -> tuple:
        return type(row).objects.filter(pk=row.pk).values("stage").get(), SignOff.objects.count()

    row.refresh_from_db()
    sent = {"note": NOTE, "version": version_of(row), "checks": list(Check.values)}
    taken, before = set(), stored()
    for action in steps:
        url = reverse(f"admin:issues_{row._meta.model_name}_step", args=[row.pk, action])
        with undone():
            assert client.get(url).status_code in {302, 403, 404, 405}
            assert stored() == before, "a step taken by looking at its address"
            assert client.post(url, sent).status_code in REFUSED
            if stored() != before:
                taken.add(action)
    return taken


def noted(client: Client, article: Article) -> bool:
    with undone():
        before = article.remarks.count()
        url = reverse("admin:issues_article_thread", args=[article.pk])
        assert client.post(url, {"text": "请核对。"}).status_code in REFUSED
        return article.remarks.count() > before


def forms_of(rows: Iterable[Model], superuser: User) -> dict[int, dict[str, object]]:
    """What the page of each row would send, from one who may edit it; nothing where nobody may."""
    client = Client()
    client.force_login(superuser)
    forms = {}
    for row in rows:
        page = client.get(desk_url(row, "change"))
        assert page.status_code == 200
        forms[row.pk] = form_data(page)
    return forms


def sees(found: dict[str, bool], what: object) -> set[str]:
    """List, search, page, history and the rest agree: somebody comes across a row everywhere or nowhere."""
    assert len(set(found.values())) == 1, (what, found)
    return {"see"} if all(found.values()) else set()


# ---- the walks ----

# Who walks through the same world, one after another, for all that they do there is undone: half of the cost of a
# walk is to make its world and to read its forms.
GROUPS = (
    ("stranger", "no role", "retired editor", "author"),
    ("colleague", "elsewhere"),
    ("editor", "approver"),
    ("administrator", "superuser"),
)


def test_everybody_is_in_one_group() -> None:
    assert sum(GROUPS, ()) == matrix.PEOPLE


def articles_open_to(person: str, articles: World, forms: dict) -> dict[str, set[str]]:
    """What comes to something, by the words of the table."""
    client = sign_in(articles, person)
    found = {}
    whole, searched = listed(client, Article, {}), listed(client, Article, {"q": "来稿"})
    for stage, article in articles.articles.items():
        source = article.source_files.get()
        words = sees(
            {
                "list": article.pk in whole,
                "search": article.pk in searched,
                "page": opens(client, desk_url(article, "change")),
                "history": opens(client, desk_url(article, "history")),
                "original": opens(client, reverse("upload:original", args=[source.pk])),
                "proofread": proofread(client, article),
                "queryset": Article.objects.visible_to(articles.people[person]).contains(article)
                if articles.people[person]
                else False,
            },
            (person, stage),
        )
        words |= {"note"} if noted(client, article) else set()
        may_edit = edited(client, article, forms[article.pk], "title")
        assert kept(client, reverse("admin:issues_article_keep", args=[article.pk])) == may_edit
        assert judged(client, reverse("admin:issues_article_verdict", args=[article.pk])) == (
            {"dismiss", "accept"} if may_edit else set()
        )
        words |= {"edit"} if may_edit else set()
        words |= {"delete"} if deleted(client, article) else set()
        words |= steps_taken(client, article, matrix.ARTICLE_STEPS.split())
        found[stage] = words
    return found


@pytest.mark.parametrize("group", GROUPS, ids=" ".join)
def test_articles(group: tuple[str, ...], articles: World) -> None:
    forms = forms_of(articles.articles.values(), articles.people["superuser"])
    assert {person: articles_open_to(person, articles, forms) for person in group} == {
        person: {stage: allowed(table, person) for stage, table in matrix.ARTICLES.items()}
        for person in group
    }


def issues_open_to(person: str, issues: World, forms: dict) -> dict[str, set[str]]:
    """What comes to something, by the words of the table."""
    client = sign_in(issues, person)
    found = {}
    whole, searched = listed(client, Issue, {}), listed(client, Issue, {"q": "2021"})
    for stage, issue in issues.issues.items():
        words = sees(
            {
                "list": issue.pk in whole,
                "search": issue.pk in searched,
                "page": opens(client, desk_url(issue, "change")),
                "history": opens(client, desk_url(issue, "history")),
                "queryset": Issue.objects.visible_to(issues.people[person]).contains(issue)
                if issues.people[person]
                else False,
            },
            (person, stage),
        )
        previews = {
            opens(client, reverse("admin:issues_issue_preview", args=[issue.pk])),
            opens(client, reverse("admin:issues_issue_preview_article", args=[issue.pk, 1])),
            opens(client, reverse("admin:issues_issue_print", args=[issue.pk, "txt"])),
            opens(client, reverse("admin:issues_issue_digest", args=[issue.pk])),
            opens(client, reverse("admin:issues_issue_digest_file", args=[issue.pk])),
            opens(client, reverse("admin:issues_issue_assemble", args=[issue.pk])),
            opens(client, reverse("admin:issues_issue_proofing", args=[issue.pk])),
        }
        assert len(previews) == 1
        words |= {"preview"} if previews == {True} else set()
        may_edit = edited(client, issue, forms[issue.pk], "document_code")
        assert arranged(client, issue) == may_edit
        words |= {"edit"} if may_edit else set()
        words |= {"delete"} if deleted(client, issue) else set()
        words |= steps_taken(client, issue, matrix.ISSUE_STEPS.split())
        found[stage] = words
    return found


@pytest.mark.parametrize("group", GROUPS, ids=" ".join)
def test_issues(group: tuple[str, ...], issues: World) -> None:
    forms = forms_of(issues.issues.values(), issues.people["superuser"])
    assert {person: issues_open_to(person, issues, forms) for person in group} == {
        person: {stage: allowed(table, person) for stage, table in matrix.ISSUES.items()} for person in group
    }


def rows_of_the_other_models_open_to(person: str, rows: World, forms: dict) -> dict[str, set[str]]:
    """What comes to something, by the words of the table."""
    client = sign_in(rows, person)
    found = {}
    for name, row in rows.rows.items():
        model = type(row)
        words = sees(
            {
                "list": row.pk in listed(client, model, {}),
                "page": opens(client, desk_url(row, "change")),
                "history": opens(client, desk_url(row, "history")),
            },
            (person, name),
        )
        texts = {field.name for field in model._meta.fields} & {
            "display_name",
            "name",
            "document_code",
            "remark",
        }
        text = min(texts, default="name")
        words |= {"edit"} if edited(client, row, forms[name], text) else set()
        words |= {"delete"} if deleted(client, row) else set()
        found[name] = words
    return found


@pytest.mark.parametrize("group", GROUPS, ids=" ".join)
def test_rows_of_the_other_models(group: tuple[str, ...], rows: World) -> None:
    forms = {name: forms_of([row], rows.people["superuser"])[row.pk] for name, row in rows.rows.items()}
    assert {person: rows_of_the_other_models_open_to(person, rows, forms) for person in group} == {
        person: {name: allowed(table, person) for name, table in matrix.ROWS.items()} for person in group
    }


@pytest.mark.parametrize("person", matrix.PEOPLE)
def test_lists_and_new_rows(person: str, world: World) -> None:
    client = sign_in(world, person)
    found = {}
    for label in matrix.LISTS:
        model = apps.get_model(label)
        words = {"list"} if opens(client, desk_url(model, "changelist")) else set()
        may_add = {opens(client, desk_url(model, "add")), added(client, model)}
        assert len(may_add) == 1, label
        found[label] = words | ({"add"} if may_add == {True} else set())
    assert found == {label: allowed(table, person) for label, table in matrix.LISTS.items()}


def page_urls(world: World) -> dict[str, str]:
    user, batch = world.rows["user"].pk, world.batch.pk
    arguments = {
        "admin:accounts_user_second_factor": [user],
        "admin:auth_user_password_change": [user],
        "admin:accounts_user_import_preview": [batch],
        "admin:accounts_user_import_wrong": [batch],
        "admin:accounts_user_import_template": ["import.xlsx"],
        "admin:house_tables_import_preview": [world.tables.pk],
        "admin:house_tables_import_wrong": [world.tables.pk],
        "admin:house_tables_import_template": ["import.xlsx"],
        "admin:issues_publication_rules": [make_publication().pk],
        "upload:confirm": [world.pending.pk],
        "upload:original": [world.pending.pk],
    }
    urls = {}
    for page in matrix.PAGES:
        name, _, more = page.partition(" ")
        if more == "of a bulletin":
            urls[page] = reverse(name, args=[world.bulletin.pk])
        else:
            urls[page] = reverse(name, args=[more] if more else arguments.get(name))
    return urls


@pytest.mark.parametrize("person", matrix.PEOPLE)
def test_pages(person: str, pages: World) -> None:
    client = sign_in(pages, person)
    opened = set()
    for page, url in page_urls(pages).items():
        may_look = opens(client, url)
        with undone():
            status = client.post(url, {}).status_code
        assert may_look or status in {*REFUSED, 405}, (page, status)
        if may_look:
            opened.add(page)
    assert opened == {page for page, names in matrix.PAGES.items() if person in who_is(names)}


@pytest.mark.parametrize("person", matrix.PEOPLE)
def test_forms_without_a_page(person: str, pages: World) -> None:
    client = sign_in(pages, person)
    done = set()
    for name in ("upload:discard", "upload:purpose"):
        with undone():
            client.post(reverse(name, args=[pages.pending.pk]))
            left = SourceFile.objects.filter(pk=pages.pending.pk, purpose=Purpose.ARTICLE)
            if not left.exists():
                done.add(name)
    two = [Article.objects.create(title=f"待合并{n}", body="<p>文。</p>", stage="accepted") for n in (1, 2)]
    with undone():
        client.post(
            reverse("admin:issues_article_merge"),
            {"id": [one.pk for one in two], "title": "合", "headings": "on"},
        )
        if Article.objects.filter(stage="merged").exists():
            done.add("admin:issues_article_merge")
    whole = merge_articles(two, None, "综合稿")
    with undone():
        client.post(reverse("admin:issues_article_split", args=[whole.pk]))
        if not Article.objects.filter(stage="merged").exists():
            done.add("admin:issues_article_split")
    if client.post(reverse("admin:issues_auditentry_export")).status_code == 200:
        done.add("admin:issues_auditentry_export")
    if client.post(reverse("admin:house_tables_export")).status_code == 200:
        done.add("admin:house_tables_export")
    if kept(client, reverse("admin:issues_article_keep_new")):
        done.add("admin:issues_article_keep_new")
    url = reverse("admin:issues_article_proofread_new")
    if client.post(url, {"parts": {"body": SLIP}}, content_type="application/json").status_code == 200:
        done.add("admin:issues_article_proofread_new")
    # What is not stored cannot keep that something is left in it.
    if judged(client, reverse("admin:issues_article_verdict_new")) == {"accept"}:
        done.add("admin:issues_article_verdict_new")
    picture = SimpleUploadedFile("图.png", png().getvalue(), "image/png")
    if client.post("/ckeditor/upload/", {"upload": picture}).status_code == 200:
        done.add("upload-picture")
    assert done == {name for name, names in matrix.SENDS.items() if person in who_is(names)}


def names_under(resolver: URLResolver, namespace: str = "") -> set[str]:
    found = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            found |= names_under(pattern, namespace + inner)
        elif pattern.name:
            found.add(namespace + pattern.name)
    return found


def test_every_address_of_the_desk_is_in_the_tables() -> None:
    """Whoever adds one says in matrix.py who may use it."""
    registered = {model._meta.label_lower for model in admin.site._registry}
    assert registered == set(matrix.LISTS)
    known = {page.partition(" ")[0] for page in matrix.PAGES} | set(matrix.SENDS) | matrix.ELSEWHERE
    for label in matrix.LISTS:
        known |= {
            f"admin:{label.replace('.', '_')}_{page}"
            for page in ("changelist", "add", "change", "history", "delete")
        }
    known |= {f"admin:issues_{name}_step" for name in ("article", "issue")}
    known |= {
        "admin:issues_article_thread",
        "admin:issues_article_keep",
        "admin:issues_article_proofread",
        "admin:issues_article_verdict",
        "admin:issues_issue_proofing",
        "admin:issues_issue_preview",
        "admin:issues_issue_print",
        "admin:issues_issue_digest",
        "admin:issues_issue_digest_file",
        "admin:issues_issue_assemble",
        "admin:issues_issue_assemble_step",
        "admin:issues_issue_preview_article",
    }
    desk = {
        name
        for name in names_under(get_resolver())
        if not name.startswith(("public:", "account_", "mfa_", "known:"))
    }
    assert desk - known == set(), "说明谁可以用：写进 tests/issues/admin/matrix.py"
    assert known - desk == set()


# ---- words that must not get about ----


@pytest.fixture
def words(world: World) -> World:
    """Rows that carry the words of the table."""
    here, there = world.people["author"], world.people["elsewhere"]
    for name, author, stage in (
        ("曲靖草稿", here, "draft"),
        ("曲靖待审", here, "review"),
        ("保山草稿", there, "draft"),
        ("保山待审", there, "review"),
        ("编辑草稿", world.people["editor"], "draft"),
    ):
        article = Article.objects.create(
            title=name, body=f"<p>{name}</p>", stage=stage, author=author, organisation=author.organisation
        )
        world.articles[name] = article
        keep(f"{name}.txt", f"{name}\n\n正文。".encode(), author, Purpose.ARTICLE)
        SourceFile.objects.filter(name=f"{name}.txt").update(article=article)
    for name, organisation in (("曲靖供稿人", here.organisation), ("保山供稿人", there.organisation)):
        Contributor.objects.create(name=name, organisation=organisation)
    opened = make_issue(number=7, sections=("未发布栏目",), editors_note="<p>未发布编者按</p>")
    submit_issue(opened)
    signed = make_issue(number=8, articles=0)
    make_article(signed.sections.get(), title="已签发标题")
    bring(signed, Stage.SIGNED)
    bring(make_issue(number=9), Stage.PUBLISHED)
    recipients = DistributionList.objects.create(publication=make_publication(), name="常用")
    Recipient.objects.create(distribution_list=recipients, kind="report", position=1, name="常用发送单位")
    add_note(world.articles["曲靖待审"], "编辑的意见", world.people["editor"])
    return world


def choices_of(site_admin: ModelAdmin) -> list[tuple[type[Model], str]]:
    """Every field, of forms and of their inlines, that is chosen by a search."""
    inlines = [inline(site_admin.model, admin.site) for inline in site_admin.inlines]
    return [(one.model, name) for one in (site_admin, *inlines) for name in one.autocomplete_fields]


def everything_shown(client: Client) -> str:
    """All that every page of the desk says to somebody, lists, searches, choices, rows and their histories."""
    told: list[HttpResponse] = [client.get(reverse("admin:index")), client.get(reverse("upload:choose"))]
    for model, site_admin in admin.site._registry.items():
        for query in ({}, {"q": "曲靖"}, {"q": "保山"}, {"q": "未发布"}):
            told.append(client.get(desk_url(model, "changelist"), query))
        for target, name in choices_of(site_admin):
            query = {"app_label": target._meta.app_label, "model_name": target._meta.model_name}
            for term in ("", "曲", "保"):
                told.append(
                    client.get(reverse("admin:autocomplete"), query | {"field_name": name, "term": term})
                )
        told.append(client.get(desk_url(model, "add")))
        for row in model._default_manager.all():
            told += [client.get(desk_url(row, page)) for page in ("change", "history", "delete")]
    for word in ("曲靖", "保山", "未发布", "草稿"):
        told.append(client.get(reverse("admin:search"), {"s": word, "extended": "1"}))
    for issue in Issue.objects.all():
        told.append(client.get(reverse("admin:issues_issue_preview", args=[issue.pk])))
        told.append(client.get(reverse("admin:issues_issue_assemble", args=[issue.pk])))
        told.append(client.get(reverse("admin:issues_issue_proofing", args=[issue.pk])))
        told.append(client.get(reverse("admin:issues_issue_print", args=[issue.pk, "txt"])))
        told.append(client.get(reverse("admin:issues_issue_digest", args=[issue.pk])))
    for source in SourceFile.objects.all():
        told.append(client.get(reverse("upload:original", args=[source.pk])))
    texts = []
    for answer in told:
        assert answer.status_code in {200, *REFUSED}
        texts.append(
            b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
        )
    # JSON answers escape what is not ASCII.
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), "\n".join(texts))


@pytest.mark.parametrize("person", matrix.PEOPLE)
def test_nobody_comes_across_what_is_not_his(person: str, words: World) -> None:
    shown = everything_shown(sign_in(words, person))
    assert {word for word in matrix.WORDS if word in shown} == {
        word for word, names in matrix.WORDS.items() if person in who_is(names)
    }
