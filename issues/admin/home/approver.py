"""The approver's home: the issues that wait for a signature, and those signed but not out yet."""

from accounts.models import User
from issues.admin.counts import WAITING_SINCE, Counts
from issues.admin.home.parts import SHOWN, Box, Home, describe_overdue, issue_line, issues_of, signed_box
from issues.admin.navigation import ISSUES, address
from issues.models import Stage


def approver_home(user: User, counts: Counts) -> Home:
    waiting = issues_of(user, [Stage.REVIEW]).order_by(WAITING_SINCE, "pk")[:SHOWN]
    boxes = (
        Box(
            key="unsigned",
            title="等候签发",
            icon="draw",
            hint="打开一期，通读全文，再签发。签发后内容即为定稿，不能再改。",
            lines=tuple(issue_line(issue, waits=True) for issue in waiting),
            empty="没有等候签发的期。",
            count=counts.unsigned,
            unit="期",
            url=address(ISSUES, "stage__exact=review"),
            alert=describe_overdue(counts.unsigned_overdue, "期"),
        ),
        signed_box(user, counts),
    )
    return Home("approver", "签发", boxes)
