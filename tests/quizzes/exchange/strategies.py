"""Any question the bank may hold, for property tests."""

from hypothesis import strategies as st

from quizzes.bank.content import FALSE, TRUE, Content, Option, fold_answer, tidy
from quizzes.bank.enums import QuestionType
from quizzes.bank.rules import find_fault
from quizzes.exchange.gift_numbers import plain_number
from quizzes.exchange.item import Item

_SPICE = "~=#{}:\\%[]/->\n $\"'<&>*_.,0123456789"
_CHARS = st.one_of(
    st.sampled_from(_SPICE),
    st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạ\u0302\u0301\u0323"),
    st.characters(exclude_categories=["Cs", "Cn", "Co"]),
)
TEXTS = st.text(_CHARS, max_size=30).map(tidy)
_LINES = TEXTS.map(lambda text: " ".join(text.split()))
WORDS = TEXTS.filter(bool)
_NUMBERS = st.decimals(-(10**6), 10**6, places=3, allow_nan=False).map(plain_number)
_TOLERANCES = st.decimals(0, 1000, places=2, allow_nan=False).map(plain_number)


def _unique(options: list[Option]) -> bool:
    texts = [option.text for option in options]
    return len({fold_answer(text) for text in texts}) == len(texts)


def _choices(right: st.SearchStrategy[bool]) -> st.SearchStrategy[tuple[Option, ...]]:
    option = st.builds(Option, text=WORDS, is_right=right, feedback=TEXTS)
    return st.lists(option, min_size=2, max_size=5).filter(_unique).map(tuple)


@st.composite
def _truths(draw: st.DrawFn) -> tuple[Option, ...]:
    is_true = draw(st.booleans())
    return (
        Option(TRUE, is_true, feedback=draw(TEXTS)),
        Option(FALSE, not is_true, feedback=draw(TEXTS)),
    )


_PAIRS = st.lists(
    st.builds(Option, text=TEXTS, is_right=st.just(True), match=WORDS, feedback=TEXTS),
    min_size=2,
    max_size=5,
).map(tuple)
_VALUES = st.lists(
    st.builds(Option, text=_NUMBERS, is_right=st.just(True), tolerance=_TOLERANCES, feedback=TEXTS),
    min_size=1,
    max_size=3,
).map(tuple)

_OPTIONS = {
    QuestionType.SINGLE: _choices(st.booleans()),
    QuestionType.MULTIPLE: _choices(st.booleans()),
    QuestionType.TRUE_FALSE: _truths(),
    QuestionType.SHORT: _choices(st.just(True)),
    QuestionType.NUMERIC: _VALUES,
    QuestionType.MATCHING: _PAIRS,
}


@st.composite
def contents(draw: st.DrawFn, kind: QuestionType | None = None) -> Content:
    """A question that passes the bank's own rules."""
    chosen = kind or draw(st.sampled_from(QuestionType))
    made = st.builds(
        Content, kind=st.just(chosen), stem=WORDS, options=_OPTIONS[chosen], explanation=TEXTS
    )
    return draw(made.filter(lambda content: find_fault(content) is None))


ITEMS = st.builds(
    Item,
    content=contents(),
    line=st.just(0),
    topic=st.text("ABC đê/:-\\", max_size=8).map(tidy),
    code=_LINES,
)
