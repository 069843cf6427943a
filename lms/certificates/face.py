"""What stands on a certificate: frozen when it is issued, drawn again the same for ever."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from lms.campaigns.enums import AddressForm
from lms.papers.values import Standard


@dataclass(frozen=True, slots=True)
class CertificateFace:
    """The words and figures of one paper, under the names that held on the day of issue."""

    standard: Standard
    parent: str
    issuer: str
    leader_title: str
    place: str
    address_form: AddressForm
    name: str
    position: str
    unit: str
    campaign: str
    starts_on: date
    ends_on: date
    sessions_attended: int
    sessions_expected: int
    quiz_percent: int | None
    """Best mark in percent of the marks, whole, rounded half up; None where no quiz counts."""
    issued_on: date
    serial: str
    register_label: str
    born_on: date | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column; days as 2021-03-27."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "CertificateFace":
        """The face that `to_json` stored."""
        days = {
            name: date.fromisoformat(stored[name])
            for name in ("starts_on", "ends_on", "issued_on", "born_on")
            if stored.get(name)
        }
        return cls(
            **{
                **stored,
                **days,
                "standard": Standard(stored["standard"]),
                "address_form": AddressForm(stored["address_form"]),
            }
        )

    @property
    def period(self) -> str:
        """Từ ngày 27/03/2021 đến ngày 28/03/2021; one day stands alone."""
        if self.starts_on == self.ends_on:
            return f"ngày {self.starts_on:%d/%m/%Y}"
        return f"từ ngày {self.starts_on:%d/%m/%Y} đến ngày {self.ends_on:%d/%m/%Y}"

    @property
    def achievement(self) -> str:
        """What was done, in one line: sessions attended and the quiz."""
        parts = []
        if self.sessions_expected:
            parts.append(f"dự {self.sessions_attended}/{self.sessions_expected} buổi học")
        if self.quiz_percent is not None:
            parts.append(f"kiểm tra: Đạt ({self.quiz_percent}%)")
        return "; ".join(parts)
