"""What a new issue starts with: its publication's standing sections and default distribution list."""

from django.db import transaction

from issues.models.distribution import DistributionList, Recipient
from issues.models.issue import Issue
from issues.models.section import Section
from issues.models.versions import keep_what_belongs


@transaction.atomic
def copy_from_publication(issue: Issue) -> None:
    """Copy sections and recipients into `issue`, each only where it has none of its own yet."""
    if not issue.sections.exists():
        Section.objects.bulk_create(
            Section(issue=issue, name=standing.name, position=n)
            for n, standing in enumerate(issue.publication.standing_sections.order_by("position"), 1)
        )
        keep_what_belongs(issue, just_stored=True)
    default = DistributionList.objects.filter(publication=issue.publication_id, is_default=True).first()
    if default is None or DistributionList.objects.filter(issue=issue).exists():
        return
    own = DistributionList.objects.create(
        publication_id=issue.publication_id, issue=issue, name=f"{issue.year}年{issue.label}"
    )
    copy_recipients(default, own)


def copy_recipients(source: DistributionList, target: DistributionList) -> None:
    """Copy the recipients of `source` into `target`, which has none yet."""
    Recipient.objects.bulk_create(
        Recipient(
            distribution_list=target,
            kind=recipient.kind,
            position=recipient.position,
            name=recipient.name,
            extra=recipient.extra,
        )
        for recipient in source.recipients.all()
    )
