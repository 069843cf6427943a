"""The front door of the product: what a WSGI server imports."""

import gc

was_collecting = gc.isenabled()
gc.disable()  # nothing that is imported is garbage, and looking for some is a fifth of the start

from lms.app import create_app  # noqa: E402 - after the line above

app = create_app()
if was_collecting:
    gc.enable()
