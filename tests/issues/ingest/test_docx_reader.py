"""What a Word file holds besides plain paragraphs, each as the lines show it."""

import io

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm
from PIL import Image

from issues.ingest.errors import IngestRefused
from issues.ingest.readers.docx import read_docx
from issues.ingest.rich import Cell, RichPicture, RichTable, RichText, Run, body_html
from tests.issues.ingest.word import CENTRE, RIGHT, add, insert_xml, new_document, to_bytes


def lines_of(document: Document) -> list[str]:
    return read_docx(to_bytes(document)).lines


def png(colour: str = "red") -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    file.seek(0)
    return file


def test_indents_and_alignment_become_leading_blanks() -> None:
    document = new_document()
    add(document, "工作简报", CENTRE)
    add(document, "第一段正文。", indent=2)
    add(document, "2021年2月5日", RIGHT)
    add(document, "　　自己敲的空格。")
    assert lines_of(document) == [
        "　" * 12 + "工作简报",  # (27.6 - 4) / 2
        "　　第一段正文。",
        "　" * 21 + " 2021年2月5日",  # a digit is half an em wide
        "　　自己敲的空格。",
    ]


def test_line_breaks_part_lines_and_page_breaks_are_form_feeds() -> None:
    document = new_document()
    add(document, "第一行\n第二行")
    document.add_page_break()
    add(document, "新的一页")
    document.add_section()
    add(document, "新的一节")
    assert lines_of(document) == ["第一行", "第二行", "\f", "新的一页", "", "\f新的一节"]


def numbered(document: Document, *levels: tuple[str, str, str]) -> None:
    """Replace the numbering by one definition of (format, text, font) per level, as list 77."""
    root = document.part.numbering_part.element
    made = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
        f'<w:rPr><w:rFonts w:ascii="{font}"/></w:rPr></w:lvl>'
        for at, (kind, text, font) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{made}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


def item(document: Document, text: str, level: int = 0) -> None:
    properties = add(document, text)._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')
    )


def test_automatic_numbers_are_made_visible() -> None:
    document = new_document()
    numbered(
        document,
        ("chineseCounting", "%1、", "宋体"),
        ("decimal", "（%2）", "宋体"),
        ("bullet", "\uf06e", "Wingdings"),
    )
    for text, level in (("提高站位", 0), ("学习", 1), ("宣讲", 1), ("抓住关键", 0), ("竞赛", 1), ("要点", 2)):
        item(document, text, level)
    assert lines_of(document) == [
        "一、提高站位",
        "（1）学习",
        "（2）宣讲",
        "二、抓住关键",
        "（1）竞赛",
        "■要点",
    ]


def test_lists_that_html_can_count_stay_lists_and_others_keep_their_number_as_text() -> None:
    document = new_document()
    numbered(document, ("decimal", "%1.", "宋体"))
    item(document, "甲")
    item(document, "乙")
    add(document, "中间一段。")
    item(document, "丙")
    reading = read_docx(to_bytes(document))
    assert reading.lines == ["1.甲", "2.乙", "中间一段。", "3.丙"]
    assert body_html(reading.lines, reading.blocks) == (
        "<ol><li>甲</li><li>乙</li></ol><p>中间一段。</p><p>3.丙</p>"
    )


def test_tracked_changes_are_read_as_accepted_and_hidden_text_is_dropped() -> None:
    document = new_document()
    paragraph = add(document, "会议")
    insert_xml(
        paragraph,
        '<w:ins w:id="1" w:author="a"><w:r><w:t>强调</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>指出</w:delText></w:r></w:del>'
        '<w:moveFrom w:id="3" w:author="a"><w:r><w:t>旧处</w:t></w:r></w:moveFrom>'
        '<w:moveTo w:id="4" w:author="a"><w:r><w:t>新处</w:t></w:r></w:moveTo>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        "<w:r><w:t>。</w:t></w:r>",
    )
    merged = add(document, "上半段，")
    merged._p.get_or_add_pPr().append(
        parse_xml(f'<w:rPr {nsdecls("w")}><w:del w:id="5" w:author="a"/></w:rPr>')
    )
    add(document, "下半段。")
    assert lines_of(document) == ["会议强调新处。", "上半段，下半段。"]


def test_text_boxes_and_word_art_come_before_the_paragraph_they_hang_on() -> None:
    document = new_document()
    paragraph = add(document, "正文。")
    box = "<w:txbxContent><w:p><w:r><w:t>内部资料</w:t></w:r></w:p></w:txbxContent>"
    insert_xml(
        paragraph,
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
        '<w:r><w:pict><v:shape><v:textpath string="工会简报"/></v:shape></w:pict></w:r>',
    )
    assert lines_of(document) == ["内部资料", "工会简报", "正文。"]


