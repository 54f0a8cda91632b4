"""The rows of the bulletin; imported by every stage package, importing none of them."""

from issues.models import audit_signals as audit_signals  # connects the receivers
from issues.models import version_signals as version_signals  # connects the receivers
from issues.models.article import Article, ArticleQuerySet, ArticleStage
from issues.models.audit import Action, AuditEntry
from issues.models.contributor import Contributor, Credit
from issues.models.distribution import DistributionList, Recipient, RecipientKind
from issues.models.edition import Edition, EditionFrozen
from issues.models.edition_file import EditionFile, Form
from issues.models.heartbeat import Heartbeat
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
    "Form",
    "Heartbeat",
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
    "SearchEntry",
    "Section",
    "SendLabel",
    "SignOff",
    "SourceFile",
    "Stage",
    "StandingSection",
    "Step",
    "Verdict",
    "VerdictKind",
    "WorkingCopy",
    "parse_path_number",
    "sanitise",
]
