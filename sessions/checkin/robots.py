"""Telling people from the machines that fetch a link before anybody opens it."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Whole names only: Cubot is a phone, and people hold it.
_ROBOTS = re.compile(
    r"facebookexternalhit|facebot|facebookcatalog|meta-external|twitterbot|telegrambot|whatsapp/"
    r"|slackbot|slack-imgproxy|discordbot|linkedinbot|skypeuripreview|viberbot|\bviber/.*preview"
    r"|zalobot|zalo-?preview|zalopreview|zalo link|coccocbot|googlebot|google-read-aloud|adsbot"
    r"|apis-google|bingbot|bingpreview|yandexbot|baiduspider|applebot|duckduckbot|petalbot"
    r"|bytespider|msteams|link ?preview|urlpreview|embedly|iframely|vkshare|pinterestbot"
    r"|crawler|spider/|headless ?preview|^curl/|^wget/|python-requests|python-urllib|go-http-client"
    r"|okhttp/.*preview|java/\d",
    re.IGNORECASE,
)
_LOOKING_AHEAD = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
_PREFETCH = re.compile(r"prefetch|preview|prerender", re.IGNORECASE)


def is_machine(request: Request) -> bool:
    """Whether the request is a look ahead, not a person: HEAD, prefetching, a preview robot.

    Chat programs fetch links to draw a preview, and browsers fetch what might be opened next; neither
    may use up a scan. A person taken for a machine can still type the code.
    """
    return is_machine_asking(request.environ)


def is_machine_asking(environ: "WSGIEnvironment") -> bool:
    """The same for a request that nobody took apart yet."""
    if environ["REQUEST_METHOD"] == "HEAD":
        return True
    agent = environ.get("HTTP_USER_AGENT", "")
    ahead = [environ[name] for name in _LOOKING_AHEAD if name in environ]
    return _is_robot(agent) or any(_PREFETCH.search(each) for each in ahead)


@lru_cache(maxsize=1024)
def _is_robot(agent: str) -> bool:
    return _ROBOTS.search(agent) is not None
