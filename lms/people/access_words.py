"""Words for what the trace records: every action, in the reader's language.

A test reads the source for the actions that are logged and fails where one has no words here.
"""

import re
from collections.abc import Mapping
from typing import Final

from lms.people.words import CATEGORY_WORDS, COLUMN_WORDS, PARTY_WORDS, ROLE_WORDS, SEX_WORDS
from lms.web.i18n import lazy_gettext as _l

ACTION_WORDS: Final[Mapping[str, str]] = {
    # people and accounts
    "list of people seen": _l("looked at the list of people"),
    "people to vouch for seen": _l("looked at the list of those whose e-mail or code waits"),
    "e-mail and code confirmed": _l("confirmed the e-mail address and the code"),
    "people who left seen": _l("looked at the list of those who left"),
    "list of people downloaded": _l("downloaded the list of people"),
    "person viewed": _l("looked at the person's page"),
    "first password set": _l("issued a first password"),
    "activation slip issued": _l("issued an activation slip"),
    "activation slip seen": _l("looked at or printed the activation slip"),
    "activation slips printed": _l("printed activation slips"),
    "activation slips mailed": _l("sent activation slips by mail"),
    "account activated": _l("set the first password of the account"),
    "password link sent": _l("sent a link for a forgotten password"),
    "password replaced by link": _l("replaced the forgotten password"),
    "role granted": _l("granted a role"),
    "role ended": _l("ended a role"),
    "account made": _l("made an account for the person"),
    "account closed": _l("closed the account"),
    "account opened": _l("opened the account again"),
    "roster imported": _l("imported a list of people"),
    "name of a unit forgotten": _l("forgot what a name of a unit means in lists"),
    "approval of leavers asked for": _l("asked a second person to approve who leaves by a list"),
    "leavers approved": _l("approved who leaves by a list"),
    "leavers turned down": _l("did not approve who leaves by a list"),
    "leavers confirmed alone": _l("let many leave by a list, nobody else being entitled"),
    "rejected rows downloaded": _l("downloaded the rows of a list that were left out"),
    "first rows of a list seen": _l("looked at the first rows of a list to be imported"),
    "rows of an import seen": _l("looked at the rows of an imported list"),
    "people searched for": _l("searched for people"),
    "person added": _l("added the person"),
    "place corrected": _l("corrected the days of a unit or cell"),
    "place ended": _l("ended the person's time in a unit or cell"),
    "record corrected": _l("changed the person's details"),
    "standing changed": _l("changed position or membership from a day on"),
    "marked as returned": _l("recorded that the person came back"),
    "moved to a unit": _l("moved the person to another unit"),
    "left units": _l("recorded that the person left their units"),
    "marked as left": _l("recorded that the person left"),
    "kind of staff changed": _l("changed the kind of staff, of many"),
    "Party membership changed": _l("changed the Party membership, of many"),
    "exemption changed": _l("changed who is exempt, of many"),
    "personal codes seen": _l("looked at which conferences the person has codes for"),
    "personal code reissued": _l("issued a new personal code"),
    "unit corrected": _l("corrected a unit"),
    "history of a unit seen": _l("looked at the history of a unit"),
    # roles and signing in
    "roles seen": _l("looked at who holds which role"),
    "roles of a person seen": _l("looked at the person's roles"),
    "roles over a unit seen": _l("looked at the roles over a unit"),
    "assignments seen": _l("looked at the assignments of a conference"),
    "devices viewed": _l("looked at the person's devices"),
    "session ended": _l("signed the person out on a device"),
    "all sessions ended": _l("signed the person out on all devices"),
    "second step set up": _l("set up the second step"),
    "second step taken away": _l("took the second step away"),
    "recovery code used": _l("signed in with a recovery code"),
    "signed in": _l("signed in"),
    "sign-in failed": _l("could not sign in"),
    # units
    "unit act recorded": _l("recorded an act on units"),
    "list of units imported": _l("imported a list of units"),
    # conferences
    "summoned people seen": _l("looked at the list of those summoned"),
    "attendance list seen": _l("looked at the attendance list"),
    "attendance list downloaded": _l("downloaded the attendance list"),
    "attendance of a person seen": _l("looked at the attendance and its evidence"),
    "call list seen": _l("looked at the list of those who have not come"),
    "venue console seen": _l("looked at the list of a venue"),
    "corrections seen": _l("looked at the corrections"),
    "bulk correction seen": _l("looked at a correction for many"),
    "request of a person read": _l("read the request to look at the attendance again"),
    "invitations printed": _l("printed invitations"),
    "cards printed": _l("printed cards"),
    "list of signatures printed": _l("printed a list for signatures"),
    "signed sheet seen": _l("looked at a signed sheet"),
    "scans of a scanner seen": _l("looked at the scans of a scanner"),
    "scanner pack downloaded": _l("loaded the list onto a scanner"),
    "scanner searched a name": _l("searched for a person on a scanner"),
    # quizzes
    "quiz results viewed": _l("looked at the results of a quiz"),
    "quiz results downloaded": _l("downloaded the results of a quiz"),
    # certificates and reports
    "certificate candidates seen": _l("looked at who may be issued a certificate"),
    "certificates downloaded": _l("downloaded certificates"),
    "certificate register seen": _l("looked at the certificate register"),
    "certificate register downloaded": _l("downloaded the certificate register"),
    "certificate revoked": _l("revoked a certificate"),
    "certificate seen": _l("looked at a certificate"),
    "certificate downloaded": _l("downloaded a certificate"),
    "unit report downloaded": _l("downloaded a unit's report"),
    # trace and personal data
    "names kept from here on": _l("from here on lists name those they showed"),
    "trace seen": _l("looked at the trace"),
    "trace downloaded": _l("downloaded the trace"),
    "own data downloaded": _l("downloaded their own data"),
    "data request filed": _l("filed a request about personal data"),
    "data request seen": _l("read a request about personal data"),
    "data requests seen": _l("looked at the requests about personal data"),
    "data request answered": _l("answered a request about personal data"),
    "leavers due seen": _l("looked at the leavers whose time is up"),
    "person made anonymous": _l("made a leaver's record anonymous"),
    "retention applied": _l("removed data whose time is up"),
    "privacy notice published": _l("published a new notice on personal data"),
}

