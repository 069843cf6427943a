"""Telling people from the machines that fetch a link before anybody opens it."""

import re

from werkzeug.wrappers import Request

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
_PREFETCH = re.compile(r"prefetch|preview|prerender", re.IGNORECASE)


def is_machine(request: Request) -> bool:
    """Whether the request is a look ahead, not a person: HEAD, prefetching, a preview robot.

    Chat programs fetch links to draw a preview, and browsers fetch what might be opened next; neither
    may use up a scan. A person taken for a machine can still type the code.
    """
    ahead = " ".join(
        request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
    )
    agent = request.headers.get("User-Agent", "")
    return request.method == "HEAD" or bool(_PREFETCH.search(ahead) or _ROBOTS.search(agent))
