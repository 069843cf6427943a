"""Write questions as GIFT, so that reading the file gives the same questions back."""

from collections.abc import Iterable
from decimal import Decimal

from quizzes.bank.content import TRUE, Content, Option
from quizzes.bank.enums import QuestionType
from quizzes.exchange.gift_text import escape, escape_html, escape_title
from quizzes.exchange.item import Item


def write_gift(items: Iterable[Item]) -> str:
    """Write questions in the order given, with a category line wherever the topic changes."""
    parts: list[str] = []
    topic = ""
    for item in items:
        if item.topic != topic:
            topic = item.topic
            parts.append(f"$CATEGORY: {_write_topic(topic)}\n")
        parts.append(_write_item(item))
    return "\n".join(parts)


def _write_topic(topic: str) -> str:
    return topic.replace("\\", "\\\\").replace("/", "//")


def _write_item(item: Item) -> str:
    title = f"::{escape_title(item.code)}:: " if item.code else ""
    content = item.content
    lines = [f"{title}{escape(content.stem)} {{{_opening(content)}"]
    if content.kind is not QuestionType.TRUE_FALSE:
        lines.extend(f"  {_write_option(content, option)}" for option in content.options)
    if content.explanation:
        lines.append(f"  ####{escape(content.explanation)}")
    return "\n".join([*lines, "}\n"])


def _opening(content: Content) -> str:
    if content.kind is QuestionType.NUMERIC:
        return "#"
    if content.kind is not QuestionType.TRUE_FALSE:
        return ""
    right = next(option for option in content.options if option.is_right)
    wrong = next(option for option in content.options if not option.is_right)
    word = "TRUE" if right.text == TRUE else "FALSE"
    if not wrong.feedback and not right.feedback:
        return word
    return f"{word}#{escape(wrong.feedback)}#{escape(right.feedback)}"


def _write_option(content: Content, option: Option) -> str:
    feedback = f"#{escape(option.feedback)}" if option.feedback else ""
    match content.kind:
        case QuestionType.NUMERIC:
            tolerance = f":{option.tolerance}" if option.tolerance not in ("", "0") else ""
            return f"={option.text}{tolerance}{feedback}"
        case QuestionType.MATCHING:
            left = escape_html(option.text) if "->" in option.text else escape(option.text)
            return f"={left} -> {escape(option.match)}{feedback}"
        case QuestionType.MULTIPLE:
            return f"~%{_share(content, option)}%{escape(option.text)}{feedback}"
        case _:
            sign = "=" if option.is_right else "~"
            weight = "%100%" if content.kind is QuestionType.SHORT and "->" in option.text else ""
            return f"{sign}{weight}{escape(option.text)}{feedback}"


def _share(content: Content, option: Option) -> str:
    """The weight other systems understand: a wrong pick takes away what a right one gives."""
    right = sum(each.is_right for each in content.options)
    share = (Decimal(100) / right).quantize(Decimal("0.00001"))
    return f"{share if option.is_right else -share}"
