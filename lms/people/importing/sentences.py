"""Problems of a row in words: what is wrong, and what to do about it."""

from typing import Final

from lms.people.importing.problems import Problem, RowProblem
from lms.web.i18n import lazy_gettext as _l

_SENTENCES: Final[dict[Problem, str]] = {
    Problem.NO_NAME: _l("No name. Fill in the full name."),
    Problem.NAME_NOT_A_NAME: _l("“%(value)s” is not a person's name."),
    Problem.LEGACY_FONT: _l(
        "“%(value)s” was typed in an old font (.VnTime or VNI). Have it converted, or type it again in Unicode."
    ),
    Problem.UNSURE_FONT: _l(
        "“%(value)s” if it is Unicode, “%(meant)s” if it was typed in an old font. Say which it is."
    ),
    Problem.FORMULA: _l(
        "A formula stands here: %(value)s. Copy the cell and paste it as a value, or type it."
    ),
    Problem.BAD_DATE: _l("“%(value)s” is not a birth date. Write it as 05/02/1978."),
    Problem.BAD_AGE: _l("“%(value)s” cannot be the birth of somebody at work. Check the year."),
    Problem.BAD_EMAIL: _l("“%(value)s” is not an e-mail address."),
    Problem.BAD_CODE: _l("“%(value)s” is too long for a personnel code."),
    Problem.BAD_MEMBER_MARK: _l(
        "“%(value)s” does not say whether this is a Party member. Write x, DB (probationary) or "
        "nothing."
    ),
    Problem.TOO_LONG: _l("Too long: “%(value)s”. Shorten it."),
    Problem.DUPLICATE: _l("Repeats row %(other_row)s (%(value)s). Keep one of the two rows."),
    Problem.NO_UNIT: _l("No unit. Name it in the unit column or in a heading above."),
    Problem.UNKNOWN_UNIT: _l(
        "There is no unit “%(value)s”. Import the units first, or correct the name."
    ),
    Problem.UNIT_RENAMED: _l("“%(value)s” is now called “%(meant)s”."),
    Problem.UNIT_MERGED: _l("“%(value)s” stands no more; “%(meant)s” took over from it."),
    Problem.UNIT_SPLIT: _l("“%(value)s” stands no more; “%(meant)s” took over from it."),
    Problem.UNIT_CLOSED: _l("“%(value)s” was closed. Put the person in a unit that stands."),
    Problem.UNIT_LATER: _l(
        "“%(value)s” stands only from %(meant)s. Choose a later day for the list, or correct the unit."
    ),
    Problem.AMBIGUOUS_UNIT: _l(
        "Several units are called “%(value)s”. Say on the preview which of them is meant, or put the heading of the "
        "upper unit above the row, or write the unit's code."
    ),
    Problem.UNKNOWN_PARTY_UNIT: _l(
        "There is no Party organisation “%(value)s”. Import the units first, or correct the name."
    ),
    Problem.AMBIGUOUS_PERSON: _l(
        "Several people on record are called %(value)s. Add the personnel code or the e-mail "
        "address."
    ),
    Problem.IN_DOUBT: _l(
        "Somebody like %(value)s is on record. Decide whether it is the same person, or add the "
        "personnel code or the e-mail address."
    ),
    Problem.OTHER_PERSON: _l(
        "The code or e-mail address of %(value)s is on record for somebody of another name and birth. Decide "
        "whether it is the same person, or correct the code or address."
    ),
    Problem.LEFT_OUT: _l("Left out, as was decided."),
    Problem.TAKEN: _l("“%(value)s” already belongs to another person on record."),
    Problem.OUTSIDE: _l(
        "The unit or cell of %(value)s, as it is or as it would be, is outside your grant."
    ),
    Problem.OUTSIDE_PERSON: _l(
        "Somebody of another unit has this code or address, or the same name and birth. Please ask the administrator."
    ),
    Problem.HOLDS_ROLE: _l(
        "%(value)s holds a role: the e-mail address and the code stay as they are; changing them needs an administrator."
    ),
    Problem.RETURNS_TO_ROLE: _l(
        "%(value)s left with a role that was never ended and would hold again. Please ask the administrator."
    ),
    Problem.BAD_PHONE: _l("“%(value)s” is not a phone number; the person is kept without it."),
}


def sentence(problem: RowProblem) -> str:
    """What is wrong with a row, in the reader's language."""
    values = {"value": problem.value, "other_row": problem.other_row, "meant": problem.meant}
    return str(_SENTENCES[problem.kind]) % values


def sentences(problems: tuple[RowProblem, ...]) -> str:
    """Everything that is wrong with a row, as one line."""
    return " ".join(sentence(problem) for problem in problems)
