"""Answers that are given later, by another thread than the one that took the request.

A server of threads keeps one of them for each request, also while it only waits for a group to commit. A request that
will be told what came of it lets its thread go: the application takes the `Later` out of its environment, and whoever
has the answer sends it. A server that has no such thing leaves the environment without; then one waits.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

KEY = "diemcau.later"
Headers = list[tuple[str, str]]


class Later:
    """How one request is answered: by what the application returns, or later by whoever took it."""

    __slots__ = ("_is_taken", "_line")

    def __init__(self, line: Any) -> None:
        """`line` is the server's own: Granian's has the two methods with which this one stands in for it."""
        self._line, self._is_taken = line, False

    def take(self) -> None:
        """From now on only `send` answers: what the application returns is nothing."""
        self._is_taken = True

    def send(self, status: int, headers: Headers, body: bytes) -> None:
        """Answer, once, from any thread; nothing happens where the other side is gone."""
        self._line.response_bytes(status, headers, body)

    def send_answer_of(self, application: "WSGIApplication", environ: "WSGIEnvironment") -> None:
        """Let an application answer after all, in the calling thread."""
        answer = Response.from_app(application, environ, buffered=True)
        self.send(answer.status_code, answer.headers.to_wsgi_list(), answer.get_data())

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None:
        """What the application returned, as the server hands it over."""
        if not self._is_taken:
            self._line.response_bytes(status, headers, body)

    def response_iter(self, status: int, headers: Headers, parts: Any) -> None:
        """The same, in parts."""
        self._line.response_iter(status, headers, parts)


def with_later(wrap: Callable[..., Any]) -> Callable[..., Any]:
    """Granian's wrapper of an application, made to put a `Later` into the environment of each request."""

    def wrapped(application: "WSGIApplication", *options: Any) -> Callable[[Any, Any], Any]:
        run = wrap(application, *options)

        def answer(line: Any, environ: "WSGIEnvironment") -> Any:
            later = environ[KEY] = Later(line)
            return run(later, environ)

        return answer

    return wrapped
