"""Builds the letters we send: UTF-8, a plain part everybody can read and a simple HTML part beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import Literal


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a letter: a paragraph, a line that stands out (a code, a time), or a link."""

    kind: Literal["paragraph", "strong", "link"]
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says, before it is dressed for the wire."""

    subject: str
    blocks: tuple[Block, ...]
    footer: str = ""


def paragraph(text: str) -> Block:
    """A paragraph of running text."""
    return Block("paragraph", text)


def strong(text: str) -> Block:
    """A line the reader looks for: the code, the place, the time."""
    return Block("strong", text)


def link(text: str, url: str) -> Block:
    """A link that is also readable where links are not followed."""
    return Block("link", text, url)


def as_text(letter: Letter) -> str:
    """The plain part: blocks set apart by an empty line, links written out."""
    lines = [f"{block.text}: {block.url}" if block.url else block.text for block in letter.blocks]
    if letter.footer:
        lines.append(f"-- \n{letter.footer}")
    return "\n\n".join(lines) + "\n"


def as_html(letter: Letter) -> str:
    """The HTML part: no pictures, nothing fetched from anywhere, readable on any phone."""
    body = "\n".join(_html_block(block) for block in letter.blocks)
    foot = (
        f'<p style="color:#5b5753;font-size:14px">{escape(letter.footer)}</p>'
        if letter.footer
        else ""
    )
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        f"<title>{escape(letter.subject)}</title></head>"
        '<body style="font:16px/1.5 sans-serif;color:#1d1b19;max-width:36em;margin:0 auto;padding:16px">'
        f"\n{body}\n{foot}</body></html>\n"
    )


def _html_block(block: Block) -> str:
    text = escape(block.text).replace("\n", "<br>")
    if block.kind == "strong":
        return f'<p style="font-size:20px;font-weight:bold">{text}</p>'
    if block.kind == "link":
        return f'<p>{text}: <a href="{escape(block.url)}">{escape(block.url)}</a></p>'
    return f"<p>{text}</p>"


def build_message(
    letter: Letter,
    *,
    sender: Address,
    to: Sequence[Address],
    message_id: str,
    sent_at: datetime,
    reply_to: str = "",
) -> EmailMessage:
    """The letter as it goes to the mail server.

    `message_id` stays the same when a letter is tried again, so that a server which took it the
    first time can drop the second. Marked as automatic, lest holiday answers come back.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = list(to)
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = f"<{message_id}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if reply_to:
        message["Reply-To"] = reply_to
    message.set_content(as_text(letter), cte="base64")
    message.add_alternative(as_html(letter), subtype="html", cte="base64")
    return message
