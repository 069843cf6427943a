"""A question typed by hand: one form, in which each kind of question uses its own fields."""

import wtforms

from lms.numbers import number_sent
from lms.web.forms import (
    BooleanField,
    Form,
    HiddenField,
    RadioField,
    TextAreaField,
    TextField,
    at_most,
    optional,
    options,
    required,
)
from lms.web.i18n import lazy_gettext as _l
from quizzes.bank.content import FALSE, TRUE, Content, Option, tidy
from quizzes.bank.enums import QuestionType
from quizzes.bank.rules import MAX_EXPLANATION, MAX_OPTIONS, MAX_STEM, MAX_TEXT

EMPTY_ROWS = 2
FIRST_ROWS = 4


class OptionForm(wtforms.Form):
    """One row: an option, an accepted answer, a number or a pair, whatever the kind asks for."""

    text = TextField(_l("Option"), [at_most(MAX_TEXT)])
    is_right = BooleanField(_l("Right"))
    match = TextField(_l("Belongs to"), [at_most(MAX_TEXT)])
    tolerance = TextField(_l("Tolerance"), [at_most(40)])
    feedback = HiddenField()


class QuestionForm(Form):
    """Everything about a question; which rows count depends on its kind."""

    topic = TextField(_l("Topic"), [required(_l("Say which topic it belongs to.")), at_most(255)])
    stem = TextAreaField(_l("Question"), [required(_l("Write the question.")), at_most(MAX_STEM)])
    truth = RadioField(
        _l("The statement is"),
        choices=options({TRUE: _l("True"), FALSE: _l("False")}),
        validators=[optional()],
    )
    rows = wtforms.FieldList(wtforms.FormField(OptionForm), max_entries=MAX_OPTIONS)
    explanation = TextAreaField(_l("Explanation"), [at_most(MAX_EXPLANATION)])
    citation = TextField(_l("Where it stands in the document"), [at_most(255)])
    seen_number = HiddenField()

    def show(self, content: Content, topic: str, citation: str, number: int) -> None:
        """Fill the form from what is stored."""
        self.topic.data, self.citation.data = topic, citation
        self.stem.data, self.explanation.data = content.stem, content.explanation
        self.seen_number.data = str(number)
        self.truth.data = next((o.text for o in content.options if o.is_right), None)
        for option in content.options:
            self.rows.append_entry(option)

    def offer_rows(self) -> None:
        """Leave room for more options than are filled in."""
        wanted = max(FIRST_ROWS, len(self.rows) + EMPTY_ROWS)
        while len(self.rows) < min(wanted, MAX_OPTIONS):
            self.rows.append_entry()

    def content(self, kind: QuestionType) -> Content:
        """The question as typed; empty rows are left out."""
        return Content(
            kind, tidy(self.stem.data), self._options(kind), tidy(self.explanation.data or "")
        )

    @property
    def version_seen(self) -> int | None:
        """The number of the version the editor had before them."""
        return number_sent(str(self.seen_number.data or ""))

    def _options(self, kind: QuestionType) -> tuple[Option, ...]:
        if kind is QuestionType.TRUE_FALSE:
            return tuple(Option(word, word == self.truth.data) for word in (TRUE, FALSE))
        made = (_read_row(kind, row.form) for row in self.rows)
        return tuple(option for option in made if option.text or option.match)


def _read_row(kind: QuestionType, row: OptionForm) -> Option:
    text, feedback = tidy(row.text.data or ""), tidy(row.feedback.data or "")
    match kind:
        case QuestionType.NUMERIC:
            number = text.replace(",", ".")
            tolerance = tidy(row.tolerance.data or "").replace(",", ".")
            return Option(number, is_right=True, tolerance=tolerance, feedback=feedback)
        case QuestionType.MATCHING:
            right = tidy(row.match.data or "")
            return Option(text, is_right=True, match=right, feedback=feedback)
        case QuestionType.SHORT:
            return Option(text, is_right=True, feedback=feedback)
        case _:
            return Option(text, is_right=bool(row.is_right.data), feedback=feedback)
