"""The rows of the bulletin; imported by every stage package, importing none of them."""

from issues.models import audit_signals as audit_signals  # connects the receivers
from issues.models import housetable_signals as housetable_signals  # connects the receivers
from issues.models import version_signals as version_signals  # connects the receivers
from issues.models.article import Article, ArticleQuerySet, ArticleStage
from issues.models.audit import Action, AuditEntry
from issues.models.contributor import Contributor, Credit
from issues.models.distribution import DistributionList, Recipient, RecipientKind
from issues.models.edition import Edition, EditionFrozen, EditionQuerySet, FollowerRefused
from issues.models.edition_file import EditionFile, Form
from issues.models.heartbeat import Heartbeat
from issues.models.housetable import (
    HouseConfusable,
    HouseEntry,
    HouseExpression,
    HouseLeader,
    HouseSensitive,
    HouseUnit,
    RuleSwitch,
    TablesState,
)
from issues.models.issue import Issue, Kind, Stage, parse_path_number
from issues.models.notice import MailState, Notice, NoticeChoice, NoticeKind, NoticeMail
from issues.models.photo import Photo
from issues.models.publication import (
    IssueLabel,
    LinesPerPage,
    Publication,
    ReportLabel,
    SendLabel,
    StandingSection,
)
from issues.models.remark import Remark, RemarkKind
from issues.models.review import Check, SignOff, Step
from issues.models.richtext import RichBodyField, sanitise
from issues.models.search import SearchEntry
from issues.models.section import Section
from issues.models.site_tree import SiteTree
from issues.models.source import Purpose, SourceFile
from issues.models.verdict import Reason, Verdict, VerdictKind
from issues.models.working import Presence, WorkingCopy

__all__ = [
    "Action",
    "Article",
    "ArticleQuerySet",
    "ArticleStage",
    "AuditEntry",
    "Check",
    "Contributor",
    "Credit",
    "DistributionList",
    "Edition",
    "EditionFile",
    "EditionFrozen",
    "EditionQuerySet",
    "FollowerRefused",
    "Form",
    "Heartbeat",
    "HouseConfusable",
    "HouseEntry",
    "HouseExpression",
    "HouseLeader",
    "HouseSensitive",
    "HouseUnit",
    "Issue",
    "IssueLabel",
    "Kind",
    "MailState",
    "Notice",
    "NoticeChoice",
    "NoticeKind",
    "NoticeMail",
    "LinesPerPage",
    "Photo",
    "Presence",
    "Publication",
    "Purpose",
    "Reason",
    "Recipient",
    "RecipientKind",
    "Remark",
    "RemarkKind",
    "ReportLabel",
    "RichBodyField",
    "RuleSwitch",
    "SearchEntry",
    "Section",
    "SendLabel",
    "SignOff",
    "SiteTree",
    "SourceFile",
    "Stage",
    "StandingSection",
    "Step",
    "Verdict",
    "VerdictKind",
    "TablesState",
    "WorkingCopy",
    "parse_path_number",
    "sanitise",
]
