"""Run the benchmarks, write bench/results.json and print a table; 1 when a promise is not kept.

python -m bench [NAME …]    all, or those named: a module (hall, slow-disk) or a group (check-in)
"""

import json
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bench.harness import Figure, NotMeasured

HERE = Path(__file__).parent
GROUPS = {
    "check-in": ("check_in", "scanner", "board", "slow_disk", "on_postgresql", "hall", "linked"),
    "people": ("people_import", "people_search", "units", "sign_in", "rights"),
}
"""What belongs together; a name with an underscore is always the one module."""
COLUMNS = "{:<44} {:>12} {:>12} {:>7}  {:<18} {}"


def main(names: list[str]) -> int:
    known = _benchmarks()
    chosen = [module for name in names for module in _meant(name, known)] or known
    unknown = [name for name in names if not _meant(name, known)]
    if unknown:
        there = ", ".join([*GROUPS, *known])
        print(f"No such benchmark: {', '.join(unknown)}; there are {there}.")
        return 2
    print(COLUMNS.format("promise", "figure", "reference", "ratio", "target", "holds"))
    found: list[Figure | NotMeasured] = []
    for name in dict.fromkeys(chosen):
        for each in import_module(f"bench.{name}").measure():
            found.append(each)
            print(_row(each), flush=True)
    figures = [each for each in found if isinstance(each, Figure)]
    _write(figures, [each for each in found if isinstance(each, NotMeasured)])
    return 0 if all(figure.holds for figure in figures) else 1


def _benchmarks() -> list[str]:
    return sorted(path.stem for path in HERE.glob("*.py") if "\ndef measure(" in path.read_text())


def _meant(name: str, known: list[str]) -> list[str]:
    if name in GROUPS:
        return [module for module in GROUPS[name] if module in known]
    return [module for module in known if module == name.replace("-", "_")]


def _row(found: Figure | NotMeasured) -> str:
    if isinstance(found, NotMeasured):
        return f"{found.name:<44} not measured: {found.why}"
    what = found.unit if found.of == "figure" else "× reference"
    row = COLUMNS.format(
        found.name,
        f"{found.figure:,.4g} {found.unit}",
        f"{found.reference:,.4g} {found.unit}",
        f"{found.ratio:.2f}",
        f"{found.bound} {found.target:g} {what}",
        "yes" if found.holds else "NO",
    )
    details = ", ".join(f"{name} {value:,.4g}" for name, value in found.details.items())
    return f"{row}\n    {details}" if details else row


def _write(figures: list[Figure], left: list[NotMeasured]) -> None:
    results = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "promises": [
            {**vars(figure), "ratio": round(figure.ratio, 4), "holds": figure.holds}
            for figure in figures
        ],
        "not_measured": [vars(each) for each in left],
    }
    (HERE / "results.json").write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
