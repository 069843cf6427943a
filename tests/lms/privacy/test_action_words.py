"""Every action that is traced anywhere in the product has words."""

import ast

import pytest

from lms.config import ROOT
from lms.organisation.tracing import RECORDED
from lms.people import bulk, record_acts
from lms.people.access_words import ACTION_WORDS
from lms.privacy.words import SHOWS_PARTY_STATUS, detail_words

TRACERS = {"log_access": 0, "add_access": 2, "_note_look": 1, "log_reading": 1, "NewEntry": 0}
"""Function → place of the action among its arguments."""
NAMED = {*record_acts.TRACED.values(), *bulk.TRACED.values(), RECORDED}
"""Actions that stand in tables."""


def test_every_action_in_the_source_has_words():
    assert (_actions() | NAMED) - ACTION_WORDS.keys() == set()


def test_the_source_is_read():
    assert {"list of people seen", "attendance list downloaded"} <= _actions()


def test_sensitive_actions_are_known():
    assert ACTION_WORDS.keys() >= SHOWS_PARTY_STATUS


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ("#7 received → accepted", "#7 Chờ trả lời → Đã chấp nhận, đang thực hiện"),
        ("secretary: Hội nghị sáng", "Thư ký hội nghị: Hội nghị sáng"),
        ("2026-01-31, category=worker", "31/01/2026, Loại nhân sự: Người lao động"),
        ("2026-01-31, party_status=official", "31/01/2026, Đảng viên: Chính thức"),
        ("2026-01-31, is_exempt=True", "31/01/2026, Được miễn: có"),
        (
            "2026-01-31, position=Phó Trưởng phòng, kiêm nhiệm, party_status=none",
            "31/01/2026, Chức vụ: Phó Trưởng phòng, kiêm nhiệm, Đảng viên: Không",
        ),
        ("2026-01-31, unit=Vụ Pháp chế", "31/01/2026, Đơn vị: Vụ Pháp chế"),
        ("unit=Vụ A: 2020-01-01 – 2021-02-03", "Đơn vị: Vụ A: 01/01/2020 – 03/02/2021"),
        ("full_name, phone", "Họ và tên, Điện thoại"),
        ("nguyen van an", "nguyen van an"),
        ("danh sách: 3", "danh sách: 3"),
        ("rejected", "Bị loại"),
        ("received → done", "Chờ trả lời → Đã thực hiện"),
        ("danh sách.xlsx", "danh sách.xlsx"),
        ("#7", "#7"),
        ("", ""),
    ],
)
def test_stored_values_are_shown_in_words(app, detail, words):
    with app.test_request_context():
        assert detail_words(detail) == words


def _actions() -> set[str]:
    return {
        said.value
        for package in ("lms", "sessions", "quizzes")
        for path in (ROOT / package).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        for said in _said(call)
    }


def _said(call: ast.Call) -> list[ast.Constant]:
    name = _name(call.func)
    if name == "_trace":  # a view's own, by which it says what was done to its person
        found = [each for each in call.args if isinstance(each, ast.Constant)]
        return [each for each in found if isinstance(each.value, str)]
    return _strings(call, TRACERS[name]) if name in TRACERS else []


def _name(function: ast.expr) -> str:
    return getattr(function, "id", getattr(function, "attr", ""))


def _strings(call: ast.Call, place: int) -> list[ast.Constant]:
    """String constants of the action's argument, those of `a if … else b` included."""
    if len(call.args) <= place:
        return []
    return [
        each
        for each in ast.walk(call.args[place])
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
