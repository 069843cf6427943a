"""The settings of a quiz as a form."""

from collections.abc import Sequence

import wtforms

from lms.web.forms import (
    BooleanField,
    DateTimeField,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    TextAreaField,
    TextField,
    at_most,
    between,
    optional,
    options,
    required,
)
from lms.web.i18n import lazy_gettext as _l
from quizzes.bank.queries import TopicCount
from quizzes.quiz.enums import CountingAttempt, ReviewPolicy
from quizzes.quiz.models import Quiz
from quizzes.quiz.services import QuizSettings

COUNTING = {
    CountingAttempt.BEST: _l("The best attempt"),
    CountingAttempt.LAST: _l("The last attempt"),
    CountingAttempt.FIRST: _l("The first attempt"),
}
REVIEW = {
    ReviewPolicy.AFTER_ATTEMPT: _l("Right after handing in"),
    ReviewPolicy.AFTER_CLOSE: _l("After the quiz has closed"),
    ReviewPolicy.NEVER: _l("Never; only the score is shown"),
}


class DrawForm(wtforms.Form):
    """How many questions of one topic are drawn."""

    topic = HiddenField()
    count = IntegerField(_l("Questions to draw"), [optional(), between(0, 500)])


class QuizForm(Form):
    """Everything that is decided about a quiz."""

    title = TextField(_l("Title"), [required(_l("Give the quiz a title.")), at_most(255)])
    instructions = TextAreaField(_l("What learners should know beforehand"), [at_most(1000)])
    draws = wtforms.FieldList(wtforms.FormField(DrawForm))
    opens_at = DateTimeField(_l("Opens"), [required(_l("Say when the quiz opens."))])
    closes_at = DateTimeField(_l("Closes"), [optional()])
    limit_minutes = IntegerField(
        _l("Time limit in minutes"), [required(_l("Say how many minutes.")), between(1, 600)]
    )
    attempts_allowed = IntegerField(
        _l("Attempts for each person"), [required(_l("Say how many attempts.")), between(1, 50)]
    )
    pass_percent = IntegerField(
        _l("Pass mark in percent"), [required(_l("Say the pass mark.")), between(0, 100)]
    )
    counting = RadioField(_l("Which attempt counts"), choices=options(COUNTING))
    review = RadioField(
        _l("When answers and explanations are shown"),
        choices=options(REVIEW),
    )
    shuffles_options = BooleanField(_l("Mix the order of the options"))
    is_hidden = BooleanField(_l("Hide the quiz from learners"))

    def offer_topics(self, topics: Sequence[TopicCount]) -> None:
        """One row for each topic of the bank, keeping what was typed or stored."""
        known = {row.topic.data: row.form["count"].data for row in self.draws}
        while len(self.draws):
            self.draws.pop_entry()
        for each in topics:
            self.draws.append_entry({"topic": each.topic, "count": known.get(each.topic)})

    def show(self, quiz: Quiz) -> None:
        """Fill the form from what is stored."""
        self.title.data, self.instructions.data = quiz.title, quiz.instructions
        self.opens_at.show(quiz.opens_at)
        self.closes_at.show(quiz.closes_at)
        for name in ("limit_minutes", "attempts_allowed", "pass_percent"):
            self[name].data = getattr(quiz, name)
        self.counting.data, self.review.data = quiz.counting.value, quiz.review.value
        self.shuffles_options.data, self.is_hidden.data = quiz.shuffles_options, quiz.is_hidden
        for draw in quiz.draws:
            self.draws.append_entry({"topic": draw.topic, "count": draw.count})

    def settings(self) -> QuizSettings:
        """What was typed, for the services; call after `validate()`."""
        opens_at = self.opens_at.moment
        if opens_at is None:
            raise ValueError("a validated form has an opening time")
        counts = [(row.topic.data or "", row.form["count"].data or 0) for row in self.draws]
        return QuizSettings(
            title=self.title.data,
            instructions=self.instructions.data or "",
            opens_at=opens_at,
            closes_at=self.closes_at.moment,
            draws=tuple((topic, count) for topic, count in counts if count),
            limit_minutes=self.limit_minutes.data or 0,
            attempts_allowed=self.attempts_allowed.data or 0,
            pass_percent=self.pass_percent.data or 0,
            counting=CountingAttempt(self.counting.data),
            review=ReviewPolicy(self.review.data),
            shuffles_options=self.shuffles_options.data,
            is_hidden=self.is_hidden.data,
        )
