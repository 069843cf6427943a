"""The front door of the product: what a WSGI server imports."""

from lms.app import create_app

app = create_app()
