"""Several processes of one installation: who dies is started again; all stop together."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

import taktline
from taktline.base.host import free_port
from tests.postgres import PREFIX, places

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.skipif(sys.platform == "win32", reason="children are killed by POSIX signals"),
]

UP_WITHIN_S, STOPPED_WITHIN_S = 90.0, 60.0
ROOT = Path(taktline.__file__).parent.parent.parent


class Serving:
    """`taktline serve` with two web processes, a worker and the machine lines."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.log = folder / "serve.log"
        words = ["serve", "--processes", "2", "--port", str(self.port)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "taktline", *words, "--data-dir", str(folder / "plant")],
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            )

    def children(self) -> list[psutil.Process]:
        """Return the processes that do the work, without the resource tracker."""
        found = psutil.Process(self.process.pid).children()
        return [one for one in found if is_child(one)]

    def answers(self) -> bool:
        """Whether the server says that it can work."""
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/api/health", timeout=30).is_success
        except httpx.HTTPError:
            return False

    def until(self, holds: Callable[[], bool], within_s: float) -> None:
        """Wait until something holds."""
        end = time.monotonic() + within_s
        while not holds():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.1)


def is_child(process: psutil.Process) -> bool:
    """Whether a process was spawned to work, and lives."""
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.Error:
        return False


@pytest.fixture
def serving() -> Iterator[Serving]:
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}supervised-", dir=places()[0]) as name:
        Path(name).chmod(0o755)
        started = Serving(Path(name))
        try:
            started.until(started.answers, UP_WITHIN_S)
            yield started
        finally:
            started.process.terminate()
            started.process.wait(STOPPED_WITHIN_S)


def test_who_dies_is_started_again_and_who_stops_leaves_nobody_behind(serving: Serving) -> None:
    serving.until(lambda: len(serving.children()) == 4, UP_WITHIN_S)
    before = {one.pid for one in serving.children()}
    victims = serving.children()[:2]
    for victim in victims:
        victim.kill()
    gone = {victim.pid for victim in victims}
    serving.until(lambda: len({one.pid for one in serving.children()} - gone) == 4, UP_WITHIN_S)
    assert len({one.pid for one in serving.children()} & before) == 2
    serving.until(serving.answers, UP_WITHIN_S)

    left = serving.children()
    serving.process.send_signal(signal.SIGTERM)
    assert serving.process.wait(STOPPED_WITHIN_S) == 0, serving.log.read_text()
    assert [one for one in left if one.is_running() and one.status() != "zombie"] == []
    assert not serving.answers()
    database = serving.log.parent / "plant" / "pg" / "cluster" / "postmaster.pid"
    assert not database.exists(), "the last who leaves stops the database"
