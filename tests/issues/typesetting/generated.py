"""Generated issues: everything an office might print, from a seed, so that a failure can be looked at again."""

import datetime
import io
import random
from dataclasses import dataclass

from PIL import Image as Picture

from issues.edition.content import (
    Article,
    Block,
    Cell,
    Credit,
    EditionContent,
    Heading,
    Image,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    RecipientGroup,
    Rule,
    Run,
    Section,
    StaffLine,
    Table,
)
from issues.typesetting.style import PageStyle

_HAN = (
    "产业工人队伍建设改革工会组织各级党委政府推进落实会议要求认真学习贯彻精神结合实际加强领导健全机制完善制度"
    "提高技能素质维护权益促进发展企业职工劳动模范工匠培训竞赛服务基层创新方法取得成效全市县区单位部门有关负责同志"
)
_UNITS = ("曲靖市总工会", "保山市总工会", "省交投集团工会", "红河哈尼族彝族自治州总工会", "云铝淯鑫公司工会")
_PEOPLE = ("杨冲美", "施桂云", "陈家喜", "李𬭚", "王堃", "赵㛃", "阿卜杜热西提·买买提", "张三", "欧阳淯")
_SECTIONS = ("重点推荐", "简讯速览", "他山之石", "基层动态", "经验交流", "工匠风采")
_WORDS = (
    "ISO9001",
    "5G",
    "APP",
    "COVID-19",
    "Wi-Fi",
    "2021",
    "3.5%",
    "12月14日",
    "38家",
    "1,200人",
    "GB/T9704",
)
_LONG_WORD = "https://www.example.gov.cn/gonghui/2021/02/05/" + "content" * 9 + ".html"


@dataclass(frozen=True)
class Generated:
    content: EditionContent
    style: PageStyle
    pictures: dict[str, bytes]


def generate(seed: int) -> Generated:
    maker = _Maker(random.Random(seed))  # noqa: S311 - a seed that can be given again is what is wanted
    content = maker.issue()
    style = PageStyle(
        lines_per_page=maker.random.choice((22, 24)),
        sections_on_new_pages=maker.random.random() < 0.5,
        run_in_titles=maker.random.random() < 0.5,
        qr_code=maker.random.random() < 0.5,
    )
    return Generated(content, style, maker.pictures)


