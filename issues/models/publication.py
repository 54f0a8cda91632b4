"""A bulletin title: its masthead, its labels, its standing sections."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models

from accounts.roles import is_member, is_office

# First parts of addresses that belong to the site itself.
RESERVED_SLUGS = frozenset(
    [
        "accounts",
        "admin",
        "archive",
        "api",
        "ckeditor",
        "feed",
        "healthz",
        "media",
        "robots",
        "search",
        "sections",
        "sitemap",
        "static",
        "units",
    ]
)


def validate_free_slug(slug: str) -> None:
    if slug.lower() in RESERVED_SLUGS:
        raise ValidationError(f"“{slug}”是网站自身的地址，请换一个。")


class ReportLabel(models.TextChoices):
    REPORT = "报", "报"
    SUBMIT = "报送", "报送"
    COPY = "抄报", "抄报"


class SendLabel(models.TextChoices):
    SEND = "送", "送"
    COPY = "抄送", "抄送"
    MAIN = "主送", "主送"


class IssueLabel(models.TextChoices):
    ISSUE = "发", "发"
    DISTRIBUTE = "发送", "发送"
    HAND_DOWN = "下发", "下发"


class LinesPerPage(models.IntegerChoices):
    STANDARD = 22, "22 行（公文常用）"
    DENSE = 24, "24 行（排得密一些）"


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, user: object) -> "PublicationQuerySet":
        """Everyone who works here must be able to choose one to write for."""
        return self.all() if is_member(user) else self.none()


class Publication(models.Model):
    name = models.CharField("刊名", max_length=200, help_text="印在报头的全名，不带书名号。")
    slug = models.SlugField(
        "网址名",
        max_length=60,
        unique=True,
        validators=[validate_free_slug],
        help_text="网址的第一段，用小写字母、数字和连字符，如 changai。发布后请勿改动。",
    )
    issuer = models.CharField("编印单位", max_length=200, blank=True, help_text="印在报头红线左上方。")
    notice = models.CharField(
        "标志", max_length=60, blank=True, help_text="印在报头左上角，如“内部资料 注意保存”。"
    )
    report_label = models.CharField(
        "“报”的印法", max_length=4, choices=ReportLabel.choices, default=ReportLabel.REPORT
    )
    send_label = models.CharField(
        "“送”的印法", max_length=4, choices=SendLabel.choices, default=SendLabel.SEND
    )
    issue_label = models.CharField(
        "“发”的印法", max_length=4, choices=IssueLabel.choices, default=IssueLabel.ISSUE
    )
    shows_total_number = models.BooleanField("印总期数", default=True, help_text="在“第N期”旁印“总第N期”。")
    lines_per_page = models.PositiveSmallIntegerField(
        "每页行数",
        choices=LinesPerPage.choices,
        default=LinesPerPage.STANDARD,
        help_text="PDF 和 Word 的正文每页排多少行，每行 28 字。",
    )
    sections_on_new_pages = models.BooleanField(
        "栏目另起一页", default=False, help_text="不勾选则接着上一栏目往下排。"
    )
    run_in_titles = models.BooleanField(
        "标题与正文同段", default=False, help_text="标题用黑体排在首段开头；不勾选则标题居中，独占一行。"
    )
    qr_code = models.BooleanField(
        "印二维码",
        default=True,
        help_text="在 PDF 的版记上方印二维码，扫码打开本期网页。管理员设好网站的对外地址后才印。",
    )
    description = models.TextField("简介", blank=True)
    position = models.PositiveIntegerField("顺序", default=0, help_text="首页排列的先后，小的在前。")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "刊物"
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lines_per_page__in=LinesPerPage.values),
                name="publication_lines_per_page",
                violation_error_message="每页行数只能是 22 或 24。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def layout(self) -> dict[str, int | bool]:
        """How its issues are set in print; frozen beside an Edition's content, of which it is no part."""
        return {
            "lines_per_page": int(self.lines_per_page),
            "sections_on_new_pages": self.sections_on_new_pages,
            "run_in_titles": self.run_in_titles,
            "qr_code": self.qr_code,
        }

    def label_for(self, kind: str) -> str:
        """The printed label for recipients of `kind` (a RecipientKind): 报, 抄送, …"""
        return {"report": self.report_label, "send": self.send_label, "issue": self.issue_label}[kind]


class StandingSectionQuerySet(models.QuerySet["StandingSection"]):
    def visible_to(self, user: object) -> "StandingSectionQuerySet":
        return self.all() if is_office(user) else self.none()


class StandingSection(models.Model):
    """A section that every new issue of the publication starts with."""

    publication = models.ForeignKey(
        Publication, verbose_name="刊物", related_name="standing_sections", on_delete=models.CASCADE
    )
    name = models.CharField("栏目名", max_length=60, help_text="不带【】。")
    position = models.PositiveIntegerField("顺序", validators=[MinValueValidator(1)])

    objects = StandingSectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常设栏目"
        ordering = ["publication", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "position"],
                name="standing_section_position",
                violation_error_message="这个顺序已有别的栏目，请另填一个，或留空排到最后。",
            ),
            models.CheckConstraint(
                condition=models.Q(position__gte=1),
                name="standing_section_position_from_one",
                violation_error_message="顺序从 1 起。",
            ),
            models.UniqueConstraint(
                fields=["publication", "name"],
                name="standing_section_name",
                violation_error_message="这个刊物已有同名栏目。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
