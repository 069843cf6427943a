"""The page that tells a phone how to trust the server."""

from dataclasses import replace

from cryptography import x509

from lms import clock
from lms.tls.network import own_names
from lms.tls.own import authority_path, keep_certificate


def serve_https(app):
    settings = replace(app.extensions["settings"], tls=True)
    app.extensions["settings"] = settings
    return keep_certificate(settings.instance_path, own_names(), clock.now())


def test_page_shows_the_fingerprint_and_offers_the_file(app, client):
    certificate = serve_https(app)
    page = client.get("/chung-thu").text
    assert certificate.fingerprint in page
    assert "/chung-thu/diem-cau.crt" in page


def test_file_is_the_authority_without_its_key(app, client):
    serve_https(app)
    answer = client.get("/chung-thu/diem-cau.crt")
    assert answer.mimetype == "application/x-x509-ca-cert"
    assert b"PRIVATE" not in answer.data
    kept = authority_path(app.extensions["settings"].instance_path).read_bytes()
    assert x509.load_pem_x509_certificate(answer.data) == x509.load_pem_x509_certificate(kept)


def test_nothing_is_offered_without_a_certificate_of_our_own(app, client):
    assert client.get("/chung-thu").status_code == 404
    assert client.get("/chung-thu/diem-cau.crt").status_code == 404


def test_lost_file_is_not_found(app, client):
    serve_https(app)
    authority_path(app.extensions["settings"].instance_path).unlink()
    assert client.get("/chung-thu").status_code == 404
