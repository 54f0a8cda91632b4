"""The desk: one module for each model."""

from django.contrib import admin

from issues.admin.article import ArticleAdmin
from issues.admin.contributor import ContributorAdmin
from issues.admin.distribution import DistributionListAdmin
from issues.admin.edition import EditionAdmin
from issues.admin.issue import IssueAdmin
from issues.admin.publication import PublicationAdmin
from issues.admin.review import SignOffAdmin
from issues.admin.section import SectionAdmin

__all__ = [
    "ArticleAdmin",
    "ContributorAdmin",
    "DistributionListAdmin",
    "EditionAdmin",
    "IssueAdmin",
    "PublicationAdmin",
    "SectionAdmin",
    "SignOffAdmin",
]

admin.site.site_header = "工会简报编辑台"
admin.site.site_title = "工会简报编辑台"
admin.site.index_title = "编辑与管理"
