"""An issue or an article as a few lines of plain text, to be passed on in a message."""

from issues.edition.content import Article, EditionContent


def share_issue(content: EditionContent, url: str) -> str:
    """The titles by section, and where to read them."""
    day = f"（{content.date_label}）" if content.date_label else ""
    lines = [f"《{content.publication}》{content.year_label}{day}"]
    for section in content.sections:
        lines += ["", f"【{section.name}】"] if section.name else [""]
        lines += [f"{article.n}. {_one_line(article.title)}" for article in section.articles]
    return "\n".join([*lines, "", f"阅读全文：{url}"])


def share_article(content: EditionContent, article: Article, beginning: str, url: str) -> str:
    """The title, how it begins, whose it is and where to read on."""
    lines = [_one_line(article.title)]
    if beginning and beginning != article.title:
        lines.append(beginning)
    lines.append(f"{article.byline}《{content.publication}》{content.year_label}")
    return "\n".join([*lines, f"阅读全文：{url}"])


def _one_line(text: str) -> str:
    return " ".join(text.split())