SIGN_INS: Final = frozenset(("signed in", "sign-in failed", "recovery code used"))
"""Actions by which nobody looks at anybody: people see them among where they signed in."""
_TOLD: Final[Mapping[str, object]] = {
    **COLUMN_WORDS,
    "planned": _l("planned place cancelled"),
    "goes_on": _l("goes on, by a decision, to"),
    "until": _l("until"),
    "position_ended": _l("Party position ended"),
}
_COLUMN = re.compile(r"(?:^|, )(" + "|".join(_TOLD) + r")(?=$|, |=)=?")
_DAY = re.compile(r"(?<![\w-])(\d{4})-(\d\d)-(\d\d)(?![\w-]|\.\w)")
"""A day in ISO form, but not in the name of a file."""
_VALUES: Final[Mapping[str, Mapping[str, object]]] = {
    "category": {each.value: words for each, words in CATEGORY_WORDS.items()},
    "party_status": {each.value: words for each, words in PARTY_WORDS.items()},
    "is_exempt": {"True": _l("yes"), "False": _l("no")},
    "sex": {each.value: words for each, words in SEX_WORDS.items()},
}
_ROLES: Final[Mapping[str, str]] = {role.value: words for role, words in ROLE_WORDS.items()}


def action_words(action: str) -> str:
    """What an action is called; an entry of an older product keeps the word it was stored under."""
    return ACTION_WORDS.get(action, action)


def detail_words(detail: str, values: Mapping[str, str] | None = None) -> str:
    """A detail such as `secretary: a conference` with its stored values and days in the reader's words.

    Roles are known, and so are the columns of a person with their values (`2026-01-31, category=worker`);
    `values` are those of the caller besides.
    """
    return _DAY.sub(r"\3/\2/\1", _said(detail, {**_ROLES, **(values or {})}))


def change_words(field: str, before: str, after: str) -> str:
    """One changed column: `Họ và tên: Nguyễn Văn An → Nguyễn Văn Anh`."""
    told = " → ".join(shown_value(field, each) for each in (before, after))
    return f"{COLUMN_WORDS.get(field, field)}: {told}"


def shown_value(field: str, value: str) -> str:
    """A kept value as people read it: kinds in words, days in our shape, a dash for nothing."""
    return _DAY.sub(r"\3/\2/\1", str(value_words(field, value))) or "–"


def value_words(field: str, value: str) -> object:
    """A kept value of a column in the reader's words."""
    return _VALUES.get(field, {}).get(value, value)


def _said(detail: str, known: Mapping[str, object]) -> str:
    if columns := _columns_said(detail):
        return columns
    value, colon, place = detail.partition(": ")
    if colon and value in known:
        return f"{known[value]}: {place}"
    number, _, rest = detail.partition(" ") if detail.startswith("#") else ("", "", detail)
    said = " → ".join(str(known.get(value, value)) for value in rest.split(" → "))
    return f"{number} {said}".strip()


def _columns_said(detail: str) -> str:
    """Changed columns of a person, with their new values where those were kept; empty for any other detail."""
    pieces = _COLUMN.split(detail)
    if len(pieces) == 1:
        return ""
    said = [pieces[0]] if pieces[0] else []
    for name, value in zip(pieces[1::2], pieces[2::2], strict=True):
        words = str(_TOLD[name])
        kept = str(value_words(name, value))
        said.append(f"{words}: {kept}" if kept else words)
    return ", ".join(said)
