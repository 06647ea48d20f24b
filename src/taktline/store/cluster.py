"""A database cluster on disk: made, started, looked for, stopped, and what is in its way."""

import contextlib
import errno
import os
import re
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import psycopg

from taktline.base import host
from taktline.base.host import LOOPBACK, Account
from taktline.base.problem import Problem
from taktline.store.address import Address
from taktline.store.binaries import ProgramFailed, Programs, run_as
from taktline.store.secrets import Passwords
from taktline.store.server_refusals import (
    DiskFull,
    FolderNotOurs,
    PortBusy,
    ServerDoesNotAnswer,
    ServerDoesNotStart,
    WrongServerVersion,
)

StopMode = Literal["fast", "immediate"]
"""fast: whoever works is sent away and everything is written; immediate: as in a power cut."""

BOOTSTRAP = "bootstrap"
START_WAIT_S = 90
"""A crash recovery of a busy day fits in it."""
STOP_WAIT_S = 30
"""An orderly stop fits in it. After it the server is stopped at once, which loses nothing: what was
committed stands in its log, and the next start reads it from there."""
STOP_NOW_WAIT_S = 20
ROOM_MIN_BYTES = 300_000_000
"""An empty cluster with its write-ahead log and our programs needs about 120 MB."""

SETTINGS = {
    "listen_addresses": f"'{LOOPBACK}'",
    "unix_socket_directories": "''",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "jit": "off",
    "synchronous_commit": "on",
    "wal_compression": "on",
    "max_wal_size": "1GB",
    "min_wal_size": "80MB",
    "checkpoint_timeout": "10min",
    "max_locks_per_transaction": "256",
    "password_encryption": "scram-sha-256",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "client_connection_check_interval": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "log_min_duration_statement": "2s",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_checkpoints": "off",
    "log_line_prefix": "'%m [%p] %u '",
    "lc_messages": "'C'",
}
"""For a small machine: 128 MB of cache, few connections, durable commits; refused statements are
ours to tell and stay out of the server's log, which is not rotated."""


