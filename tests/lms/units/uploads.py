"""What tests do with the preview of a list of units."""

import re

from flask.testing import FlaskClient

from lms import clock


def confirm(client: FlaskClient, address: str, **typed: object) -> object:
    """Press the button of a preview, with what its form carries."""
    shown = client.get(address).text
    digest = re.search('name="da_xem" value="([^"]*)"', shown)
    shown_as = {"da_xem": digest[1] if digest else ""}
    values = {"effective_on": clock.today().isoformat(), "buoc": "ghi"}
    return client.post(address, data={**shown_as, **values, **typed})
