"""Ten kills under load: what was acknowledged is there, once, and everything can be proved."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.storm import storm
from tests.postgres import PREFIX, places

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by POSIX signals"),
]

KILLS = 10


@pytest.fixture
def home() -> Iterator[Path]:
    found = Path(tempfile.mkdtemp(prefix=f"{PREFIX}chaos-", dir=places()[0]))
    found.chmod(0o755)
    yield found
    shutil.rmtree(found, ignore_errors=True)


async def test_nothing_acknowledged_is_lost_or_doubled_by_ten_kills(home: Path) -> None:
    report = await storm(home / "plant", kills=KILLS, seed=20)
    assert report.verdict.wrong == []
    assert report.verdict.unknown == 0
    assert sum(report.kills.values()) == KILLS
    assert len(report.kills) > 2
    assert report.clock_jumps > 0
    assert report.verdict.acknowledged == report.verdict.commands > 100
    assert report.verdict.events > report.verdict.commands
