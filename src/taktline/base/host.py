"""What differs between operating systems: file locks, private files, accounts, ports, processes."""

import gc
import os
import socket
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Literal

import msgspec
import psutil

from taktline.base.problem import Problem
from taktline.base.text import Text

ACCOUNTS = ("taktline", "postgres", "daemon", "nobody")
"""Unprivileged accounts that may run the database when we are root; the first that exists."""
LOCK_SLOTS = 1024
"""Windows knows no shared file locks: each holder locks one byte of so many."""
LOOPBACK = "127.0.0.1"
NOWHERE = "192.0.2.1"
"""An address kept for documentation (RFC 5737): nobody is there, the way to it is everybody's."""

LockMode = Literal["shared", "exclusive"]


class LockBusy(Problem):
    """Another process holds a lock file longer than we wait."""

    title = Text(
        en="{path} is locked by another process for more than {seconds} s: "
        "is a start or stop hanging?",
        zh="{path} 被另一进程锁定超过 {seconds} 秒:是否有启动或停止操作卡住?",
    )
    status = 503
    retry = True


class NoUnprivilegedAccount(Problem):
    """We are root, and the database refuses to run as root."""

    title = Text(
        en="None of the accounts {accounts} exists; create one or start as an ordinary user.",
        zh="账户 {accounts} 均不存在;请创建其中之一,或以普通用户启动。",
    )
    status = 500


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A login of the operating system."""

    name: str
    uid: int
    gid: int


class FileLock:
    """An advisory lock on a file, released by the operating system when the process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def acquire(self, mode: LockMode, *, wait_s: float = 60.0) -> None:
        """Take the lock, waiting up to `wait_s` seconds.

        Raises:
            LockBusy: somebody else holds it all that time.
        """
        deadline = time.monotonic() + wait_s
        while not self.try_acquire(mode):
            if time.monotonic() >= deadline:
                raise LockBusy(path=str(self._path), seconds=wait_s)
            time.sleep(0.02)

    def try_acquire(self, mode: LockMode) -> bool:
        """Take the lock if nobody is in the way; says whether it is ours now."""
        if self._file is None:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            self._file = os.fdopen(descriptor, "r+b", buffering=0)
        if _lock(self._file, mode):
            return True
        self.release()
        return False

    def release(self) -> None:
        """Give the lock back; releasing what one does not hold does nothing."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> "FileLock":
        self.acquire("exclusive")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes], mode: LockMode) -> bool:
        spans = [(0, LOCK_SLOTS)] if mode == "exclusive" else [(n, 1) for n in range(LOCK_SLOTS)]
        for first, count in spans:
            file.seek(first)
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, count)
            except OSError:
                continue
            return True
        return False

    def is_root() -> bool:
        """Say whether we are the superuser; on Windows pg_ctl drops the rights by itself."""
        return False

    def unprivileged_account() -> Account:
        """Return an account for the database server; there is none to choose on Windows.

        Raises:
            NoUnprivilegedAccount: always.
        """
        raise NoUnprivilegedAccount(accounts=ACCOUNTS)

    def owner_of(path: Path) -> Account | None:
        """Return the account that owns a file; None where that means nothing."""
        return None

else:
    import fcntl
    import pwd

    def _lock(file: IO[bytes], mode: LockMode) -> bool:
        kind = fcntl.LOCK_SH if mode == "shared" else fcntl.LOCK_EX
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def is_root() -> bool:
        """Say whether we are the superuser, as whom PostgreSQL refuses to run."""
        return os.geteuid() == 0

    def unprivileged_account() -> Account:
        """Return the first existing account of ACCOUNTS.

        Raises:
            NoUnprivilegedAccount: there is none.
        """
        for name in ACCOUNTS:
            try:
                found = pwd.getpwnam(name)
            except KeyError:
                continue
            return Account(name=name, uid=found.pw_uid, gid=found.pw_gid)
        raise NoUnprivilegedAccount(accounts=ACCOUNTS)

    def owner_of(path: Path) -> Account | None:
        """Return the account that owns a file; None where that means nothing."""
        status = path.stat()
        try:
            name = pwd.getpwuid(status.st_uid).pw_name
        except KeyError:
            name = str(status.st_uid)
        return Account(name=name, uid=status.st_uid, gid=status.st_gid)


def give_to(path: Path, account: Account | None) -> None:
    """Make an account the owner of a file; None leaves it as it is."""
    if account is not None and sys.platform != "win32":
        os.chown(path, account.uid, account.gid)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read (mode 0600), all of it or nothing."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


YOUNG_MAX = 20_000
"""New objects between two looks for cycles: nearly all of a request's are gone by themselves."""


def keep_loaded() -> None:
    """Let the search for unreachable cycles pass over what a process that serves has loaded.

    Verbs, entities and libraries stay as long as the process; to look at them again and again would
    take time from every request. Called once, when a server begins.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_MAX, 20, 20)


def utc_now() -> datetime:
    """Return this machine's clock, in UTC."""
    return datetime.now(UTC)


def port_is_free(port: int) -> bool:
    """Say whether nobody listens on a port of the loopback address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port of the loopback address that nobody uses now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def host_names() -> list[str]:
    """Return the names by which other machines may know this one."""
    name = socket.gethostname()
    return [name] if "." in name else [name, f"{name}.local"]


def own_addresses() -> list[str]:
    """Return the IP addresses of this machine, the likeliest for other machines first.

    Addresses of interfaces that are down and those that hold on one cable only are left out.
    """
    states = psutil.net_if_stats()
    found = [
        one.address
        for name, addresses in psutil.net_if_addrs().items()
        if name in states and states[name].isup
        for one in addresses
        if one.family in (socket.AF_INET, socket.AF_INET6) and "%" not in one.address
    ]
    outward = _outward_address()
    first = [outward] if outward in found else []
    outside = [one for one in found if one not in (LOOPBACK, "::1")]
    return list(dict.fromkeys([*first, *sorted(outside, key=lambda one: ":" in one), LOOPBACK]))


def _outward_address() -> str | None:
    """Return the address from which this machine would speak to others; sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((NOWHERE, 9))
        except OSError:
            return None
        address: str = probe.getsockname()[0]
        return address


def process_name(pid: int) -> str | None:
    """Return the name of a living process; None if there is none of that number."""
    try:
        process = psutil.Process(pid)
        name: str = process.name()
        return None if process.status() == psutil.STATUS_ZOMBIE else name
    except psutil.NoSuchProcess:
        return None
    except psutil.AccessDenied:
        return ""


def process_program(pid: int) -> str | None:
    """Return the path of the program a process runs; None if that cannot be known."""
    try:
        path: str = psutil.Process(pid).exe()
        return path
    except psutil.Error:
        return None
