"""The PostgreSQL server that comes with the product: started, adopted and stopped with it.

Layout of the data folder: `pg/<major>/` the programs, `pg/cluster/` the database (mode 0700, owned
by the account that runs the server), `pg/*.lock` who uses it, `secrets/` the passwords.
"""

from pathlib import Path
from typing import Literal

import msgspec

from taktline.base import host
from taktline.base.host import LOOPBACK, Account, FileLock
from taktline.store.address import Address
from taktline.store.binaries import Programs, check_runnable, copied_programs, programs_in
from taktline.store.cluster import (
    BOOTSTRAP,
    Folder,
    create_cluster,
    live_port,
    start,
    stop,
)
from taktline.store.secrets import Passwords, passwords_in
from taktline.store.server_refusals import PortBusy
from taktline.store.wal_archive import archiving, prepare

Origin = Literal["created", "started", "adopted"]


class ServerStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator wants to know about the embedded server."""

    running: bool
    folder: str
    port: int | None = None
    pid: int | None = None
    version: str | None = None


class EmbeddedServer:
    """A running server of one data folder, and our share in keeping it up."""

    def __init__(
        self,
        place: Path,
        *,
        pg_bin: Path | None,
        port: int | None,
        durable: bool,
        archive: Path | None,
    ) -> None:
        self._folder = Folder(place)
        self._pg_bin = pg_bin
        self._wanted_port = port
        self._durable = durable
        self._archive = archive
        self._holders = FileLock(self._folder.pg / "holders.lock")
        self._passwords: Passwords | None = None
        self.origin: Origin = "adopted"
        self.port = 0

    def enter(self) -> "EmbeddedServer":
        """Adopt the live server of this folder or start one, and count ourselves among its users.

        Raises:
            ProgramUnreachable, NoServerPrograms, WrongServerVersion, FolderNotOurs, DiskFull,
            PortBusy, ServerDoesNotStart: what is in the way, and what to do.
        """
        try:
            self._folder.make()
            with FileLock(self._folder.pg / "start.lock"):
                self._holders.acquire("shared", wait_s=5)
                self._up()
        except OSError as failure:
            self._holders.release()
            raise self._folder.refusal_of(failure) from failure
        except BaseException:
            self._holders.release()
            raise
        return self

    def ensure(self) -> None:
        """Start the server again if it was killed; the address stays where the port is free."""
        with FileLock(self._folder.pg / "start.lock"):
            self._up()

    def leave(self) -> None:
        """Give up our share; whoever leaves last stops the server."""
        with FileLock(self._folder.pg / "start.lock"):
            self._holders.release()
            if self._holders.try_acquire("exclusive"):
                stop(self._folder)
                self._holders.release()

    def address(self, database: str = "postgres") -> Address:
        """Return the address for the bootstrap login."""
        passwords = self.passwords
        return Address(
            host=LOOPBACK,
            port=self.port,
            database=database,
            login=BOOTSTRAP,
            password=passwords.bootstrap,
        )

    @property
    def passwords(self) -> Passwords:
        """The passwords of this data folder."""
        if self._passwords is None:
            self._passwords = passwords_in(self._folder.root)
        return self._passwords

    @property
    def folder(self) -> "Folder":
        """Where this server lives."""
        return self._folder

    @property
    def programs(self) -> Programs:
        """The programs that run it."""
        if self._pg_bin is not None:
            return programs_in(self._pg_bin)
        return copied_programs(self._folder.pg)

    def _up(self) -> None:
        port = live_port(self._folder, self.passwords)
        if port is not None:
            self.port, self.origin = port, "adopted"
            return
        if not self._folder.cluster.exists():
            self._folder.check_room()
        account = self._folder.account()
        programs = self.programs
        check_runnable(programs, account)
        self.origin = "started"
        if not self._folder.cluster.exists():
            create_cluster(
                self._folder,
                programs,
                account,
                passwords=self.passwords,
                durable=self._durable,
            )
            self.origin = "created"
        self._folder.check_version(programs)
        self._folder.forget_dead_server()
        self.port = self._start(programs, account)

    def _start(self, programs: Programs, account: Account | None) -> int:
        if self._archive is not None:
            prepare(self._archive, account)
        for _ in range(3):
            port = self._choose_port()
            try:
                start(
                    self._folder,
                    programs,
                    account,
                    port=port,
                    durable=self._durable,
                    further=archiving(self._archive),
                )
            except PortBusy:
                if self._wanted_port is not None:
                    raise
                self._folder.remember_port(None)
                continue
            self._folder.remember_port(port)
            return port
        raise PortBusy(port=port)

    def _choose_port(self) -> int:
        if self._wanted_port is not None:
            if not host.port_is_free(self._wanted_port):
                raise PortBusy(port=self._wanted_port)
            return self._wanted_port
        last = self._folder.last_port()
        return last if last is not None and host.port_is_free(last) else host.free_port()


def start_server(
    place: Path,
    *,
    pg_bin: Path | None = None,
    port: int | None = None,
    durable: bool = True,
    archive: Path | None = None,
) -> EmbeddedServer:
    """Start the server of a data folder, or join those who use it already. Blocks.

    Args:
        place: the data folder; made when it is not there.
        pg_bin: another PostgreSQL installation (a folder with bin/postgres), 16 or newer.
        port: insist on this port; None = any, the same again where it is free.
        durable: False lets a crash of the machine lose everything: for tests only.
        archive: keep every change here too, from the next start of the server on.

    Raises:
        Problem: what is in the way, and what to do (see `EmbeddedServer.enter`).
    """
    server = EmbeddedServer(place, pg_bin=pg_bin, port=port, durable=durable, archive=archive)
    return server.enter()


def status_of(place: Path) -> ServerStatus:
    """Say whether the server of a data folder runs, and where."""
    folder = Folder(place)
    named = folder.postmaster()
    port = live_port(folder, passwords_in(folder.root), wait_s=1.0) if named else None
    if named is None or port is None:
        return ServerStatus(running=False, folder=str(folder.cluster))
    version = (folder.cluster / "PG_VERSION").read_text().strip()
    return ServerStatus(
        running=True, folder=str(folder.cluster), port=port, pid=named[0], version=version
    )


__all__ = ["EmbeddedServer", "Folder", "ServerStatus", "start_server", "status_of", "stop"]
