"""What browsers are told they may do."""

from flask import Flask

from lms.web.headers import allow, init_headers


def test_pages_may_load_from_this_site_only(client):
    response = client.get("/cai-dat-ban-dau")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=(self)" in response.headers["Permissions-Policy"]
    assert response.headers["Cache-Control"] == "private, no-store"


def test_strict_transport_only_over_https(client):
    assert "Strict-Transport-Security" not in client.get("/cai-dat-ban-dau").headers
    secure = client.get("/cai-dat-ban-dau", base_url="https://localhost")
    assert "Strict-Transport-Security" in secure.headers


def test_a_page_that_needs_more_gets_it_alone():
    app = Flask("alone")
    init_headers(app)

    @app.get("/wide")
    def wide() -> str:
        allow("script-src", "'wasm-unsafe-eval'")
        allow("frame-ancestors", "https://bo.gov.vn")
        return "wide"

    @app.get("/narrow")
    def narrow() -> str:
        return "narrow"

    wide_policy = app.test_client().get("/wide").headers["Content-Security-Policy"]
    narrow_policy = app.test_client().get("/narrow").headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in wide_policy
    assert "frame-ancestors 'self' https://bo.gov.vn" in wide_policy
    assert "wasm" not in narrow_policy


def test_no_template_carries_inline_code(client):
    page = client.get("/kieu-dang", follow_redirects=True).text
    assert " style=" not in page
    assert " onclick=" not in page
    assert "<script>" not in page
