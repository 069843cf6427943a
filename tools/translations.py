"""Vietnamese texts: merge the fragments, compile them, and check that nothing is left untranslated.

    translations.py compile     translations/vi/*.po → translations/vi/LC_MESSAGES/messages.mo
    translations.py check       untranslated, unused, contradicting or broken texts, by name
    translations.py missing [PREFIX]   empty entries to paste for files whose path starts so

Each feature keeps its own fragment translations/vi/<feature>.po. English needs no catalogue: the texts in the
code are the English ones.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, PoFileParser

ROOT = Path(__file__).resolve().parent.parent
FRAGMENTS = ROOT / "translations" / "vi"
COMPILED = FRAGMENTS / "LC_MESSAGES" / "messages.mo"
SOURCES = {"lms": "**.py", "sessions": "**.py", "quizzes": "**.py", "templates": "**.html"}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "_n": (1, 2),
    "_p": ((1, "c"), 2),
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[#0\- +]*\d*(?:\.\d+)?([diouxXeEfFgGcrsa])")

Key = str | tuple[str, str]  # as Babel keys a message: the msgid, or (msgid, context)


@dataclass(frozen=True)
class Text:
    """One translated entry of a fragment, and where it stands."""

    message: Message
    place: str


def main(arguments: list[str]) -> int:
    match arguments:
        case ["compile"]:
            return compile_catalogue()
        case ["check"]:
            return check()
        case ["missing", *rest]:
            return print_missing(rest[0] if rest else "")
    print(__doc__, file=sys.stderr)
    return 2


def compile_catalogue() -> int:
    try:
        texts = list(fragment_texts())
    except PoFileError as error:
        print(f"Translations cannot be read: {error}", file=sys.stderr)
        return 1
    merged = Catalog(locale="vi", charset="utf-8", fuzzy=False)
    for text in texts:
        if not text.message.fuzzy and merged.get(text.message.id, text.message.context) is None:
            merged[text.message.id] = text.message
    COMPILED.parent.mkdir(parents=True, exist_ok=True)
    draft = COMPILED.with_suffix(".mo.new")
    with draft.open("wb") as file:
        write_mo(file, merged)
    draft.replace(COMPILED)
    return 0


def check() -> int:
    """Print one line per fault; 0 when the catalogue is complete and consistent."""
    faults = [*_untranslated(), *_faults_in_fragments()]
    for fault in faults:
        print(fault, file=sys.stderr)
    total = len({_key(message) for message, _ in used_texts()})
    if faults:
        print(f"Translations: {len(faults)} faults in {total} texts.", file=sys.stderr)
        return 1
    print(f"Translations: {total} texts, all in Vietnamese.")
    return 0


def print_missing(prefix: str) -> int:
    known = {_key(text.message) for text in fragment_texts()}
    seen: set[Key] = set()
    for message, place in used_texts():
        key = _key(message)
        if key in known or key in seen or not place.startswith(prefix):
            continue
        seen.add(key)
        print(f"#: {place}")
        if message.context:
            print(f"msgctxt {_quoted(message.context)}")
        if isinstance(message.id, str):
            print(f'msgid {_quoted(message.id)}\nmsgstr ""\n')
        else:
            one, many = message.id
            print(f'msgid {_quoted(one)}\nmsgid_plural {_quoted(many)}\nmsgstr[0] ""\n')
    return 0


@lru_cache(maxsize=1)
def used_texts() -> tuple[tuple[Message, str], ...]:
    """Every text that code and templates ask for, with the place of each use."""
    return tuple(_used_texts())


def _used_texts() -> Iterator[tuple[Message, str]]:
    for folder, pattern in SOURCES.items():
        method = "python" if pattern.endswith(".py") else "jinja2"
        found = extract_from_dir(
            str(ROOT / folder),
            method_map=[(pattern, method)],
            options_map={pattern: {"silent": "false", "encoding": "utf-8"}},
            keywords=KEYWORDS,
        )
        for name, line, msgid, _comments, context in found:
            yield Message(msgid, context=context), f"{folder}/{name}:{line}"


def fragment_texts() -> Iterator[Text]:
    """Every entry of every fragment, repeated ones included."""
    for path in sorted(FRAGMENTS.glob("*.po")):
        catalogue = _Recording(locale="vi", charset="utf-8")
        with path.open("rb") as file:
            PoFileParser(catalogue, ignore_obsolete=True, abort_invalid=True).parse(file)
        place = str(path.relative_to(ROOT))
        yield from (Text(message, f"{place}:{message.lineno}") for message in catalogue.read)


class _Recording(Catalog):
    """A catalogue that also remembers each entry as it was read, before equal ones are merged."""

    def __init__(self, **settings: str) -> None:
        super().__init__(**settings)
        self.read: list[Message] = []

    def __setitem__(self, msgid: Key, message: Message) -> None:
        if msgid:
            self.read.append(message)
        super().__setitem__(msgid, message)


def _untranslated() -> Iterator[str]:
    translated = {
        _key(text.message)
        for text in fragment_texts()
        if all(_strings(text.message)) and not text.message.fuzzy
    }
    reported: set[Key] = set()
    for message, place in used_texts():
        key = _key(message)
        if key not in translated and key not in reported:
            reported.add(key)
            yield f"{place}: not in Vietnamese: {_shown(message)}"


def _faults_in_fragments() -> Iterator[str]:
    used = {_key(message) for message, _ in used_texts()}
    first: dict[Key, Text] = {}
    for text in fragment_texts():
        message, key = text.message, _key(text.message)
        if message.fuzzy:
            yield f"{text.place}: marked fuzzy: {_shown(message)}"
        if key not in used:
            yield f"{text.place}: no longer used: {_shown(message)}"
        earlier = first.setdefault(key, text)
        if earlier.message.string != message.string:
            yield f"{text.place}: differs from {earlier.place}: {_shown(message)}"
        if all(_strings(message)) and not _same_placeholders(message):
            yield f"{text.place}: placeholders differ: {_shown(message)}"


def _same_placeholders(message: Message) -> bool:
    wanted = _placeholders(message.id if isinstance(message.id, str) else message.id[-1])
    return all(_placeholders(string) == wanted for string in _strings(message))


def _placeholders(text: str) -> set[tuple[str, str]]:
    plain = text.replace("%%", "")
    return {(name, kind) for name, kind in PLACEHOLDER.findall(plain) if name}


def _strings(message: Message) -> Iterable[str]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def _key(message: Message) -> Key:
    msgid = message.id if isinstance(message.id, str) else message.id[0]
    return (msgid, message.context) if message.context else msgid


def _shown(message: Message) -> str:
    return repr(message.id if isinstance(message.id, str) else message.id[0])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
