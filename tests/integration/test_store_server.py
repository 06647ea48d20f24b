"""The embedded server survives what happens to it: kills, crashes, foreign ports, full disks."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from taktline.base import host
from taktline.store import ConnectionLost, DatabaseSettings, cluster, open_store
from taktline.store.binaries import NoServerPrograms, ProgramUnreachable, programs_in, wheel_folder
from taktline.store.cluster import Folder, stop
from taktline.store.server import EmbeddedServer, start_server, status_of
from taktline.store.server_refusals import (
    DiskFull,
    FolderNotOurs,
    PortBusy,
    ServerDoesNotStart,
    WrongServerVersion,
)

HOLD = """
import sys, time
from pathlib import Path
from taktline.store.server import start_server
server = start_server(Path(sys.argv[1]), durable=False)
print(server.origin, server.port, flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A data folder whose database exists and whose server is stopped."""
    with tempfile.TemporaryDirectory(prefix="taktline-server-") as folder:
        start_server(Path(folder), durable=False).leave()
        yield Path(folder)
        stop(Folder(Path(folder)))


@pytest.fixture
def server(data: Path) -> Iterator[EmbeddedServer]:
    running = start_server(data, durable=False)
    yield running
    running.leave()


def ask(server: EmbeddedServer) -> object:
    with psycopg.connect(server.address().conninfo(), connect_timeout=30) as connection:
        row = connection.execute("SHOW data_checksums").fetchone()
        return row[0] if row else None


def hold(data: Path) -> tuple["subprocess.Popen[str]", str]:
    """Start another process that uses the server; return it and what it says."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_the_last_user_stops_the_server_and_nobody_before(data: Path) -> None:
    first = start_server(data, durable=False)
    second = start_server(data, durable=False)
    assert (first.origin, second.origin) == ("started", "adopted")
    assert first.port == second.port
    first.leave()
    assert ask(second) == "on"
    second.leave()
    assert not status_of(data).running


def test_the_server_outlives_a_parent_that_was_killed_and_is_adopted(data: Path) -> None:
    parent, said = hold(data)
    end(parent)
    server = start_server(data, durable=False)
    assert server.origin == "adopted"
    assert said == f"started {server.port}"
    assert ask(server) == "on"
    server.leave()
    assert not status_of(data).running


def test_a_server_that_was_killed_starts_again(server: EmbeddedServer, data: Path) -> None:
    pid = status_of(data).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    server.ensure()
    assert ask(server) == "on"
    assert status_of(data).pid != pid


def test_parallel_starts_end_in_one_server(data: Path) -> None:
    held = [hold(data) for _ in range(2)]
    try:
        assert sorted(said.split()[0] for _, said in held) == ["adopted", "started"]
        assert len({said.split()[1] for _, said in held}) == 1
    finally:
        for process, _ in held:
            end(process)
        start_server(data, durable=False).leave()


def test_a_stale_lock_file_whose_number_another_program_has_is_no_obstacle(data: Path) -> None:
    port = Folder(data).last_port()
    lock = Folder(data).cluster / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{Folder(data).cluster}\n1\n{port}\n\n127.0.0.1\n\nready\n")
    server = start_server(data, durable=False)
    assert server.origin == "started"
    assert ask(server) == "on"
    server.leave()


def test_a_port_taken_by_somebody_else_is_avoided_unless_it_was_asked_for(data: Path) -> None:
    port = Folder(data).last_port()
    assert port is not None
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind((host.LOOPBACK, port))
        other.listen()
        with pytest.raises(PortBusy, match=str(port)):
            start_server(data, port=port, durable=False)
        server = start_server(data, durable=False)
        assert server.port != port
        assert ask(server) == "on"
        server.leave()


def test_a_database_of_another_version_is_not_touched(data: Path) -> None:
    version = Folder(data).cluster / "PG_VERSION"
    ours = version.read_text()
    version.write_text("13\n")
    try:
        with pytest.raises(WrongServerVersion, match="written by PostgreSQL 13"):
            start_server(data, durable=False)
    finally:
        version.write_text(ours)
    start_server(data, durable=False).leave()


def test_a_damaged_database_says_what_the_server_said(data: Path) -> None:
    control = Folder(data).cluster / "global" / "pg_control"
    kept = control.read_bytes()
    control.write_bytes(b"")
    try:
        with pytest.raises(ServerDoesNotStart, match="pg_control"):
            start_server(data, durable=False)
    finally:
        control.write_bytes(kept)
    start_server(data, durable=False).leave()


def test_only_the_server_s_account_may_look_into_the_database(server: EmbeddedServer) -> None:
    folder = server.folder
    assert folder.cluster.stat().st_mode & 0o777 == 0o700
    secrets = folder.root / "secrets" / "database.json"
    assert secrets.stat().st_mode & 0o777 == 0o600
    assert server.passwords.owner not in repr(server.address())
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.address().as_login("bootstrap", "wrong").conninfo())