def test_tables_are_rows_of_text_and_frames_are_looked_through() -> None:
    document = new_document()
    table = document.add_table(rows=2, cols=2)
    for at, text in enumerate(("单位", "人数", "曲靖", "12")):
        table.cell(at // 2, at % 2).text = text
    frame = document.add_table(rows=1, cols=1)
    frame.cell(0, 0).text = "框里第一段。"
    frame.cell(0, 0).add_paragraph("框里第二段。")
    reading = read_docx(to_bytes(document))
    assert reading.lines == ["单位　　人数", "曲靖　　12", "框里第一段。", "框里第二段。"]
    assert reading.blocks[0] == RichTable(
        1, ((Cell((Run("单位"),)), Cell((Run("人数"),))), (Cell((Run("曲靖"),)), Cell((Run("12"),))))
    )


def test_merged_cells_keep_their_spans() -> None:
    document = new_document()
    table = document.add_table(rows=2, cols=3)
    for at in range(6):
        table.cell(at // 3, at % 3).text = str(at)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "跨两行"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "跨两列"
    rows = read_docx(to_bytes(document)).blocks[0].rows
    assert [[(cell.colspan, cell.rowspan) for cell in row] for row in rows] == [
        [(1, 2), (2, 1)],
        [(1, 1), (1, 1)],
    ]


def test_looks_links_and_headings_are_kept_for_the_article() -> None:
    document = new_document()
    add(document, "小标题", style="Heading 2")
    paragraph = add(document, "普通")
    paragraph.add_run("加粗").bold = True
    paragraph.add_run("斜体").italic = True
    link = document.part.relate_to("https://www.acftu.org/", _LINK, is_external=True)
    bad = document.part.relate_to("javascript:alert(1)", _LINK, is_external=True)
    insert_xml(paragraph, f'<w:hyperlink r:id="{link}"><w:r><w:t>全总</w:t></w:r></w:hyperlink>')
    insert_xml(paragraph, f'<w:hyperlink r:id="{bad}"><w:r><w:t>别点</w:t></w:r></w:hyperlink>')
    reading = read_docx(to_bytes(document))
    assert body_html(["小标题", "普通加粗斜体全总别点"], reading.blocks) == (
        "<h4>小标题</h4><p>普通<strong>加粗</strong><em>斜体</em>"
        '<a href="https://www.acftu.org/">全总</a>别点</p>'
    )


_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def test_fields_show_their_result_and_not_their_instruction() -> None:
    document = new_document()
    insert_xml(
        add(document, "见"),
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "https://a.cn/"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>网站</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>。</w:t></w:r>',
    )
    reading = read_docx(to_bytes(document))
    assert reading.lines == ["见网站。"]
    assert reading.blocks == (RichText(1, (Run("见"), Run("网站", href="https://a.cn/"), Run("。"))),)


def test_pictures_come_along_and_those_no_page_can_show_are_named() -> None:
    document = new_document()
    add(document, "第一段。")
    document.add_picture(png())
    add(document, "第二段。")
    document.add_picture(png("blue"))
    part = document.part.related_parts[
        document.inline_shapes[1]._inline.graphic.graphicData.pic.blipFill.blip.embed
    ]
    part._blob = b"\x01\x00\x00\x00" + bytes(36) + b" EMF" + bytes(100)
    reading = read_docx(to_bytes(document))
    pictures = [block for block in reading.blocks if isinstance(block, RichPicture)]
    assert [(one.line, one.name, one.data[:4]) for one in pictures] == [
        (1, "第1幅图片（image1.png）", b"\x89PNG")
    ]
    assert [(doubt.code, doubt.line) for doubt in reading.doubts] == [("picture-left-out", 2)]
    assert "第2幅图片（image2.png）是矢量图" in reading.doubts[0].message


def test_footnotes_follow_their_paragraph() -> None:
    from issues.ingest.readers.word.body import Walker, read_notes
    from issues.ingest.readers.word.layout import Page, lay_out
    from issues.ingest.readers.word.numbering import Numbering
    from issues.ingest.readers.word.styles import Styles

    notes = parse_xml(
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"/>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>见原文。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    body = parse_xml(
        f'<w:body {nsdecls("w")}><w:p><w:r><w:t>引文</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p></w:body>'
    )
    walker = Walker(Styles(), Numbering(), {}, read_notes(notes, "footnote"))
    reading = lay_out(list(walker.parts(body)), Page(), lambda part: None)
    assert reading.lines == ["引文［1］", "［1］见原文。"]
    assert [doubt.code for doubt in reading.doubts] == ["footnote"]


def test_first_page_header_is_read_and_other_headers_are_named_only() -> None:
    document = new_document()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "工会工作简报"
    section.header.paragraphs[0].text = "某某市总工会编印的工作简报二〇二一年"
    add(document, "正文。")
    reading = read_docx(to_bytes(document))
    assert reading.lines == ["工会工作简报", "正文。"]
    assert [doubt.code for doubt in reading.doubts] == ["page-furniture"]


def test_long_lines_are_whole_paragraphs() -> None:
    document = new_document()
    add(document, "标题")
    add(document, "长" * 200 + "。")
    assert read_docx(to_bytes(document)).wrapped is False


def test_narrow_page_makes_a_narrow_measure() -> None:
    document = new_document()
    document.sections[0].page_width = Mm(108)  # 54 mm of text: 9.6 em
    add(document, "简报", CENTRE)
    assert lines_of(document) == ["　" * 4 + "简报"]


@pytest.mark.parametrize("text", ["", "  \n　"])
def test_empty_document_is_refused(text: str) -> None:
    document = new_document()
    add(document, text)
    with pytest.raises(IngestRefused, match="没有文字"):
        read_docx(to_bytes(document))
