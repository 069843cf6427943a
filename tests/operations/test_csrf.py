"""A form that does not come from our own page changes nothing."""

from sqlalchemy import select

from lms.people.models import Account
from tests.factories import PASSWORD, make_account


def test_post_without_a_token_is_refused(app, client, db):
    app.config["WTF_CSRF_ENABLED"] = True
    account = make_account(db)

    response = client.post("/dang-nhap", data={"login": account.login, "password": PASSWORD})

    assert response.status_code == 400
    assert db.scalars(select(Account.last_signed_in_at)).one() is None