def test_another_installation_can_be_named(data: Path) -> None:
    with pytest.raises(NoServerPrograms, match="bin/postgres"):
        start_server(data, pg_bin=data, durable=False)
    place = next(iter((data / "pg").glob("*/*/pginstall")))
    server = start_server(data, pg_bin=place, durable=False)
    assert ask(server) == "on"
    server.leave()
    assert programs_in(wheel_folder()).major >= 16


@pytest.mark.skipif(not host.is_root(), reason="only root runs the server as another account")
def test_a_folder_the_server_s_account_cannot_reach_is_named() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="taktline-closed-") as closed,
        pytest.raises(ProgramUnreachable, match="chmod"),
    ):
        start_server(Path(closed) / "data", durable=False)


@pytest.mark.skipif(host.is_root(), reason="root may write anywhere")
def test_a_folder_of_somebody_else_is_named() -> None:
    with pytest.raises(FolderNotOurs):
        start_server(Path("/") / "taktline-test", durable=False)


@pytest.mark.skipif(not host.is_root(), reason="only root can mount a small disk")
def test_a_full_disk_is_told() -> None:
    with tempfile.TemporaryDirectory(prefix="taktline-small-") as small:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", small], check=False
        )
        if mounted.returncode:
            pytest.skip("this container may not mount")
        try:
            with pytest.raises(DiskFull, match="free some space"):
                start_server(Path(small), durable=False)
        finally:
            subprocess.run(["umount", small], check=True)


@contextlib.contextmanager
def frozen_backend(server: EmbeddedServer) -> Iterator[psycopg.Connection]:
    """A client whose backend hears no signal: an orderly stop waits for it for ever."""
    with psycopg.connect(server.address().conninfo(), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        connection.execute("INSERT INTO kept VALUES (1)")
        pid = connection.info.backend_pid
        os.kill(pid, signal.SIGSTOP)
        try:
            yield connection
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGSTOP")
@pytest.mark.parametrize("who", ["asked", "found"])
def test_a_server_that_hangs_while_it_stops_is_stopped_at_once_and_loses_nothing(
    data: Path, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    monkeypatch.setattr(cluster, "STOP_WAIT_S", 1)
    server = start_server(data, durable=True)
    named = Folder(data).postmaster()
    assert named is not None
    with frozen_backend(server):
        if who == "found":  # Somebody asked it to stop and was killed before it had.
            os.kill(named[0], signal.SIGINT)
            server = start_server(data, durable=True)
            assert server.origin == "started"
        else:
            stop(Folder(data))
            assert Folder(data).postmaster() is None
            server.ensure()
    with psycopg.connect(server.address().conninfo(), connect_timeout=30) as connection:
        (kept,) = connection.execute("SELECT count(*) > 0 FROM kept").fetchone() or (False,)
        assert kept
    server.leave()


@pytest.mark.anyio
async def test_the_store_goes_on_after_its_server_was_killed(data: Path) -> None:
    store = await open_store(DatabaseSettings(folder=data))
    try:
        await store.migrate()
        await store.create_tenant("survivor")
        pid = status_of(data).pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        # What was under way when the server died is lost, and says so.
        with contextlib.suppress(ConnectionLost):
            async with store.transaction("survivor") as tx:
                await tx.fetch("SELECT pg_sleep(1)")
        async with store.transaction("survivor") as tx:
            assert await tx.fetch("SELECT count(*) > 0 FROM schema_version") == [(True,)]
    finally:
        await store.close()
