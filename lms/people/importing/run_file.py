"""The file of an import, opened and read."""

from lms import clock
from lms.errors import NotFound
from lms.files.responses import current_store
from lms.people.importing.models import ImportRun
from lms.people.importing.parsed import ParsedRoster
from lms.people.importing.progress import Report, Stage
from lms.people.importing.reading import load_reading
from lms.people.importing.roster import parse_roster
from lms.spreadsheets import open_spreadsheet
from lms.web.i18n import lazy_gettext as _l


def parse_run(run: ImportRun, report: Report | None = None) -> ParsedRoster:
    """The run's file as read; two-digit years mean the same as on the day of the upload."""
    said = report or Report()
    said.tell(Stage.OPENING)
    if run.file_removed_at is not None:
        raise NotFound(_l("The uploaded list was removed when its time was over. Upload it again."))
    data = current_store().path(run.sha256).read_bytes()
    sheets = open_spreadsheet(data, run.file_name)
    return parse_roster(
        sheets,
        clock.local(run.created_at).date(),
        convert=run.converts,
        reading=load_reading(run.reading),
        progress=lambda done, whole: said.tell(Stage.ROWS, done, whole),
    )
