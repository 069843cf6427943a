"""Read questions written in GIFT, one by one: what is good is kept, what is not is explained."""

import re

from quizzes.bank.content import Content, fingerprint, tidy
from quizzes.bank.enums import Fault, Note
from quizzes.bank.rules import find_fault
from quizzes.exchange.gift_answers import read_answers
from quizzes.exchange.gift_blocks import Block, cut_blocks, read_topic
from quizzes.exchange.gift_text import (
    find_unknown_escape,
    hide_escapes,
    is_formatted,
    read_text,
    reveal,
)
from quizzes.exchange.item import BrokenItem, Item, Reading, Rejected

BLANK = "_____"
_EXCERPT = 80
_MAX_CODE = 80
_MAX_TOPIC = 255


def read_gift(text: str) -> Reading:
    """Read a whole GIFT file: every question ends up in `items` or in `rejected`, none is lost.

    Text is brought to NFC first, any kind of line end is taken. A code or a question that came
    earlier in the same file is rejected with the line of the first. A title too long for a code
    (other systems put the whole question there) is dropped.
    """
    hidden = hide_escapes(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    reading = Reading()
    codes: dict[str, int] = {}
    prints: dict[str, int] = {}
    for block in cut_blocks(hidden):
        try:
            item = _read_block(block)
            _refuse_twice(codes, item.code, item.line, Fault.DUPLICATE_CODE)
            name = fingerprint(item.content)
            _refuse_twice(prints, name, item.line, Fault.DUPLICATE_QUESTION)
        except BrokenItem as broken:
            reading.rejected.append(_reject(block, broken))
        else:
            codes[item.code] = prints[name] = item.line
            reading.items.append(item)
    return reading


def _read_block(block: Block) -> Item:
    if block.unclosed is not None:
        offset = _offset_of_line(block, block.unclosed)
        raise BrokenItem(Fault.MISSING_CLOSING_BRACE, offset, str(block.unclosed))
    if unknown := find_unknown_escape(block.text):
        raise unknown
    title, start = _read_title(block.text)
    opening, closing = _find_braces(block.text, start)
    head, tail = block.text[start:opening], block.text[closing + 1 :]
    try:
        answers = read_answers(block.text[opening + 1 : closing])
    except BrokenItem as broken:
        raise BrokenItem(broken.fault, opening + 1 + broken.offset, broken.detail) from None
    stem = read_text(f"{head} {BLANK} {tail}" if tail.strip() else head)
    content = Content(answers.kind, stem, answers.options, answers.explanation)
    if fault := find_fault(content):
        raise BrokenItem(fault, 0 if fault is Fault.EMPTY_STEM else opening)
    notes = answers.notes
    if is_formatted(head) and Note.FORMATTING_REMOVED not in notes:
        notes = (*notes, Note.FORMATTING_REMOVED)
    topic = tidy(read_topic(reveal(block.topic)))[:_MAX_TOPIC].strip()
    code = block.code or title
    return Item(content, block.line, topic, code if len(code) <= _MAX_CODE else "", notes)


def _read_title(text: str) -> tuple[str, int]:
    found = re.match(r"\s*::(.*?)::", text, re.DOTALL)
    if found:
        return " ".join(reveal(found[1]).split()), found.end()
    if text.lstrip().startswith("::"):
        raise BrokenItem(Fault.TITLE_NOT_CLOSED)
    return "", 0


def _find_braces(text: str, start: int) -> tuple[int, int]:
    opening, closing = text.find("{", start), text.find("}", start)
    if opening < 0 and closing < 0:
        raise BrokenItem(Fault.NO_ANSWERS)
    if opening < 0 or closing < opening:
        raise BrokenItem(Fault.MISSING_OPENING_BRACE, closing)
    if (nested := text.find("{", opening + 1, closing)) >= 0:
        raise BrokenItem(Fault.NESTED_BRACE, nested)
    if (second := text.find("{", closing)) >= 0:
        raise BrokenItem(Fault.SECOND_ANSWER_GROUP, second)
    if (stray := text.find("}", closing + 1)) >= 0:
        raise BrokenItem(Fault.MISSING_OPENING_BRACE, stray)
    return opening, closing


def _refuse_twice(seen: dict[str, int], key: str, line: int, fault: Fault) -> None:
    if key and key in seen:
        raise BrokenItem(fault, 0, str(seen[key]))


def _reject(block: Block, broken: BrokenItem) -> Rejected:
    title = re.match(r"\s*::(.*?)::", block.text, re.DOTALL)
    code = block.code or (tidy(reveal(title[1])) if title else "")
    rest = block.text[title.end() :] if title else block.text
    return Rejected(
        line=block.line,
        problem_line=block.line + block.text.count("\n", 0, broken.offset),
        fault=broken.fault,
        code=code[:_EXCERPT],
        excerpt=tidy(" ".join(reveal(rest.partition("{")[0]).split()))[:_EXCERPT],
        detail=reveal(broken.detail),
    )


def _offset_of_line(block: Block, line: int) -> int:
    lines = block.text.split("\n")[: line - block.line]
    return sum(len(each) + 1 for each in lines)
