"""The house tables and the rules at the desk: refused with what to do, switched off, gone back to, taken in and out."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from issues.models import HouseConfusable, HouseExpression, HouseSensitive, Publication, RuleSwitch
from issues.proofing.house import shipped
from tests.accounts.importing.tables import workbook
from tests.factories import make_publication
from tests.issues.admin.desk import desk_url, form_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def test_unfit_entry_comes_back_with_what_was_typed_and_what_to_do(desk: Client) -> None:
    sent = {"wrong": "部署", "right": "布署", "is_active": "on", "remark": "打错了"}
    page = desk.post(desk_url(HouseConfusable, "add"), sent)
    assert page.status_code == 200
    html = page.content.decode()
    assert "两条互相矛盾。请先停用那一条，或改正本条。" in html
    assert 'value="打错了"' in html
    assert not HouseConfusable.objects.exists()


def test_entry_is_added_disabled_and_gone_back_to_with_who_and_when(
    desk: Client, administrator: User
) -> None:
    sent = {"right": "滇池工匠培育工程", "wrong": "滇池匠人工程", "is_active": "on", "remark": ""}
    assert desk.post(desk_url(HouseExpression, "add"), sent).status_code == 302
    entry = HouseExpression.objects.get()
    form = form_data(desk.get(desk_url(entry, "change")))
    form.pop("is_active")
    form["remark"] = "不再使用"
    assert desk.post(desk_url(entry, "change"), form).status_code == 302
    history = desk.get(desk_url(entry, "history")).content.decode()
    assert history.count(f"<td>{entry.versions.latest('history_id').who}</td>") == 2
    assert "<b>启用</b>：<del>是</del> <ins>否</ins>" in re.sub(r"\s+", " ", history)
    first = entry.versions.earliest("history_id")
    restore = reverse("admin:issues_houseexpression_restore", args=[entry.pk, first.pk])
    assert desk.get(restore).status_code == 405
    assert "已恢复，存为新的版本" in desk.post(restore, follow=True).content.decode()
    entry.refresh_from_db()
    assert (entry.is_active, entry.remark) == (True, "")
    assert "现在的内容与这个版本相同" in desk.post(restore, follow=True).content.decode()


def test_shipped_entry_is_sought_switched_off_and_made_ones_own(desk: Client) -> None:
    page = reverse("admin:issues_housesensitive_shipped")
    found = desk.get(page, {"q": "盲流"}).content.decode()
    assert "外来务工人员" in found
    assert "打工妹" not in found
    assert "已停用“盲流”" in desk.post(page + "?q=盲流", {"key": "盲流"}, follow=True).content.decode()
    assert HouseSensitive.objects.get().is_active is False
    assert "已停用" in desk.get(page, {"q": "盲流"}).content.decode()
    place = next(at for at, entry in enumerate(shipped().sensitive) if entry.word == "打工妹")
    form = form_data(desk.get(desk_url(HouseSensitive, "add") + f"?shipped={place}"))
    assert (form["word"], form["suggestion"]) == ("打工妹", "务工人员")
    assert "没有含“查无此词”的词条" in desk.get(page, {"q": "查无此词"}).content.decode()


def test_editor_looks_at_the_tables_and_changes_nothing(client: Client, editor: User) -> None:
    client.force_login(editor)
    entry = HouseSensitive.objects.create(word="外来妹")
    page = reverse("admin:issues_housesensitive_shipped")
    assert "停用</button>" not in client.get(page).content.decode()
    assert client.post(page, {"key": "盲流"}).status_code == 403
    version = entry.versions.get()
    restore = reverse("admin:issues_housesensitive_restore", args=[entry.pk, version.pk])
    assert client.post(restore).status_code == 403
    assert client.post(reverse("admin:house_tables_export")).status_code == 403
    assert "导入 Excel 文件" not in client.get(desk_url(HouseSensitive, "changelist")).content.decode()


def test_file_is_looked_at_before_it_is_saved(desk: Client) -> None:
    words = workbook(慎用词=[["慎用词", "改用"], ["外来妹", "女职工"], ["坏*词", ""]])
    sent = SimpleUploadedFile("词.xlsx", words)
    preview = desk.post(reverse("admin:house_tables_import"), {"file": sent}).url
    page = desk.get(preview).content.decode()
    assert "导入 1 行" in page and "不能用通配符" in page
    assert not HouseSensitive.objects.exists()
    digest = re.search(r'name="digest" value="(\w+)"', page)[1]
    assert "新增 1 行" in desk.post(preview, {"digest": digest}, follow=True).content.decode()
    assert HouseSensitive.objects.get().suggestion == "女职工"
    # The upload of one kind is no upload of the other.
    number = re.search(r"/import/(\d+)/", preview)[1]
    assert desk.get(reverse("admin:accounts_user_import_preview", args=[number])).status_code == 404


@pytest.fixture
def publication(db: None) -> Publication:
    return make_publication()


def test_rule_is_switched_off_with_its_reason_and_on_again(desk: Client, publication: Publication) -> None:
    page = reverse("admin:issues_publication_rules", args=[publication.pk])
    assert "本刊停用了 0 条" in desk.get(page).content.decode()
    refused = desk.post(page, {"rule": "particle", "do": "off", "reason": "  "}).content.decode()
    assert "请写明原因" in refused
    off = {"rule": "particle", "do": "off", "reason": "本刊保留原文用法"}
    assert desk.post(page, off).url == page + "#particle"
    shown = desk.get(page).content.decode()
    assert "本刊停用了 1 条" in shown and "本刊保留原文用法" in shown
    assert RuleSwitch.objects.get().rule == "particle"
    desk.post(page, {"rule": "particle", "do": "on"})
    assert not RuleSwitch.objects.exists()


def test_reason_that_is_too_long_is_not_lost(desk: Client, publication: Publication) -> None:
    page = reverse("admin:issues_publication_rules", args=[publication.pk])
    reason = "因" * 201
    html = desk.post(page, {"rule": "until", "do": "off", "reason": reason}).content.decode()
    assert "请不要超过 200 个字" in html and f'value="{reason}"' in html
