"""What every application of a run would make anew from the same source, made once: tests ask for thousands of them.

Nothing kept can tell one application from another: rules of addresses, compiled templates and compiled statements
depend on their text alone, sentences on their file alone.
"""

from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Map, Rule

import lms.app

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
    lms.app.Flask = KeptFlask  # type: ignore[misc] # the application is made by this name
    Flask.url_rule_class = KeptRule
    load = lru_cache(Translations.load)

    def load_kept(folder: str, locales: list[Locale], domain: str) -> NullTranslations:
        return load(folder, str(*locales), domain)

    Translations.load = staticmethod(load_kept)  # type: ignore[assignment,method-assign]


_Call = tuple[str, str | None, dict[str, Any]]
"""What an address was given with, besides the view itself."""


class KeptFlask(Flask):
    """An application that shares the addresses kept of another one, as long as it is given the same, in the same order.

    It has a map of its own as soon as it is given another address, or is asked for its addresses before it has all of them.
    """

    kept: ClassVar[tuple[list[_Call], Map] | None] = None

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """As Flask does."""
        self._calls: list[_Call] = []
        self._shared = self.kept
        super().__init__(*arguments, **named)

    def keep_addresses(self) -> None:
        """Let applications to come share these."""
        KeptFlask.kept = list(self._calls), self.url_map

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Any = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Take note of the view alone where the address is the next of those shared."""
        more = options | {"provide_automatic_options": provide_automatic_options}
        call = rule, endpoint, more
        at = len(self._calls)
        if self._shared and endpoint and self._shared[0][at : at + 1] == [call]:
            self.view_functions[endpoint] = view_func
        else:
            self._leave()
            super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)
        self._calls.append(call)

    @property
    def url_map(self) -> Map:  # type: ignore[override] # a variable of Flask's
        """All addresses."""
        # Flask gives itself an address before the application says how addresses are read.
        if self._shared and len(self._calls) > 1:
            if len(self._calls) == len(self._shared[0]):
                return self._shared[1]
            self._leave()
        return self._own

    @url_map.setter
    def url_map(self, value: Map) -> None:
        self._own = value

    def _leave(self) -> None:
        """Share no longer: the addresses so far are read into the map of its own."""
        if self._shared is not None:
            self._shared = None
            for rule, endpoint, more in self._calls:
                super().add_url_rule(rule, endpoint, self.view_functions[endpoint or ""], **more)


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
