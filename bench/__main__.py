"""Run the benchmarks, write bench/results.json and print a table; 1 when a promise is not kept."""

import json
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bench.harness import Figure

HERE = Path(__file__).parent
SHARED = {"__init__", "__main__", "harness", "load", "reference", "server"}
COLUMNS = "{:<44} {:>12} {:>12} {:>7}  {:<18} {}"


def main(names: list[str]) -> int:
    known = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in SHARED)
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"No such benchmark: {', '.join(unknown)}; there are {', '.join(known)}.")
        return 2
    print(COLUMNS.format("promise", "figure", "reference", "ratio", "target", "holds"))
    figures = []
    for name in names or known:
        for figure in import_module(f"bench.{name}").measure():
            figures.append(figure)
            print(_row(figure), flush=True)
    _write(figures)
    return 0 if all(figure.holds for figure in figures) else 1


def _row(figure: Figure) -> str:
    what = figure.unit if figure.of == "figure" else "× reference"
    return COLUMNS.format(
        figure.name,
        f"{figure.figure:,.4g} {figure.unit}",
        f"{figure.reference:,.4g} {figure.unit}",
        f"{figure.ratio:.2f}",
        f"{figure.bound} {figure.target:g} {what}",
        "yes" if figure.holds else "NO",
    )


def _write(figures: list[Figure]) -> None:
    results = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "promises": [
            {**vars(figure), "ratio": round(figure.ratio, 4), "holds": figure.holds}
            for figure in figures
        ],
    }
    (HERE / "results.json").write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
