"""A column of a table, described once for its heading, its cells and its card on a phone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """What `macros/tables.html` needs to know of a column; `column(...)` in templates."""

    label: str
    key: str = ""
    """What to order by; empty where the list cannot be ordered by it."""
    numeric: bool = False
    lead: bool = False
    """The cell that names its row, read out with every other cell of the row."""
    nowrap: bool = False
    """Its values stay on one line: dates with times, codes."""
    action: bool = False
    """The column of buttons and links, last in the row."""
    prose: bool = False
    """Sentences: in a card on a phone they stand below the heading, not pressed beside it."""

    @property
    def css(self) -> str:
        """Classes of its cells."""
        named = {
            "numeric": self.numeric,
            "nowrap": self.nowrap,
            "action": self.action,
            "lead": self.lead,
            "prose": self.prose,
        }
        return " ".join(name for name, wanted in named.items() if wanted)
