"""Who wrote an article: its author, and the users behind the contributors credited under it."""

from collections.abc import Collection

from django.db.models import QuerySet

from accounts.models import User
from issues.models import Article, Credit


def first_written_by(users: Collection[User], articles: QuerySet[Article]) -> dict[int, str]:
    """For those of `users` (by id) who wrote any of `articles`, the title of one. Two queries.

    A contributor without an account of his own in our records is taken for the user of the same name in the
    same organisation.
    """
    found: dict[int, str] = {}
    for author, title in articles.filter(author__in=users).values_list("author", "title"):
        found.setdefault(author, title)
    credits = Credit.objects.filter(article__in=articles).values_list(
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
