"""领导人职务: an office named beside a leader who holds another.

Source: the house's table of leaders.
"""

from collections.abc import Iterator

from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PRACTICE, Hit, Rule, warning


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    holders: dict[str, set[str]] = {}
    for leader in house.leaders:
        for post in leader.posts:
            holders.setdefault(post, set()).add(leader.name)
    for leader in house.leaders:
        at = text.find(leader.name)
        while at >= 0:
            before = text[max(at - 20, 0) : at]
            posts = [post for post in holders if before.endswith(post)]
            post = max(posts, key=len, default=None)
            if post is not None and leader.name not in holders[post]:
                names = "、".join(sorted(holders[post]))
                yield warning(
                    at - len(post), at + len(leader.name), None, f"职务与姓名不符：{post}是{names}。"
                )
            at = text.find(leader.name, at + 1)


RULE = Rule("leader-post", "领导人职务", PRACTICE, find)
