"""A learner's first page."""

from datetime import timedelta

import pytest

from lms import clock
from lms.campaigns.activities import assign
from lms.campaigns.enums import ActivityKind, AddressForm, CampaignState
from lms.records.enums import OutcomeState
from lms.records.services import NewOutcome, post_outcome
from tests.factories import make_account, make_activity, make_campaign, make_person, make_unit


@pytest.fixture
def unit(db):
    return make_unit(db, name="Văn phòng Bộ")


@pytest.fixture
def person(db, unit):
    return make_person(db, full_name="Nguyễn Thị Ánh", unit=unit)


@pytest.fixture
def learner(db, client, login, person):
    return login(client, make_account(db, person=person))


def post(db, person, activity, state, **more):
    key = f"{person.id}.{activity.id}.{state}"
    post_outcome(
        db,
        NewOutcome(
            person_id=person.id,
            activity_id=activity.id,
            state=state,
            source="test",
            source_key=key,
            occurred_at=clock.now(),
            **more,
        ),
    )


def test_strangers_are_asked_to_sign_in(client, db):
    make_account(db)
    assert client.get("/").location == "/dang-nhap?next=/"


def test_nothing_to_study_says_so(learner):
    page = learner.get("/").text
    assert "Đồng chí Ánh" in page
    assert "Hiện chưa có nội dung học tập" in page


def test_steps_show_how_much_is_done(learner, db, unit, person):
    campaign = make_campaign(db, audience=[unit], title="Học tập Nghị quyết")
    first, second = (make_activity(db, campaign, title=f"Chuyên đề {n}") for n in (1, 2))
    quiz = make_activity(db, campaign, kind=ActivityKind.QUIZ, title="Kiểm tra")
    assign(db, [first.id, second.id, quiz.id], [person.id])
    post(db, person, first, OutcomeState.LATE)
    post(db, person, quiz, OutcomeState.PASSED, score=8, max_score=10)
    page = learner.get("/").text
    assert "Học tập Nghị quyết" in page
    assert '<span class="step-figure">1/2</span>' in page
    assert '<span class="step-figure">8/10</span>' in page
    assert "Giấy được cấp khi đồng chí hoàn thành các nội dung trên." in page


def test_everything_done_leads_to_the_certificate(learner, db, unit, person):
    campaign = make_campaign(db, audience=[unit], quiz_required=False)
    activity = make_activity(db, campaign)
    assign(db, [activity.id], [person.id])
    post(db, person, activity, OutcomeState.PRESENT)
    assert "Đồng chí đã đủ điều kiện." in learner.get("/").text


def test_a_session_about_to_begin_tells_how_to_check_in(learner, db, unit, person):
    campaign = make_campaign(db, audience=[unit])
    activity = make_activity(db, campaign, held_at=clock.now() + timedelta(minutes=20))
    assign(db, [activity.id], [person.id])
    assert "Quét mã trên màn hình tại điểm cầu để điểm danh." in learner.get("/").text


def test_campaigns_of_others_and_drafts_are_not_shown(learner, db, unit):
    make_campaign(db, audience=[make_unit(db, name="Vụ khác")], title="Đợt của vụ khác")
    draft = make_campaign(db, audience=[unit], title="Đợt đang soạn")
    draft.state = CampaignState.DRAFT
    page = learner.get("/").text
    assert "Đợt của vụ khác" not in page
    assert "Đợt đang soạn" not in page


def test_the_campaign_decides_the_form_of_address(learner, db, unit):
    make_campaign(db, audience=[unit], address_form=AddressForm.SIR_MADAM)
    assert "Ông/Bà Nguyễn Thị Ánh" in learner.get("/").text


def test_queries_do_not_grow_with_the_activities(learner, db, unit, person, count_queries):
    campaign = make_campaign(db, audience=[unit])
    assign(db, [make_activity(db, campaign).id], [person.id])
    learner.get("/")
    with count_queries() as few:
        learner.get("/")
    assign(db, [make_activity(db, campaign, title=f"Buổi {n}").id for n in range(5)], [person.id])
    db.commit()
    with count_queries() as many:
        learner.get("/")
    assert len(many) == len(few)
