"""领导人职务: an office named beside a leader who holds another.

Source: the house's table of leaders.
"""

from collections.abc import Iterator

from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PRACTICE, Hit, Rule, warning


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text, posts = passage.text, house.posts
    for at, name in house.leader_names.find(text, passage.pairs):
        post = posts.before(text, at)
        if post is not None and name not in posts.holders[post]:
            names = "、".join(sorted(posts.holders[post]))
            yield warning(at - len(post), at + len(name), None, f"职务与姓名不符：{post}是{names}。")


RULE = Rule(
    "leader-post",
    "领导人职务",
    PRACTICE,
    find,
    about="领导人的姓名与前面的职务对不上时提醒，以领导姓名职务表为准。",
    example="全国政协主席李强出席会议。",
    severities=(Severity.WARNING,),
)
