"""What every application of a run would make anew from the same source, made once: tests ask for thousands of them.

Nothing kept can tell one application from another: rules of addresses, compiled templates and compiled statements
depend on their text alone, sentences on their file alone.
"""

from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

_read: dict[tuple[Any, ...], "KeptRule"] = {}


class KeptRule(Rule):
    """A rule that is read and compiled once in a process, which is most of what an application costs."""

    def compile(self) -> None:
        """Take everything from the first rule of the same text."""
        assert self.map is not None
        text = (
            self.rule,
            self.host,
            self.subdomain,
            self.merge_slashes,
            repr(self.defaults),
            self.map.host_matching,
            *self.map.converters.items(),
        )
        first = _read.setdefault(text, self)
        if first is self:
            super().compile()
        else:
            self._parts = first._parts
            self._trace = first._trace
            self._converters = first._converters
            self.arguments = first.arguments
            self._build = first._build.__func__.__get__(self)  # type: ignore[attr-defined]
            self._build_unknown = first._build_unknown.__func__.__get__(self)  # type: ignore[attr-defined]


def keep_what_applications_share() -> None:
    """Let every application of this process take its rules and sentences from those that are kept."""
    Flask.url_rule_class = KeptRule
    load = lru_cache(Translations.load)

    def load_kept(folder: str, locales: list[Locale], domain: str) -> NullTranslations:
        return load(folder, str(*locales), domain)

    Translations.load = staticmethod(load_kept)  # type: ignore[assignment,method-assign]


class KeptTemplates(FileSystemBytecodeCache):
    """Compiled templates, in memory for this process and in a folder for the others of the run."""

    def __init__(self, folder: Path) -> None:
        """`folder` is shared by the processes of this run."""
        super().__init__(str(folder))
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """From memory, else from the folder."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))
        if bucket.code is None:
            super().load_bytecode(bucket)
            self._keep(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Into both."""
        self._keep(bucket)
        super().dump_bytecode(bucket)

    def _keep(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code
