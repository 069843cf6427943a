"""The demonstration's content: complete, consistent, and about nobody real."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from lms.demo.docx import word_file
from lms.demo.names import NameMaker
from lms.demo.pdf import booklet
from lms.demo.people import MAIL_DOMAIN, invent_people
from lms.demo.roster import ACCOUNTS, cast_accounts
from lms.demo.sources import CONTENT, Heading, Rows, read_source
from lms.demo.units import read_units
from lms.files.documents import docx_to_html, pdf_pages
from lms.units.enums import Tree, UnitKind
from quizzes.bank.enums import QuestionType
from quizzes.exchange.reading import read_questions

MATERIALS = sorted((CONTENT / "materials").glob("*.md"))


def test_the_ministry_has_23_units_and_both_trees_hang_together() -> None:
    units = read_units()
    codes = {unit.code for unit in units}
    assert len(codes) == len(units)
    assert sum(unit.kind is UnitKind.UNIT for unit in units) == 23
    assert [unit.code for unit in units if not unit.parent_code] == ["S", "P"]
    parents = {unit.code: unit for unit in units}
    assert all(parents[u.parent_code].tree is u.tree for u in units if u.parent_code)
    assert {unit.tree for unit in units} == set(Tree)


def test_people_are_the_same_at_every_seeding() -> None:
    assert invent_people(read_units()) == invent_people(read_units())


def test_people_are_as_many_and_as_mixed_as_in_a_ministry() -> None:
    units = read_units()
    people = invent_people(units)
    codes = {unit.code for unit in units}
    members = [person for person in people if person.party_status.is_member]
    assert 310 <= len(people) <= 330
    assert 0.61 <= len(members) / len(people) <= 0.65
    assert all(person.party_unit in codes for person in members)
    assert {person.state_unit for person in people} <= codes
    assert all(date(1962, 1, 1) <= person.born_on <= date(2000, 12, 31) for person in people)
    assert len({person.email for person in people}) == len(people)
    assert len({person.phone for person in people}) == len(people)
    assert all(person.email.endswith(f"@{MAIL_DOMAIN}") for person in people)
    assert max(Counter(person.full_name for person in people).values()) <= 3


def test_every_unit_with_people_has_one_head() -> None:
    people = invent_people(read_units())
    titles = {unit.code: unit.leader_title for unit in read_units() if unit.leader_title}
    for code in {person.state_unit for person in people} & titles.keys():
        heads = [p for p in people if p.state_unit == code and p.position == titles[code]]
        assert len(heads) == 1, code


def test_each_role_has_a_person_of_its_own() -> None:
    cast = cast_accounts(invent_people(read_units()))
    found = {person.email: person for person in cast}
    assert [found[each.login].position for each in ACCOUNTS] == [e.position for e in ACCOUNTS]


def test_names_are_spread_like_vietnamese_names() -> None:
    families = Counter(person.full_name.split()[0] for person in invent_people(read_units()))
    assert families.most_common(1)[0][0] == "Nguyễn"
    assert 0.22 <= families["Nguyễn"] / families.total() <= 0.42
    assert NameMaker.__doc__


@pytest.mark.parametrize("path", MATERIALS, ids=lambda path: path.stem)
def test_a_material_is_short_and_becomes_the_same_files_every_time(
    path: Path, tmp_path: Path
) -> None:
    words = len(path.read_text("utf-8").split())
    assert 400 <= words <= 900
    blocks = read_source(path)
    assert isinstance(blocks[0], Heading)
    assert blocks[0].level == 1
    assert all(len({len(row) for row in b.rows}) == 1 for b in blocks if isinstance(b, Rows))
    assert booklet(blocks) == booklet(blocks)
    pdf, docx = tmp_path / "a.pdf", tmp_path / "a.docx"
    pdf.write_bytes(booklet(blocks))
    docx.write_bytes(word_file(blocks))
    assert 3 <= pdf_pages(pdf) <= 8
    assert blocks[0].text in docx_to_html(docx)


def test_there_are_five_materials() -> None:
    assert len(MATERIALS) == 5


def test_every_question_can_be_imported_and_has_one_right_answer() -> None:
    reading = read_questions(CONTENT / "questions.gift")
    assert not reading.rejected
    assert len(reading.items) == 40
    assert Counter(item.topic for item in reading.items) == dict.fromkeys(
        {item.topic for item in reading.items}, 8
    )
    for item in reading.items:
        single = item.content.kind is QuestionType.SINGLE
        assert single or item.content.kind is QuestionType.TRUE_FALSE
        assert item.content.explanation
        assert len(item.content.options) == (4 if single else 2)


def test_the_right_answer_does_not_stand_out_by_its_length() -> None:
    text = (CONTENT / "questions.gift").read_text("utf-8")
    longest = 0
    blocks = re.findall(r"::\w+::.*?\n}", text, re.DOTALL)
    for block in blocks:
        options = re.findall(r"^  ([=~])(.+)$", block, re.MULTILINE)
        right = [len(words) for mark, words in options if mark == "="]
        wrong = [len(words) for mark, words in options if mark == "~"]
        longest += bool(right and right[0] > max(wrong) + 5)
    assert longest <= len(blocks) / 5


@pytest.mark.parametrize(
    "words", ["5,1 triệu", "5,2 triệu", "959.000", "cao tuổi nhất", "trẻ nhất", "Tổng Bí thư"]
)
def test_facts_on_which_sources_differ_are_not_used(words: str) -> None:
    texts = [path.read_text("utf-8") for path in [*MATERIALS, CONTENT / "questions.gift"]]
    assert not any(words in text for text in texts)
