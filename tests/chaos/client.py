"""A client process of a chaos run: people and terminals that never give up a command.

What was not answered is sent again with the same id until it is answered; now and then a line is
cut in the middle, a clock jumps, and something acknowledged long ago is sent once more.
"""

import asyncio
import contextlib
import os
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from taktline.base.ids import uuid7
from tests.chaos.journal import Journal, Line
from tests.chaos.names import HOT_JOBS, HOT_LOTS, draft

TERMINALS = 5
"""People at work in one process."""
ANSWER_WITHIN_S = 20.0
REPEATED = ',"repeated":true'
"""At the end of an answer to what had been booked before."""
PAUSE_S = 0.15
CUT_SHARE, AGAIN_SHARE, JUMP_SHARE = 0.03, 0.03, 0.05
JUMPS_S = (0, 0, 0, -5, 90, 240, -3600, -86_400 * 3, 7200)
"""How wrong the senders' clocks go."""
GIVE_UP_S = 60.0


class Bell:
    """Ends the work: the storm rings it, and the storm's own end does too."""

    def __init__(self, stop: Path) -> None:
        self._stop = stop
        self._storm = os.getppid()

    def rang(self) -> bool:
        """Whether work is over."""
        return self._stop.exists() or os.getppid() != self._storm


class Cut(Exception):  # noqa: N818 - named for what happened
    """The line broke, or the server had no answer: nobody knows what became of the command."""


class Terminal:
    """One person who sends one command after the other."""

    def __init__(self, name: str, *, port: int, key: str, journal: Journal, bell: Bell) -> None:
        self.name = name
        self._port = port
        self._key = key
        self._journal = journal
        self._bell = bell
        self._luck = random.Random(name)
        self._clock_s = 0
        self._kept: list[tuple[str, str, bytes, str]] = []
        self._number = 0
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def work(self) -> None:
        """Work until told to stop."""
        while not self._bell.rang():
            await self._luck.choice((self.stock, self.stock, self.hot_job, self.order))()
            if self._kept and self._luck.random() < AGAIN_SHARE:
                await self.again(*self._luck.choice(self._kept))
        for kept in self._kept[-5:]:
            await self.again(*kept)

    async def stock(self) -> None:
        """Receive, move or ship some of a hot lot."""
        lot = self._luck.choice(HOT_LOTS)
        goods = {"material": "PLATE", "lot": lot, "quantity": str(self._luck.randint(1, 9))}
        kind = self._luck.randrange(3)
        if kind == 0:
            line: dict[str, object] = {**goods, "place": "WH1", "amount": "10"}
            await self.give("inventory.receive_material", supplier="S1", lines=[line])
        elif kind == 1:
            there = {**goods, "source": "WH1", "target": "L1"}
            await self.give("inventory.move_material", site="F1", lines=[there])
        else:
            gone = {**goods, "source": "WH1"}
            code = f"SH-{self.name}-{self.next_number()}"
            await self.give(
                "inventory.ship_material", site="F1", code=code, customer="C9", lines=[gone]
            )

    async def hot_job(self) -> None:
        """Report on a job that everybody reports on; sometimes it was wrong."""
        job = self._luck.choice(HOT_JOBS)
        await self.report(job, self._luck.randint(1, 5))

    async def order(self) -> None:
        """Work a small order from its draft through its first operation."""
        code = f"WO-{self.name}-{self.next_number()}"
        await self.give("kernel.create_work_order", **draft(code, "4"))
        await self.give("kernel.release_work_order", work_order=code)
        await self.give("kernel.start_job_order", job_order=f"{code}-10")
        await self.report(f"{code}-10", 4)
        await self.give("kernel.complete_job_order", job_order=f"{code}-10")

    async def report(self, job: str, good: int) -> None:
        """Report pieces, and correct it every fourth time."""
        said = await self.give("kernel.report_operation", job_order=job, good=str(good))
        if said is not None and self._luck.random() < 0.25:
            await self.give(
                "kernel.correct_report", report=said, good=str(good - 1), reason="miscounted"
            )

    def next_number(self) -> int:
        """Return a number this terminal has not used."""
        self._number += 1
        return self._number

    async def give(self, verb: str, **body: object) -> str | None:
        """Give one command until it is answered; its id if it was accepted."""
        sent = str(uuid7())
        if self._luck.random() < JUMP_SHARE:
            self._clock_s = self._luck.choice(JUMPS_S)
        if self._clock_s or self._luck.random() < 0.5:
            at = datetime.now(UTC) + timedelta(seconds=self._clock_s)
            body["occurred_at"] = at.isoformat()
        content = msgspec.json.encode({"id": sent, **body})
        self._journal.write(Line(id=sent, state="sent", verb=verb, body=body))
        answer = await self.until_answered(verb, content)
        if answer is None:
            return None
        status, said = answer
        if status == 200:
            self._journal.write(Line(id=sent, state="acknowledged", answer=said))
            self._kept.append((sent, verb, content, said))
            return sent
        code = str(msgspec.json.decode(said).get("code", status))
        self._journal.write(Line(id=sent, state="refused", answer=code))
        return None

    async def again(self, sent: str, verb: str, content: bytes, said: str) -> None:
        """Send something acknowledged once more: the first answer, word by word, and that it is."""
        answer = await self.until_answered(verb, content)
        if answer is not None and answer != (200, f"{said.replace(REPEATED, '')[:-1]}{REPEATED}}}"):
            self._journal.write(Line(id=sent, state="differs", answer=str(answer)))

    async def until_answered(self, verb: str, content: bytes) -> tuple[int, str] | None:
        """Send until there is an answer that says what became of it; None = gave up at the end."""
        last_call: float | None = None
        while True:
            with contextlib.suppress(Cut, OSError, TimeoutError, EOFError):
                async with asyncio.timeout(ANSWER_WITHIN_S):
                    status, said = await self.post(verb, content)
                if status < 500 and status != 429:
                    return status, said
            self.hang_up()
            clock = asyncio.get_running_loop().time()
            if self._bell.rang():
                last_call = last_call or clock
                if clock - last_call > GIVE_UP_S:
                    return None
            await asyncio.sleep(PAUSE_S * self._luck.random())

    async def post(self, verb: str, content: bytes) -> tuple[int, str]:
        """Send one request; now and then hang up before the answer is there."""
        self._line = self._line or await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._line
        head = (
            f"POST /api/v1/commands/{verb} HTTP/1.1\r\nHost: storm\r\nX-Client: {self.name}\r\n"
            f"Authorization: Bearer {self._key}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(content)}\r\n\r\n"
        )
        writer.write(head.encode() + content)
        await writer.drain()
        if self._luck.random() < CUT_SHARE:
            await asyncio.sleep(self._luck.random() * 0.02)
            raise Cut
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = next(
            int(line.split(b":")[1])
            for line in answer.split(b"\r\n")
            if line.startswith(b"content-length")
        )
        said = (await reader.readexactly(length)).decode()
        return int(answer.split()[1]), said

    def hang_up(self) -> None:
        """Close the line."""
        if self._line is not None:
            self._line[1].close()
            self._line = None


async def main(folder: Path, name: str, port: int, key: str) -> None:
    """Let all terminals of this process work."""
    journal, bell = Journal(folder / f"{name}.jsonl"), Bell(folder / "stop")
    terminals = [
        Terminal(f"{name}{number}", port=port, key=key, journal=journal, bell=bell)
        for number in range(TERMINALS)
    ]
    await asyncio.gather(*(terminal.work() for terminal in terminals))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]))
