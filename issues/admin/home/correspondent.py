"""The correspondent's home: 我的稿件 by stage, each with what to do next."""

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from accounts.models import User
from issues.admin.counts import Counts
from issues.admin.home.parts import SHOWN, Box, Home, Line, Link, article_line, describe_day
from issues.admin.navigation import ARTICLES, address
from issues.models import Article, ArticleStage

# Most urgent first: an icon, and what the author of an article in this stage is to do.
STAGES: dict[ArticleStage, tuple[str, str]] = {
    ArticleStage.RETURNED: ("undo", "编辑请您修改：打开稿件，按意见改好，再提交一次。"),
    ArticleStage.DRAFT: ("edit_note", "还没有提交，编辑看不到。打开稿件，写完后提交。"),
    ArticleStage.REVIEW: ("hourglass_top", "已经提交，编辑正在审阅。请等候，无需再做什么。"),
    ArticleStage.ACCEPTED: ("task_alt", "已经采用，将编入简报。请留意刊出。"),
    ArticleStage.MERGED: ("call_merge", "已经采用，与别的稿件合成一篇，署名保留。请留意刊出。"),
    ArticleStage.PUBLISHED: ("newsmode", "已经刊出，可以在网站上阅读。"),
    ArticleStage.DECLINED: ("block", "没有采用。打开稿件，可以查看原因。"),
}


def correspondent_home(user: User, counts: Counts) -> Home:
    newest = Article.objects.filter(author=user).annotate(
        rank=Window(RowNumber(), partition_by=F("stage"), order_by=[F("updated_at").desc(), F("pk").desc()])
    )
    lines: dict[str, list[Line]] = {}
    for article in (
        newest.filter(rank__lte=SHOWN).order_by("rank").select_related("publication").defer("body")
    ):
        lines.setdefault(article.stage, []).append(_line(article))
    boxes = tuple(
        Box(
            key=stage.value,
            title=str(stage.label),
            icon=icon,
            hint=hint,
            lines=tuple(lines[stage]),
            count=counts.mine(stage),
            url=address(ARTICLES, f"whose=mine&stage__exact={stage.value}"),
            alert="请修改" if stage == ArticleStage.RETURNED else "",
        )
        for stage, (icon, hint) in STAGES.items()
        if stage in lines
    )
    nothing = Box(
        key="none",
        title="还没有稿件",
        icon="description",
        empty="点“写新稿”，或上传写好的 Word 文件。提交以后，在这里可以看到稿件走到了哪一步、下一步该做什么。",
    )
    buttons = (
        Link("写新稿", reverse("admin:issues_article_add"), icon="edit_square"),
        Link("上传 Word 文件", reverse("upload:choose"), icon="upload_file"),
    )
    return Home("correspondent", "我的稿件", boxes or (nothing,), buttons)


def _line(article: Article) -> Line:
    place = str(article.publication) if article.publication else ""
    return article_line(article, place, f"{describe_day(article.updated_at)}修改")