class _Maker:
    def __init__(self, source: random.Random) -> None:
        self.random = source
        self.pictures: dict[str, bytes] = {}

    def issue(self) -> EditionContent:
        chance = self.random.random
        articles = self.random.choice((0, 1, 1, 2, 3, 3, 5, 8, 8, 13, 20, 40))
        supplement = chance() < 0.15
        return EditionContent(
            publication=self.random.choice(
                (
                    "工会工作简报",
                    "产业工人队伍建设改革工作简报",
                    "情况通报",
                    "云岭职工ABC快讯",
                    f"{self.han(24)}工作简报",
                )
            ),
            slug="changai",
            issuer=self.random.choice(("云南省总工会办公室", f"{self.han(26)}办公室", "")),
            kind="supplement" if supplement else "regular",
            year=2021,
            number=self.random.choice((1, 3, 12, 118)),
            total_number=None if supplement or chance() < 0.3 else self.random.choice((45, 1024)),
            date=datetime.date(2021, self.random.randint(1, 12), self.random.randint(1, 28)),
            notice=self.random.choice(("", "内部资料　注意保存")),
            document_code=self.random.choice(("", "", "000123")),
            assumed_note="原件报头缺失，本页报头为补拟。" if chance() < 0.2 else "",
            correction_note=f"{self.sentence()}\n{self.sentence()}" if chance() < 0.2 else "",
            version=2,
            editors_note=tuple(self.blocks(2, plain=True)) if chance() < 0.3 else (),
            sections=tuple(self.sections(articles)),
            recipients=tuple(self.recipients()),
            staff=tuple(StaffLine(role, self.random.choice(_PEOPLE)) for role in ("责任编辑", "审核", "签发"))
            if chance() < 0.5
            else (),
            copies=self.random.choice((None, 1, 120, 3000)),
        )

    def sections(self, articles: int) -> list[Section]:
        names = list(_SECTIONS) if self.random.random() < 0.85 else [""]
        names = names[: self.random.randint(1, len(names))]
        split = sorted(self.random.randint(0, articles) for _ in names[1:])
        edges = [0, *split, articles]
        return [
            Section(name, tuple(self.article(n + 1) for n in range(edges[at], edges[at + 1])))
            for at, name in enumerate(names)
        ]

    def article(self, n: int) -> Article:
        title = self.han(self.random.choice((6, 12, 18, 24, 30, 60)))
        if self.random.random() < 0.25:
            title += f"——{self.random.choice(_WORDS)}{self.han(12)}"
        elif self.random.random() < 0.3:
            title = f"{title[:5]}“{title[5:9]}”{self.random.choice(_WORDS)}{title[9:]}"
        kind = self.random.random()
        credits: tuple[Credit, ...] = ()
        source = None
        if kind < 0.6:
            people = tuple(self.random.sample(_PEOPLE, self.random.randint(0, 3)))
            credits = (Credit(self.random.choice(_UNITS), people),)
        elif kind < 0.75:
            source = self.random.choice(("工人日报", "云南网"))
        return Article(
            n=n,
            title=title,
            blocks=tuple(self.blocks(self.random.choice((1, 2, 3, 4, 6)))),
            credits=credits,
            source=source,
            source_detail="2021年1月5日第3版" if source == "工人日报" else "",
        )

    def blocks(self, count: int, plain: bool = False) -> list[Block]:
        made: list[Block] = [Paragraph(self.runs())]
        kinds = (self.heading, self.listed, self.table, self.image, self.quote, Rule)
        while len(made) < count:
            if plain or self.random.random() < 0.7:
                made.append(Paragraph(self.runs()))
            else:
                made.append(self.random.choice(kinds)())
        return made

    def heading(self) -> Heading:
        return Heading(self.random.randint(1, 3), (Run(f"一、{self.han(9)}"),))

    def listed(self, deep: bool = True) -> ListBlock:
        inner = (self.listed(deep=False),) if deep and self.random.random() < 0.4 else ()
        items = [ListItem(self.runs(1)) for _ in range(self.random.randint(1, 4))]
        items.append(ListItem(self.runs(1), inner))
        return ListBlock(self.random.random() < 0.5, tuple(items))

    def table(self) -> Table:
        columns = self.random.randint(2, 6)
        rows = [tuple(Cell((Run(self.han(3)),), header=True) for _ in range(columns))]
        for _ in range(self.random.choice((1, 2, 3, 4, 5, 6, 45))):
            rows.append(tuple(Cell((Run(self.cell_text()),)) for _ in range(columns)))
        if self.random.random() < 0.4:
            rows.append((Cell((Run("合计"),), colspan=columns - 1), Cell((Run("98"),))))
        if self.random.random() < 0.3:
            rows += self.merged_rows(columns)
        return Table(tuple(rows), self.random.choice(("", f"{self.han(8)}情况表")))

    def merged_rows(self, columns: int) -> list[tuple[Cell, ...]]:
        """Three rows, of which one cell, in any column, is the same."""
        rows = [[Cell((Run(mark),)) for _ in range(columns - 1)] for mark in "甲乙丙"]
        rows[1] = [Cell((Run("乙"),), (Paragraph((Run("丁"),)),)) for _ in range(columns - 1)]
        rows[0].insert(self.random.randrange(columns), Cell((Run(self.han(6)),), rowspan=3))
        return [tuple(row) for row in rows]

    def cell_text(self) -> str:
        return self.random.choice((self.han(2), self.han(14), "3.5%", "120", self.random.choice(_PEOPLE)))

    def image(self) -> Image:
        src = f"/media/photos/2021/02/{len(self.pictures):032x}.jpg"
        size = self.random.choice(((320, 200), (200, 400), (40, 30), (1200, 90)))
        file = io.BytesIO()
        Picture.new("RGB", size, self.random.choice(("steelblue", "darkred", "olive"))).save(file, "JPEG")
        self.pictures[src] = file.getvalue()
        caption = self.random.choice(("", f"图为{self.han(10)}现场", f"图为{self.han(50)}"))
        return Image(src, caption or self.han(6), caption)

    def quote(self) -> Quote:
        return Quote((Paragraph(self.runs(2)), Paragraph(self.runs(1))))

    def runs(self, sentences: int | None = None) -> tuple[Run, ...]:
        looks = ({}, {}, {}, {"bold": True}, {"italic": True}, {"underline": True}, {"strike": True})
        made = []
        for _ in range(sentences or self.random.randint(1, 5)):
            made.append(Run(self.sentence(), **self.random.choice(looks)))
        if self.random.random() < 0.04:
            made.append(Run(_LONG_WORD, href=_LONG_WORD))
        if self.random.random() < 0.04:
            made += [Run("10m"), Run("2", sup=True), Run("、H"), Run("2", sub=True), Run("O\n以上。")]
        return tuple(made)

    def sentence(self) -> str:
        parts = [self.han(self.random.randint(3, 14)) for _ in range(self.random.randint(1, 4))]
        if self.random.random() < 0.4:
            at = self.random.randrange(len(parts))
            parts[at] = f"{parts[at][:2]}{self.random.choice(_WORDS)}{parts[at][2:]}"
        if self.random.random() < 0.3:
            parts[-1] = self.random.choice(("“{}”", "《{}》", "（{}）", "{}——", "{}……", "“四个{}”")).format(
                parts[-1]
            )
        return self.random.choice("，、；").join(parts) + self.random.choice("。。。！？")

    def han(self, count: int) -> str:
        return "".join(self.random.choice(_HAN) for _ in range(count))

    def recipients(self) -> list[RecipientGroup]:
        total = self.random.choice((1, 2, 3, 5, 8, 20, 60, 300))
        names = [f"{self.han(self.random.randint(2, 12))}总工会" for _ in range(total)]
        first, second = sorted(self.random.randint(0, total) for _ in range(2))
        groups = [
            RecipientGroup("report", self.random.choice(("报", "报送")), tuple(names[:first])),
            RecipientGroup("send", self.random.choice(("送", "抄送")), tuple(names[first:second])),
            RecipientGroup("issue", "发", tuple(names[second:])),
        ]
        if self.random.random() < 0.2:
            groups.append(RecipientGroup("issue", "本期增发", (f"{self.han(5)}公司",), extra=True))
        return [group for group in groups if group.names]
