"""`python -m tests.chaos --kills 200`: kill processes under load, then compare and prove."""

import argparse
import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from tests.chaos.storm import Report, storm


def told(report: Report) -> str:
    """Return the figures of a run as people read them."""
    verdict = report.verdict
    kills = ", ".join(f"{name} {count}" for name, count in sorted(report.kills.items()))
    refused = ", ".join(f"{code} {count}" for code, count in sorted(verdict.refused.items()))
    lines = [
        f"{sum(report.kills.values())} kills ({kills}), {report.cuts} cut connections and "
        f"{report.clock_jumps} jumps of the server's clock in {report.seconds:.0f} s",
        f"{verdict.sent} commands sent, {verdict.acknowledged} acknowledged, "
        f"{sum(verdict.refused.values())} refused ({refused or 'none'}), "
        f"{verdict.unknown} never answered",
        f"{verdict.commands} command rows, {verdict.moves} moves, {verdict.events} sealed events",
        *(f"WRONG {one}" for one in verdict.wrong[:50]),
        "nothing lost, nothing doubled, ledger and audit proved" if report.ok else "NOT PROVED",
    ]
    return "\n".join(lines)


def main() -> int:
    """Run a storm in a folder of its own, and remove it unless something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1, help="decides who is killed when")
    given = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="taktline-chaos-"))
    home.chmod(0o755)
    report = asyncio.run(storm(home / "plant", kills=given.kills, seed=given.seed))
    sys.stdout.write(told(report) + "\n")
    if not report.ok:
        sys.stdout.write(f"Everything is kept in {home}\n")
        return 1
    shutil.rmtree(home, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
