"""Proofreading: what an editor should look at in a text, with the fix where there is one."""

from issues.proofing.finding import Finding, Severity
from issues.proofing.proofread import proofread

__all__ = ["Finding", "Severity", "proofread"]
