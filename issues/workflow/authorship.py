"""Who wrote an article: its author, and the users behind the contributors credited under it."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from accounts.models import User
from issues.models import Article, Credit


def first_written_by(users: Collection[User], articles: QuerySet[Article]) -> dict[int, str]:
    """For those of `users` (by id) who wrote any of `articles`, or of what was merged into them, a title. Two queries.

    A contributor without an account of his own in our records is taken for the user of the same name in the
    same organisation.
    """
    found: dict[int, str] = {}
    written = Article.objects.filter(
        Q(pk__in=articles.values("pk")) | Q(merged_into__in=articles.values("pk"))
    )
    for author, title in written.filter(author__in=users).values_list("author", "title"):
        found.setdefault(author, title)
    credits = Credit.objects.filter(article__in=written.values("pk")).values_list(
        "contributor__user", "contributor__name", "contributor__organisation", "article__title"
    )
    for account, name, organisation, title in credits:
        for user in users:
            same = user.pk == account or (
                account is None and name and (name, organisation) == (user.display_name, user.organisation_id)
            )
            if same:
                found.setdefault(user.pk, title)
    return found


def writers_of(articles: QuerySet[Article]) -> dict[int, list[User]]:
    """By the id of each article: those with an account who wrote it, its author first. Three queries."""
    written: dict[int, list[int]] = {}
    for article, author in articles.filter(author__isnull=False).values_list("pk", "author"):
        written[article] = [author]
    credits = list(
        Credit.objects.filter(article__in=articles)
        .order_by("article", "position")
        .values_list("article", "contributor__user", "contributor__name", "contributor__organisation")
    )
    names = {(name, unit) for _, account, name, unit in credits if account is None and name}
    known = {account for _, account, _, _ in credits} | {pk for pks in written.values() for pk in pks}
    users = User.objects.filter(
        Q(pk__in=known - {None})
        | Q(display_name__in={name for name, _ in names}, organisation__in={unit for _, unit in names})
    )
    by_id = {user.pk: user for user in users}
    by_name = {
        (user.display_name, user.organisation_id): user.pk
        for user in by_id.values()
        if user.organisation_id is not None
    }
    for article, account, name, unit in credits:
        found = account if account is not None else by_name.get((name, unit))
        if found is not None and found not in written.setdefault(article, []):
            written[article].append(found)
    return {article: [by_id[pk] for pk in pks if pk in by_id] for article, pks in written.items()}
