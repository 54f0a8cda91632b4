"""Who is to be told: those in the office whose turn it is, and who may see what it is about."""

from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import Role
from issues.models import Article, Issue, SignOff, Step
from issues.workflow.authorship import first_written_by
from issues.workflow.transitions import SIGN_STEPS


def people_of(*roles: Role) -> QuerySet[User]:
    """Those with an account in use and any of the roles."""
    labels = [role.label for role in roles]
    return User.objects.filter(is_active=True, groups__name__in=labels).distinct().order_by("pk")


def signers_due(issue: Issue) -> tuple[Step | None, list[User]]:
    """The step that is due, and who may give it: neither an author nor one who has signed in this round."""
    signed = dict(SignOff.objects.of_round(issue).values_list("step", "signer"))
    step = next((step for step in Step if step not in signed), None)
    if step is None:
        return None, []
    people = list(people_of(*SIGN_STEPS[step].roles).exclude(pk__in=signed.values()))
    written = first_written_by(people, Article.objects.filter(section__issue=issue))
    return step, [person for person in people if person.pk not in written]


def who_see(obj: Article | Issue, people: Iterable[User]) -> list[User]:
    """Those of `people`, each once, who may see `obj` and whose account is in use."""
    rows = type(obj).objects
    return [
        person
        for person in {person.pk: person for person in people}.values()
        if person.is_active and rows.visible_to(person).filter(pk=obj.pk).exists()
    ]
