"""What study conferences plug into the institution."""

from sqlalchemy.orm import Session

from lms.areas import Area, NavItem, Panel
from lms.people.actor import Actor
from lms.web.i18n import lazy_gettext as _l
from sessions import privacy
from sessions.board import panels
from sessions.board.front import Front
from sessions.board.policy import PERMISSIONS as BOARD_PERMISSIONS
from sessions.board.policy import RIGHTS as BOARD_RIGHTS
from sessions.board.views import bp as board_bp
from sessions.checkin.cli import attendance
from sessions.checkin.express import Express
from sessions.checkin.views import bp as checkin_bp
from sessions.conferences.policy import PERMISSIONS, RIGHTS, browses
from sessions.conferences.units import UNIT_SCOPES
from sessions.conferences.views import bp as conferences_bp
from sessions.console.policy import PERMISSIONS as CONSOLE_PERMISSIONS
from sessions.console.policy import RIGHTS as CONSOLE_RIGHTS
from sessions.console.views import bp as console_bp
from sessions.corrections.appeal_views import bp as appeals_bp
from sessions.corrections.panel import person_panels
from sessions.corrections.views import bp as corrections_bp
from sessions.gates.views import bp as gates_bp
from sessions.invitations.policy import PERMISSIONS as CODE_PERMISSIONS
from sessions.invitations.policy import RIGHTS as CODE_RIGHTS
from sessions.invitations.unit_views import bp as codes_bp
from sessions.invitations.unit_views import record_links
from sessions.invitations.views import bp as invitations_bp
from sessions.lists import downloads  # noqa: F401 - adds its pages to the list's
from sessions.lists.policy import PERMISSIONS as LIST_PERMISSIONS
from sessions.lists.policy import RIGHTS as LIST_RIGHTS
from sessions.lists.views import bp as lists_bp
from sessions.printing.views import bp as printing_bp
from sessions.printing.views.hand import bp as hand_bp
from sessions.rehearsals.views import bp as rehearsals_bp
from sessions.scanners import api  # noqa: F401 - adds what the scanner's page asks for
from sessions.scanners.device import bp as scanner_bp
from sessions.scanners.views import bp as scanners_bp
from sessions.staffing.panels import officer_panels
from sessions.staffing.places import name_granted
from sessions.staffing.views import bp as staffing_bp


def _home_panels(db: Session, actor: Actor) -> list[Panel]:
    return [*panels.home_panels(db, actor), *officer_panels(db, actor)]


def _seed_demo(db: Session, campaign_id: int) -> None:
    # Imported here, as below: a start without the demonstration needs none of it.
    from sessions.demo import seed

    seed(db, campaign_id)


def _keep_demo_fresh(db: Session) -> None:
    from sessions.demo import keep_fresh

    keep_fresh(db)


for part in (
    board_bp,
    console_bp,
    corrections_bp,
    invitations_bp,
    lists_bp,
    printing_bp,
    rehearsals_bp,
    scanners_bp,
    staffing_bp,
):
    conferences_bp.register_blueprint(part)

area = Area(
    name="sessions",
    unit_scopes=UNIT_SCOPES,
    blueprints=[conferences_bp, gates_bp, checkin_bp, hand_bp, appeals_bp, scanner_bp, codes_bp],
    # The signed scan ticket, bound to the phone's cookie, is the token of the phone's forms.
    # A scanner's cookie is never sent from another site, and its requests are JSON.
    csrf_exempt=[checkin_bp, scanner_bp],
    permissions=[
        PERMISSIONS,
        BOARD_PERMISSIONS,
        CONSOLE_PERMISSIONS,
        LIST_PERMISSIONS,
        CODE_PERMISSIONS,
    ],
    rights=[RIGHTS, BOARD_RIGHTS, CONSOLE_RIGHTS, LIST_RIGHTS, CODE_RIGHTS],
    rights_under=_l("Conferences and check-in"),
    commands=[attendance],
    nav=[
        NavItem(
            _l("Conferences"),
            "conferences.index",
            browses,
            icon="calendar",
            position=20,
        )
    ],
    campaign_panels=panels.campaign_panels,
    home_panels=_home_panels,
    person_panels=person_panels,
    record_links=record_links,
    personal_data=privacy.personal_data,
    forget_person=privacy.forget_person,
    expiring=privacy.expiring,
    in_front=lambda app, inner: Front(app, Express(app, inner)),
    granted_places=name_granted,
    demo=_seed_demo,
    keep_demo_fresh=_keep_demo_fresh,
)
