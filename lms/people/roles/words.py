"""What the interface calls states of grants and the reach of rights."""

from typing import Final

from lms.people.roles.queries import GrantState, Shown
from lms.people.roles.table import Reach
from lms.web.i18n import lazy_gettext as _l

SHOWN_WORDS: Final = {
    Shown.RUNNING: _l("Running"),
    Shown.ENDED: _l("Ended"),
    Shown.ALL: _l("All"),
}
STATE_WORDS: Final = {
    GrantState.HOLDS: (_l("holds"), "present", "check"),
    GrantState.COMING: (_l("begins later"), "info", "clock"),
    GrantState.ENDED: (_l("ended"), "none", "lock"),
}
REACH_WORDS: Final = {
    Reach.ANYWHERE: _l("over everything"),
    Reach.CUT: _l("within the grant"),
    Reach.WITHIN: _l("within the grant"),
    Reach.OWN: _l("own only"),
    Reach.EVERYTHING: _l("if granted over everything"),
    Reach.NOWHERE: _l("no"),
}
REACH_LOOKS: Final = {
    Reach.ANYWHERE: (_l("all"), "present", "check"),
    Reach.CUT: (_l("grant"), "info", "tree"),
    Reach.WITHIN: (_l("grant"), "info", "tree"),
    Reach.OWN: (_l("own"), "none", "person"),
    Reach.EVERYTHING: (_l("if all"), "late", "key"),
    Reach.NOWHERE: (_l("no"), "plain", "minus"),
}
"""A short word for a cell of the permission map, with the tone and the mark it is drawn in."""
