"""Nothing left of one test's attempts in the next."""

import pytest
from django.core.cache import cache

from accounts.models import User
from accounts.roles import Role, grant
from tests.accounts.signing import PASSWORD


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def person(db: None) -> User:
    """An editor with a password, who signs in by the form."""
    user = User.objects.create_user("zhangsan", password=PASSWORD, display_name="张三")
    grant(user, Role.EDITOR)
    return user