class Folder:
    """The data folder as the server sees it."""

    def __init__(self, place: Path) -> None:
        self.root = place.expanduser().absolute()
        self.pg = self.root / "pg"
        self.cluster = self.pg / "cluster"
        self.log = self.pg / "server.log"

    def make(self) -> None:
        """Make the folders; the database's account may pass through them, nobody may list them."""
        fresh = not self.root.exists() or not any(self.root.iterdir()) or self.pg.is_dir()
        self.root.mkdir(parents=True, exist_ok=True, mode=0o711 if host.is_root() else 0o700)
        self.pg.mkdir(exist_ok=True)
        if host.is_root():
            if fresh:
                self.root.chmod(self.root.stat().st_mode | 0o011)
            self.pg.chmod(0o711)

    def account(self) -> Account | None:
        """Return the account that must run the server; None when that is ourselves.

        Raises:
            FolderNotOurs: we are an ordinary user, and another one owns the database.
            NoUnprivilegedAccount: we are root and there is no account to use.
        """
        owner = host.owner_of(self.cluster) if self.cluster.exists() else None
        if host.is_root():
            return owner if owner and owner.uid else host.unprivileged_account()
        if owner is not None and owner.uid != os.getuid():
            raise FolderNotOurs(folder=str(self.cluster), account=owner.name)
        return None

    def check_room(self) -> None:
        """Make sure a new database fits on the disk.

        Raises:
            DiskFull: it does not.
        """
        free = shutil.disk_usage(self.pg).free
        if free < ROOM_MIN_BYTES:
            raise DiskFull(folder=str(self.pg), free_mb=free // 1_000_000)

    def refusal_of(self, failure: OSError) -> Problem:
        """Tell what the operating system refused in words an operator can act on."""
        if failure.errno == errno.ENOSPC:
            return diagnosis("No space left on device", self)
        if isinstance(failure, PermissionError):
            place = Path(str(failure.filename or self.root))
            owner = host.owner_of(place) if place.exists() else None
            return FolderNotOurs(folder=str(place), account=owner.name if owner else "?")
        return ServerDoesNotStart(folder=str(self.root), reason=str(failure), log=str(self.log))

    def check_version(self, programs: Programs) -> None:
        """Make sure the programs can read the database.

        Raises:
            WrongServerVersion: another major version wrote it.
        """
        text = (self.cluster / "PG_VERSION").read_text().strip()
        if text != str(programs.major):
            raise WrongServerVersion(folder=str(self.cluster), found=text, program=programs.major)

    def postmaster(self) -> tuple[int, int] | None:
        """Return process id and port that the server's own lock file tells; None without one."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text().splitlines()
            return int(lines[0]), int(lines[3])
        except (FileNotFoundError, IndexError, ValueError):
            return None

    def forget_dead_server(self) -> None:
        """Remove the lock file of a server that was killed and whose number another program has."""
        named = self.postmaster()
        if named is None:
            return
        name = host.process_name(named[0])
        if name is None or not name.startswith("postgres"):
            (self.cluster / "postmaster.pid").unlink(missing_ok=True)

    def last_port(self) -> int | None:
        """Return the port used last time."""
        with contextlib.suppress(FileNotFoundError, ValueError):
            return int((self.pg / "port").read_text())
        return None

    def remember_port(self, port: int | None) -> None:
        """Keep the port for the next start; None forgets it."""
        if port is None:
            (self.pg / "port").unlink(missing_ok=True)
        else:
            (self.pg / "port").write_text(str(port))


def live_port(folder: Folder, passwords: Passwords, wait_s: float = START_WAIT_S) -> int | None:
    """Return the port of the server that answers for this folder; None when there is none.

    A server that is starting up or recovering is waited for. One that is stopping and does not
    come to an end, whoever asked it to, is stopped at once: a fast stop during the recovery from
    a killed backend can hang for ever (seen with PostgreSQL 18).

    Raises:
        ServerDoesNotAnswer: it lives, but lets nobody in for `wait_s` seconds.
    """
    began = time.monotonic()
    deadline = began + wait_s
    while (named := folder.postmaster()) is not None:
        pid, port = named
        name = host.process_name(pid)
        if name is None or (name and not name.startswith("postgres")):
            return None
        answer = _answers(folder, passwords, port)
        if answer == "stopping" and time.monotonic() > began + STOP_WAIT_S:
            stop(folder, modes=("immediate",))
            return None
        if answer not in ("busy", "stopping"):
            return port if answer == "ours" else None
        if time.monotonic() > deadline:
            raise ServerDoesNotAnswer(pid=pid, port=port, seconds=int(wait_s))
        time.sleep(0.05)
    return None


def _answers(
    folder: Folder, passwords: Passwords, port: int
) -> Literal["ours", "not", "busy", "stopping"]:
    address = Address(
        host=LOOPBACK,
        port=port,
        database="postgres",
        login=BOOTSTRAP,
        password=passwords.bootstrap,
    )
    try:
        with psycopg.connect(address.conninfo(), connect_timeout=5, autocommit=True) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
    except psycopg.OperationalError as refusal:
        if refusal.sqlstate == "28P01":
            return "not"
        return "stopping" if "is shutting down" in str(refusal) else "busy"
    same = row is not None and Path(str(row[0])).resolve() == folder.cluster.resolve()
    return "ours" if same else "not"


def create_cluster(
    folder: Folder,
    programs: Programs,
    account: Account | None,
    *,
    passwords: Passwords,
    durable: bool,
) -> None:
    """Make an empty database cluster, complete or not at all.

    Raises:
        DiskFull: there is no room for it.
        ServerDoesNotStart: initdb failed; its words are passed on.
    """
    partial = folder.pg / "cluster.part"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    password_file = folder.pg / "bootstrap.once"
    host.write_private(password_file, passwords.bootstrap.encode())
    for path in (partial, password_file):
        host.give_to(path, account)
    try:
        command = _initdb(programs, partial, password_file)
        run_as(account, command if durable else [*command, "--no-sync"])
    except ProgramFailed as failure:
        shutil.rmtree(partial, ignore_errors=True)
        raise diagnosis(str(failure.values["said"]), folder) from None
    finally:
        password_file.unlink(missing_ok=True)
    with (partial / "postgresql.conf").open("a") as conf:
        conf.write("\n# Written anew at each start:\ninclude = 'taktline.conf'\n")
    partial.rename(folder.cluster)


def _initdb(programs: Programs, cluster: Path, password_file: Path) -> list[str]:
    if programs.major >= 17:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    else:
        locale = ["--locale-provider=libc", "--locale=C"]
    return [
        str(programs.path("initdb")),
        f"--pgdata={cluster}",
        f"--username={BOOTSTRAP}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--data-checksums",
        "--no-instructions",
        *locale,
    ]


def start(
    folder: Folder,
    programs: Programs,
    account: Account | None,
    *,
    port: int,
    durable: bool,
    further: Mapping[str, str],
) -> None:
    """Start the server on a port and wait until it lets people in.

    Args:
        folder: the data folder.
        programs: what to run.
        account: who runs it.
        port: of the loopback address.
        durable: False is for tests only.
        further: settings beside ours, as the server's file writes them.

    Raises:
        PortBusy, DiskFull, ServerDoesNotStart: with the server's own words.
    """
    settings = {**SETTINGS, **further, "port": str(port)}
    if not durable:
        settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    conf = folder.cluster / "taktline.conf"
    try:
        conf.write_text("".join(f"{name} = {value}\n" for name, value in settings.items()))
        folder.log.write_text("")
    except OSError as failure:
        raise diagnosis(str(failure), folder) from None
    for path in (conf, folder.log):
        host.give_to(path, account)
    command = [str(programs.path("pg_ctl")), "start", "--wait", f"--timeout={START_WAIT_S}"]
    command += [f"--pgdata={folder.cluster}", f"--log={folder.log}", "--silent"]
    for attempt in range(20):
        try:
            run_as(account, command, timeout_s=START_WAIT_S + 10)
        except ProgramFailed as failure:
            said = folder.log.read_text(errors="replace") + str(failure.values["said"])
            if "pre-existing shared memory block" in said and attempt < 19:
                folder.log.write_text("")
                time.sleep(0.25)  # the children of a killed server are still leaving
                continue
            raise diagnosis(said, folder, port) from None
        return


def stop(folder: Folder, modes: tuple[StopMode, ...] = ("fast", "immediate")) -> None:
    """Stop the server, in order and if that does not end at once; one not there is stopped already.

    Raises:
        ServerDoesNotAnswer: it does not stop.
    """
    named = folder.postmaster()
    if named is None or host.process_name(named[0]) is None:
        return
    programs = next(iter(sorted(folder.pg.glob("*/*/pginstall/bin/pg_ctl*"))), None)
    program = programs or Path(_running_program(named[0])).with_name("pg_ctl")
    for mode in modes:
        wait_s = STOP_WAIT_S if mode == "fast" else STOP_NOW_WAIT_S
        command = [str(program), "stop", f"--mode={mode}", "--wait", f"--timeout={wait_s}"]
        command += [f"--pgdata={folder.cluster}", "--silent"]
        with contextlib.suppress(ProgramFailed):
            run_as(folder.account(), command, timeout_s=wait_s + 10)
            return
        if folder.postmaster() is None:
            return
    raise ServerDoesNotAnswer(pid=named[0], port=named[1], seconds=STOP_WAIT_S + STOP_NOW_WAIT_S)


def _running_program(pid: int) -> str:
    return host.process_program(pid) or "pg_ctl"


def diagnosis(said: str, folder: Folder, port: int | None = None) -> Problem:
    """Turn what PostgreSQL's programs said into what the operator should do."""
    if "No space left on device" in said:
        free = shutil.disk_usage(folder.pg).free
        return DiskFull(folder=str(folder.pg), free_mb=free // 1_000_000)
    if "Address already in use" in said or "could not bind" in said:
        return PortBusy(port=port or 0)
    found = re.findall(r"(?:FATAL|PANIC|ERROR|error|fatal):\s*(.+)", said)
    reason = "; ".join(found[:3]) or said.strip()[-300:] or "it said nothing"
    return ServerDoesNotStart(folder=str(folder.cluster), reason=reason, log=str(folder.log))
