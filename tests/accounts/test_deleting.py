"""Asking before a deletion: what hangs on a row is named to those who may see it, else counted."""

from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from issues.models import Article


def test_other_peoples_drafts_are_counted_and_not_named(
    client: Client, administrator: User, correspondent: User, organisation: Organisation
) -> None:
    client.force_login(administrator)
    article = Article.objects.create(title="机密草稿", author=correspondent, organisation=organisation)
    for row in (correspondent, organisation):
        url = reverse(f"admin:accounts_{row._meta.model_name}_delete", args=[row.pk])
        page = client.get(url).content.decode()
        assert ("机密草稿" in page, "稿件：1 条" in page) == (False, True)
    Article.objects.filter(pk=article.pk).update(stage="review")
    page = client.get(reverse("admin:accounts_user_delete", args=[correspondent.pk])).content.decode()
    assert "机密草稿" in page
