"""Numbers in addresses: none that no row of the database can have."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, ValidationError

LARGEST = 2**31 - 1
"""Of PostgreSQL's integer, the type of every id."""


class IdConverter(IntegerConverter):
    """`<int:…>` of every address; a larger number is an address that does not exist."""

    def __init__(self, map: Map, *arguments: Any, **options: Any) -> None:
        """Bound the number where the address itself does not."""
        options.setdefault("max", LARGEST)
        super().__init__(map, *arguments, **options)

    def to_python(self, value: str) -> Any:
        """The number; very long ones are not even read."""
        if len(value) > len(str(LARGEST)):
            raise ValidationError
        return super().to_python(value)


def init_addresses(app: Flask) -> None:
    """Before any blueprint is registered, for its addresses are read then."""
    app.url_map.converters["int"] = IdConverter
