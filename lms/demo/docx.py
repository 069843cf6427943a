"""A study material as a Word file, with nothing but a ZIP of four small parts.

A library for writing DOCX would be loaded for this one file; headings, lists and tables need little.
"""

import zipfile
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

from lms.demo.sources import Block, Bullets, Heading, Paragraph, Rows

_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WRITTEN: Final = (2021, 3, 20, 8, 0, 0)

_TYPES: Final = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="{"application/vnd.openxmlformats-package"}'
    '.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_TYPE}.numbering+xml"/></Types>'
)
_RELATIONS: Final = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_PARTS: Final = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/numbering" Target="numbering.xml"/></Relationships>'
)
_NUMBERING: Final = (
    f'{_XML}<w:numbering xmlns:w="{_WORD}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
    '<w:numFmt w:val="bullet"/><w:lvlText w:val="–"/><w:pPr><w:ind w:left="567" w:hanging="283"/>'
    '</w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    "</w:numbering>"
)


def word_file(blocks: tuple[Block, ...]) -> bytes:
    """The finished file; the same blocks always give the same bytes."""
    body = "".join(_block(block) for block in blocks)
    document = (
        f'{_XML}<w:document xmlns:w="{_WORD}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": document,
        "word/styles.xml": _styles(),
        "word/numbering.xml": _NUMBERING,
        "word/_rels/document.xml.rels": _PARTS,
    }
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _WRITTEN), text, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _styles() -> str:
    heads = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        f'<w:pPr><w:keepNext/><w:spacing w:before="240" w:after="120"/><w:outlineLvl w:val='
        f'"{level - 1}"/></w:pPr><w:rPr><w:b/><w:sz w:val="{36 - 4 * level}"/></w:rPr></w:style>'
        for level in (1, 2, 3)
    )
    return (
        f'{_XML}<w:styles xmlns:w="{_WORD}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts '
        'w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
        '<w:sz w:val="28"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault></w:docDefaults>'
        f"{heads}</w:styles>"
    )


def _block(block: Block) -> str:
    match block:
        case Heading(level, text):
            return _paragraph(text, f'<w:pStyle w:val="Heading{level}"/>')
        case Paragraph(text):
            return _paragraph(text, '<w:jc w:val="both"/>')
        case Bullets(items):
            mark = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
            return "".join(_paragraph(item, mark) for item in items)
        case Rows(rows):
            return f"<w:tbl>{_BORDERS}{''.join(_row(row, at == 0) for at, row in enumerate(rows))}</w:tbl>"


def _paragraph(text: str, properties: str = "", run: str = "") -> str:
    return (
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def _row(cells: tuple[str, ...], is_head: bool) -> str:
    run = "<w:b/>" if is_head else ""
    shown = "".join(f"<w:tc><w:tcPr/>{_paragraph(cell, '', run)}</w:tc>" for cell in cells)
    return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if is_head else ''}{shown}</w:tr>"


_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")
_BORDERS: Final = (
    "<w:tblPr><w:tblW w:w='5000' w:type='pct'/><w:tblBorders>"
    + "".join(f"<w:{side} w:val='single' w:sz='4'/>" for side in _SIDES)
    + "</w:tblBorders></w:tblPr>"
)
