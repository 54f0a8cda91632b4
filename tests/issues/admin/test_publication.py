"""A publication's page: what may no longer be changed once readers know it."""

import pytest
from django.test import Client

from accounts.models import User
from issues.models import Edition, Publication
from tests.factories import make_issue, make_publication, publish
from tests.issues.admin.desk import desk_url, form_data


@pytest.mark.parametrize("published", [False, True])
def test_the_address_is_fixed_once_something_was_published(
    client: Client, administrator: User, published: bool
) -> None:
    publication = make_publication()
    other = make_publication("gongyun", name="工运快讯")
    publish(make_issue(publication if published else other))
    client.force_login(administrator)
    page = client.get(desk_url(publication, "change"))
    assert ("slug" in page.context["adminform"].form.fields) is not published
    client.post(desk_url(publication, "change"), form_data(page) | {"slug": "new", "name": "新名"})
    publication.refresh_from_db()
    assert (publication.slug, publication.name) == ("changai" if published else "new", "新名")
    assert client.get(desk_url(Publication, "add")).context["adminform"].form.fields["slug"]
    assert Edition.objects.published().count() == 1
