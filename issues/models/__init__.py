"""The rows of the bulletin; imported by every stage package, importing none of them."""

from issues.models.article import Article, ArticleStage
from issues.models.contributor import Contributor, Credit
from issues.models.distribution import DistributionList, Recipient, RecipientKind
from issues.models.edition import Edition, EditionFrozen
from issues.models.issue import Issue, Kind, Stage, parse_path_number
from issues.models.publication import IssueLabel, Publication, ReportLabel, SendLabel, StandingSection
from issues.models.review import SignOff, Step
from issues.models.richtext import RichBodyField, sanitise
from issues.models.section import Section

__all__ = [
    "Article",
    "ArticleStage",
    "Contributor",
    "Credit",
    "DistributionList",
    "Edition",
    "EditionFrozen",
    "Issue",
    "IssueLabel",
    "Kind",
    "Publication",
    "Recipient",
    "RecipientKind",
    "ReportLabel",
    "RichBodyField",
    "Section",
    "SendLabel",
    "SignOff",
    "Stage",
    "StandingSection",
    "Step",
    "parse_path_number",
    "sanitise",
]
