"""Typed settings, read from the environment once when the application is made.

Secrets are not settings: they live in the instance folder (see `lms.secrets`).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AREAS = ("sessions.area", "quizzes.area")
"""The study activities that plug into the institution, by module name."""

MIB = 1024 * 1024


class SettingError(ValueError):
    """A setting in the environment that cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """The office's own OpenID Connect provider."""

    issuer: str
    client_id: str
    client_secret: str | None
    claim: str = "email"
    """Which claim of the ID token says who it is"""
    field: str = "email"
    """What of a person it is compared with: email or personnel_code"""
    mfa: tuple[str, ...] = ("mfa",)
    """Values of `amr` or `acr` by which the provider says that it asked for a second step itself."""
    name: str = ""
    """How the button names the provider."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator may set; docs/operations.md explains each."""

    instance_path: Path
    database_url: str
    public_url: str | None = None
    """Address people type and scan, without a trailing slash; None takes each request's own."""
    areas: tuple[str, ...] = AREAS
    max_upload_bytes: int = 50 * MIB
    behind_proxy: bool = False
    secure_cookies: bool = False
    """Always with TLS."""
    tls: bool = False
    """Serve HTTPS without a proxy."""
    tls_cert: Path | None = None
    """The office's certificate; None lets the product make its own."""
    tls_key: Path | None = None
    mail_server: str | None = None
    mail_port: int = 25
    mail_security: str = "none"
    """none, starttls or ssl"""
    mail_username: str | None = None
    mail_password: str | None = None
    mail_sender: str | None = None
    argon2_memory_kib: int = 7_168
    """Memory of one password hash; with the passes that go with it, a minimum of OWASP's for argon2id."""
    idle_minutes_administrator: int = 30
    idle_minutes_staff: int = 8 * 60
    idle_minutes_learner: int = 30 * 24 * 60
    session_days: int = 90
    """However busy it is, a session ends after so many days."""
    totp_required: bool = True
    """Whether administrators must use a second step."""
    oidc: "SingleSignOn | None" = None
    keep_leavers_years: int = 5
    """How long after leaving a person's record keeps the name."""
    keep_trace_years: int = 5
    """How long it stays known who looked at what about whom; the database keeps it for two in any case."""
    keep_phone_marks_days: int = 90
    """How long after a conference it stays known which phone checked in whom."""
    keep_sign_in_failures_days: int = 30
    notice_of_product: bool = True
    """Whether people are shown the product's own notice on personal data while the office has published none."""

    @property
    def files_path(self) -> Path:
        """Where uploads are kept, beside the database."""
        return self.instance_path / "files"

    @property
    def has_own_certificate(self) -> bool:
        """Whether HTTPS stands on a certificate that nobody but this product vouches for."""
        return self.tls and self.tls_cert is None


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment, embedded defaults for all that is not given.

    Raises SettingError naming the variable when a value cannot be used.
    """
    env = os.environ if environ is None else environ
    instance = Path(env.get("INSTANCE_PATH") or ROOT / "instance").resolve()
    tls_cert, tls_key = _certificate(env)
    tls = _switch(env, "TLS") if env.get("TLS") else tls_cert is not None
    return Settings(
        instance_path=instance,
        database_url=_database_url(env.get("DATABASE_URL"), instance),
        public_url=_public_url(env.get("PUBLIC_URL")),
        max_upload_bytes=read_number(env, "MAX_UPLOAD_MB", 50, 1, 2000) * MIB,
        behind_proxy=_switch(env, "BEHIND_PROXY"),
        secure_cookies=_switch(env, "SECURE_COOKIES") or tls,
        tls=tls,
        tls_cert=tls_cert,
        tls_key=tls_key,
        mail_server=env.get("MAIL_SERVER") or None,
        mail_port=read_number(env, "MAIL_PORT", 25, 1, 65_535),
        mail_security=_choice(env, "MAIL_SECURITY", ("none", "starttls", "ssl")),
        mail_username=env.get("MAIL_USERNAME") or None,
        mail_password=env.get("MAIL_PASSWORD") or None,
        mail_sender=env.get("MAIL_SENDER") or None,
        argon2_memory_kib=read_number(env, "ARGON2_MEMORY_KIB", 7_168, 8, 1_048_576),
        idle_minutes_administrator=read_number(env, "IDLE_MINUTES_ADMINISTRATOR", 30, 5, 525_600),
        idle_minutes_staff=read_number(env, "IDLE_MINUTES_STAFF", 480, 5, 525_600),
        idle_minutes_learner=read_number(env, "IDLE_MINUTES_LEARNER", 43_200, 5, 525_600),
        session_days=read_number(env, "SESSION_DAYS", 90, 1, 366),
        totp_required=_switch(env, "TOTP_REQUIRED") if env.get("TOTP_REQUIRED") else True,
        oidc=_single_sign_on(env),
        keep_leavers_years=read_number(env, "KEEP_LEAVERS_YEARS", 5, 1, 70),
        keep_trace_years=read_number(env, "KEEP_TRACE_YEARS", 5, 2, 70),
        keep_phone_marks_days=read_number(env, "KEEP_PHONE_MARKS_DAYS", 90, 1, 3650),
        keep_sign_in_failures_days=read_number(env, "KEEP_SIGN_IN_FAILURES_DAYS", 30, 1, 3650),
        notice_of_product=_switch(env, "NOTICE_OF_PRODUCT")
        if env.get("NOTICE_OF_PRODUCT")
        else True,
    )


def place_of_papers(environ: Mapping[str, str] | None = None) -> str:
    """The place named beside the date on papers (địa danh): PLACE, Hà Nội unless given."""
    env = os.environ if environ is None else environ
    return env.get("PLACE", "").strip() or "Hà Nội"


def _database_url(given: str | None, instance: Path) -> str:
    if not given:
        return f"sqlite:///{instance / 'diemcau.db'}"
    scheme = given.partition("://")[0]
    if scheme in ("postgres", "postgresql"):
        return "postgresql+psycopg://" + given.partition("://")[2]
    if scheme in ("sqlite", "postgresql+psycopg"):
        return given
    raise SettingError(f"DATABASE_URL starts with {scheme!r}; use sqlite:///path or postgresql://…")


def _certificate(env: Mapping[str, str]) -> tuple[Path | None, Path | None]:
    cert, key = env.get("TLS_CERT"), env.get("TLS_KEY")
    if cert and not key:
        raise SettingError("TLS_CERT needs its private key: set TLS_KEY as well.")
    if key and not cert:
        raise SettingError("TLS_KEY needs its certificate: set TLS_CERT as well.")
    return (Path(cert).absolute(), Path(key).absolute()) if cert and key else (None, None)


def _single_sign_on(env: Mapping[str, str]) -> SingleSignOn | None:
    issuer, client_id = env.get("OIDC_ISSUER", "").strip(), env.get("OIDC_CLIENT_ID", "").strip()
    if not issuer and not client_id:
        return None
    if not issuer.startswith(("http://", "https://")):
        raise SettingError("OIDC_ISSUER must be the provider's address, starting with https://")
    if not client_id:
        raise SettingError("OIDC_ISSUER needs OIDC_CLIENT_ID, the name the provider knows us by.")
    return SingleSignOn(
        issuer=issuer,
        client_id=client_id,
        client_secret=env.get("OIDC_CLIENT_SECRET") or None,
        claim=env.get("OIDC_CLAIM") or "email",
        field=_choice(env, "OIDC_FIELD", ("email", "personnel_code")),
        mfa=tuple((env.get("OIDC_MFA") or "mfa").replace(",", " ").split()),
        name=env.get("OIDC_NAME", "").strip(),
    )


def _public_url(given: str | None) -> str | None:
    if not given:
        return None
    if not given.startswith(("http://", "https://")):
        raise SettingError("PUBLIC_URL must start with http:// or https://")
    return given.rstrip("/")


def read_number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    """A whole number within bounds from the environment; SettingError names the variable."""
    raw = env.get(name) or str(default)
    if not raw.isdecimal() or not low <= int(raw) <= high:
        raise SettingError(f"{name} must be a whole number from {low} to {high}, not {raw!r}")
    return int(raw)


def _switch(env: Mapping[str, str], name: str) -> bool:
    raw = env.get(name, "0").strip().lower()
    if raw not in ("", "0", "1", "true", "false"):
        raise SettingError(f"{name} must be 0 or 1, not {raw!r}")
    return raw in ("1", "true")


def _choice(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    raw = env.get(name) or allowed[0]
    if raw not in allowed:
        raise SettingError(f"{name} must be one of {', '.join(allowed)}, not {raw!r}")
    return raw
