"""A line to the database that breaks in the middle of an answer is lost, and says so."""

import asyncio
import contextlib
import os
import select
import socket
import struct
import sys
import threading
from collections.abc import Iterator

import msgspec
import psycopg
import pytest

from taktline.base.loop import run
from taktline.store import Bell, ConnectionLost, Store
from taktline.store.address import Address, address_of
from taktline.store.encode import bind
from taktline.store.wire import connect

pytestmark = pytest.mark.anyio

PART_BYTES = 20
"""Of an answer: less than the shortest."""
WITHIN_S = 20.0
NOTICE = b"A"
"""PostgreSQL's protocol: a message that tells what somebody notified of."""


class Relay:
    """A line through this process; it can be cut when part of an answer has passed."""

    def __init__(self, address: Address) -> None:
        self._far = (address.host, address.port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = msgspec.structs.replace(address, port=self._listening.getsockname()[1])
        self._cuts_in: bytes | None = None
        self.is_cut = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, kind: bytes = b"") -> None:
        """Let part of the next answer through, then break the line off as a crash does.

        Args:
            kind: letter of the message that the answer begins with; none = any.
        """
        self._cuts_in = kind

    def close(self) -> None:
        """Take nobody any more."""
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        """Carry bytes both ways in one thread: a socket that another one reads is not closed."""
        with near, socket.create_connection(self._far) as far, contextlib.suppress(OSError):
            while True:
                ready, _, _ = select.select([near, far], [], [])
                part = ready[0].recv(65_536)
                if not part:
                    break
                if ready[0] is near:
                    far.sendall(part)
                elif self._cuts_in is not None and part.startswith(self._cuts_in):
                    near.sendall(part[:PART_BYTES])
                    near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self._cuts_in = None
                    near.close()
                    self.is_cut.set()
                    break
                else:
                    near.sendall(part)


@pytest.fixture
def relay(bare_store: Store) -> Iterator[Relay]:
    made = Relay(bare_store.cell.app)
    yield made
    made.close()


async def _asked(relay: Relay) -> None:
    """Ask; what comes of the answer, and its end, come while nobody looks."""
    wire = await connect(relay.address)
    wire.queue(bind("SELECT pg_sleep(0.2), repeat('x', 1000)", None))
    asking = asyncio.create_task(wire.exchange())
    await asyncio.sleep(0)
    relay.cut()
    relay.is_cut.wait(WITHIN_S)
    try:
        async with asyncio.timeout(WITHIN_S):
            with pytest.raises(ConnectionLost):
                await asking
    finally:
        wire.close()


async def _told(relay: Relay, address: Address) -> None:
    """Listen; the line breaks together with the beginning of a message."""
    bell = Bell(lambda: relay.address)
    await bell.open()
    try:
        with bell.listener("plant") as listener:
            await bell.listening.wait()
            relay.cut(NOTICE)
            voice = psycopg.connect(address.conninfo(), autocommit=True)
            voice.execute("SELECT pg_notify('taktline', 'other')")
            relay.is_cut.wait(WITHIN_S)
            bell.listening.clear()
            async with asyncio.timeout(WITHIN_S):
                await bell.listening.wait()
            await listener.wait(0)
            voice.execute("SELECT pg_notify('taktline', 'plant')")
            assert await listener.wait(WITHIN_S)
            voice.close()
    finally:
        await bell.close()


async def test_a_question_whose_answer_breaks_off_is_a_lost_connection(relay: Relay) -> None:
    await asyncio.to_thread(run, _asked(relay))


async def test_who_listens_on_a_line_that_breaks_off_listens_on_another(
    relay: Relay, bare_store: Store
) -> None:
    await asyncio.to_thread(run, _told(relay, bare_store.cell.app))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems name these options otherwise")
async def test_a_server_that_falls_silent_is_noticed_within_a_minute(bare_store: Store) -> None:
    with (
        psycopg.connect(bare_store.cell.app.conninfo()) as connection,
        socket.socket(fileno=os.dup(connection.pgconn.socket)) as line,
    ):
        assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        idle, interval, count, unheard_ms = (
            line.getsockopt(socket.IPPROTO_TCP, getattr(socket, option))
            for option in ("TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT", "TCP_USER_TIMEOUT")
        )
        assert idle + interval * count <= 60
        assert 0 < unheard_ms <= 60_000


def test_an_address_may_say_itself_how_long_silence_is_borne() -> None:
    address = address_of("postgresql://app:secret@db.example:5432/plant?keepalives_idle=5")
    assert "keepalives_idle=5" in address.conninfo()
    assert "keepalives_idle=30" not in address.conninfo()
