"""The forms of the upload pages."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from accounts.models import User
from accounts.roles import is_desk
from issues.admin.fields import StaffField
from issues.admin.upload.fields import CreditsField, FilesField, LinesField
from issues.ingest.confirmed import ConfirmedArticle, Fate, sections_of
from issues.ingest.intake import Placement
from issues.ingest.manuscript import Distribution, Manuscript, ManuscriptArticle, StaffLine
from issues.ingest.readers import READERS
from issues.ingest.sources import known_units, units_of
from issues.models import Article, Kind, Publication


class Mode(models.TextChoices):
    ARTICLE = "article", "一篇稿件"
    BULLETIN = "bulletin", "一期简报，先核对再入库"
    ARCHIVE = "archive", "历史简报，直接入库（可选多个）"


def publications(user: User) -> models.QuerySet[Publication]:
    return Publication.objects.visible_to(user).order_by("name")


class UploadForm(forms.Form):
    files = FilesField(
        label="文件",
        widget=FilesField.widget(attrs={"accept": ",".join(READERS)}),
        error_messages={"required": "请先选择文件。", "empty": "文件是空的，请重新选择。"},
    )
    mode = forms.ChoiceField(
        label="这是", choices=Mode.choices, initial=Mode.ARTICLE, widget=forms.RadioSelect
    )
    publication = forms.ModelChoiceField(
        label="刊物",
        queryset=Publication.objects.none(),
        required=False,
        empty_label="照报头上的刊名",
        help_text="历史简报的报头缺失时，归到这个刊物。",
    )

    def __init__(self, user: User, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publication"].queryset = publications(user)
        if not (is_desk(user) and user.has_perm("issues.add_issue")):
            self.fields["mode"].choices = [(Mode.ARTICLE, Mode.ARTICLE.label)]
            self.fields["mode"].widget = forms.HiddenInput()
            del self.fields["publication"]


class ArticleDraftForm(forms.ModelForm):
    credits = CreditsField(
        label="署名",
        required=False,
        help_text="每行一个单位，如“曲靖市总工会：杨冲美、张三”；没有的留空。",
    )

    class Meta:
        model = Article
        fields = ["title", "body", "publication", "credits", "source", "source_detail"]

    def __init__(self, user: User, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["publication"].queryset = publications(user)
        self.fields["publication"].empty_label = "未定"

    def clean_credits(self) -> list:
        credits = self.cleaned_data["credits"]
        units = units_of(ManuscriptArticle(credits=credits))
        unknown = set(units) - known_units(units)
        if unknown and not is_desk(self.user):
            raise ValidationError(
                f"没有名为“{'”“'.join(sorted(unknown))}”的单位，请核对全称；确是新单位的，先留空，由编辑补上。"
            )
        return credits


class MastheadForm(forms.Form):
    """What a bulletin's head and foot say."""

    publication = forms.ModelChoiceField(
        label="刊物",
        queryset=Publication.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择刊物；还没有的，请管理员先建立。"},
    )
    kind = forms.ChoiceField(label="种类", choices=Kind.choices)
    year = forms.IntegerField(label="年份", required=False, min_value=1949, max_value=2200)
    number = forms.IntegerField(label="期号", required=False, min_value=1, help_text="留空则编为下一期。")
    total_number = forms.IntegerField(label="总期号", required=False, min_value=1)
    date = forms.DateField(
        label="日期", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    notice = forms.CharField(label="密级或标志", required=False, max_length=60)
    document_code = forms.CharField(label="编号", required=False, max_length=60)
    assumed_note = forms.CharField(
        label="补拟说明",
        required=False,
        max_length=300,
        help_text="原件缺报头、由您补填的，写明补了什么，印在页面上。",
    )
    editors_note = LinesField(label="编者按", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    report = LinesField(label="报", required=False, help_text="每行一个单位。")
    send = LinesField(label="送", required=False, help_text="每行一个单位。")
    issue = LinesField(label="发", required=False, help_text="每行一个单位。")
    extra = LinesField(label="其中本期增发", required=False, help_text="“发”中只这一期发的，每行一个单位。")
    staff = StaffField()
    copies = forms.IntegerField(label="印数", required=False, min_value=1)

    HEAD = ("publication", "kind", "year", "number", "total_number", "date", "notice", "document_code")
    NOTES = ("assumed_note", "editors_note")
    FOOT = ("report", "send", "issue", "extra", "staff", "copies")

    def __init__(self, user: User, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publication"].queryset = publications(user)
        for name in ("report", "send", "issue", "extra", "staff"):
            self.fields[name].widget.attrs.update(rows=3)

    def clean(self) -> dict:
        cleaned = super().clean()
        if not cleaned.get("year") and not cleaned.get("date") and not {"year", "date"} & set(self.errors):
            self.add_error("year", "请填写年份，或填写日期。")
        return cleaned


class ArticlePartForm(forms.Form):
    """One article of a bulletin."""

    fate = forms.ChoiceField(
        label="处理",
        choices=[(Fate.KEEP, "保留"), (Fate.MERGE, "并入上一篇"), (Fate.DROP, "不要这一篇")],
        initial=Fate.KEEP,
    )
    section = forms.CharField(label="栏目", required=False, max_length=60)
    title = forms.CharField(label="标题", required=False, max_length=200)
    paragraphs = LinesField(
        label="正文",
        required=False,
        help_text="每行一段。一行以“#”开头，就从这一行断开为新的一篇，“#”后面是它的标题。",
    )
    credits = CreditsField(label="署名", required=False, help_text="每行一个单位：单位：姓名、姓名。")
    source = forms.CharField(label="转载来源", required=False, max_length=100)
    source_detail = forms.CharField(label="来源细目", required=False, max_length=200)
    line = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        rows = sum(1 + len(line) // 34 for line in self._shown("paragraphs").splitlines())
        self.fields["paragraphs"].widget.attrs["rows"] = min(max(rows, 4), 24)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("fate") == Fate.KEEP and not cleaned.get("title") and "title" not in self.errors:
            self.add_error("title", "请填写标题；不是单独一篇的，在“处理”中选“并入上一篇”或“不要这一篇”。")
        if cleaned.get("source_detail") and not cleaned.get("source"):
            self.add_error("source", "填了来源细目，还须填写转载来源。")
        return cleaned

    @property
    def glance(self) -> str:
        """How many paragraphs, and the byline: what one looks for without opening it."""
        paragraphs = self.fields["paragraphs"].to_python(self._shown("paragraphs"))
        byline = " ".join(self._shown("credits").split())
        return " · ".join(filter(None, [f"{len(paragraphs)}段", byline, str(self["source"].value() or "")]))

    def _shown(self, name: str) -> str:
        return str(self.fields[name].prepare_value(self[name].value()) or "")

    def confirmed(self) -> ConfirmedArticle:
        cleaned = self.cleaned_data
        return ConfirmedArticle(
            **{
                name: cleaned[name]
                for name in ("section", "title", "paragraphs", "credits", "source", "source_detail")
            },
            line=cleaned["line"] or 0,
            fate=Fate(cleaned["fate"]),
        )


ArticleFormSet = forms.formset_factory(ArticlePartForm, extra=0, max_num=2000, absolute_max=2000)


def head_initial(manuscript: Manuscript, user: User) -> dict[str, object]:
    known = publications(user)
    publication = known.filter(name=manuscript.publication or "").first()
    if publication is None and known.count() == 1 and manuscript.publication is None:
        publication = known.first()
    distribution = manuscript.distribution
    return {
        "publication": publication,
        "kind": Kind.SUPPLEMENT if manuscript.supplement else Kind.REGULAR,
        "year": manuscript.year,
        "number": manuscript.supplement or manuscript.number,
        "total_number": manuscript.total_number,
        "date": manuscript.date,
        "notice": manuscript.notice,
        "document_code": manuscript.document_code,
        "editors_note": (manuscript.editors_note or "").split("\n"),
        "report": distribution.report,
        "send": distribution.send,
        "issue": distribution.issue,
        "extra": distribution.extra,
        "staff": [{"role": line.role, "name": line.name} for line in manuscript.staff],
        "copies": manuscript.copies,
    }


def articles_initial(manuscript: Manuscript) -> list[dict[str, object]]:
    return [
        {
            "section": section.name or "",
            "title": article.title or "",
            "paragraphs": article.paragraphs,
            "credits": article.credits,
            "source": article.source or "",
            "source_detail": article.source_detail,
            "line": article.line,
        }
        for section in manuscript.sections
        for article in section.articles
    ]


def confirmed_manuscript(head: MastheadForm, articles: forms.BaseFormSet) -> tuple[Manuscript, Placement]:
    """What a person confirmed; nothing in it is in doubt any more."""
    said = head.cleaned_data
    supplement = said["kind"] == Kind.SUPPLEMENT
    manuscript = Manuscript(
        publication=said["publication"].name,
        number=None if supplement else said["number"],
        supplement=(said["number"] or 1) if supplement else None,
        unnumbered_supplement=supplement and said["number"] is None,
        total_number=None if supplement else said["total_number"],
        year=said["year"],
        date=said["date"],
        notice=said["notice"] or None,
        document_code=said["document_code"] or None,
        editors_note="\n".join(said["editors_note"]) or None,
        sections=sections_of(form.confirmed() for form in articles),
        distribution=Distribution(said["report"], said["send"], said["issue"], said["extra"]),
        staff=[StaffLine(line["role"], line["name"]) for line in said["staff"]],
        copies=said["copies"],
    )
    return manuscript, Placement(publication=said["publication"].slug, assumed_note=said["assumed_note"])
