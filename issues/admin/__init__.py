"""The desk: one module for each model."""

from django.contrib import admin
from django_q import admin as queue_admin

from issues.admin.article import ArticleAdmin
from issues.admin.audit import AuditEntryAdmin
from issues.admin.contributor import ContributorAdmin
from issues.admin.distribution import DistributionListAdmin
from issues.admin.edition import EditionAdmin
from issues.admin.housetables import (
    HouseConfusableAdmin,
    HouseExpressionAdmin,
    HouseLeaderAdmin,
    HouseSensitiveAdmin,
    HouseUnitAdmin,
)
from issues.admin.issue import IssueAdmin
from issues.admin.publication import PublicationAdmin
from issues.admin.review import SignOffAdmin
from issues.admin.section import SectionAdmin

__all__ = [
    "ArticleAdmin",
    "AuditEntryAdmin",
    "ContributorAdmin",
    "DistributionListAdmin",
    "EditionAdmin",
    "HouseConfusableAdmin",
    "HouseExpressionAdmin",
    "HouseLeaderAdmin",
    "HouseSensitiveAdmin",
    "HouseUnitAdmin",
    "IssueAdmin",
    "PublicationAdmin",
    "SectionAdmin",
    "SignOffAdmin",
]

# The queue's own pages, made by its import, show raw jobs; what becomes of them is in issues/admin/notices.
for model in (queue_admin.Schedule, queue_admin.Success, queue_admin.Failure, queue_admin.OrmQ):
    admin.site.unregister(model)

admin.site.index_title = "首页"
