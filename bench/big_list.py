"""A list of a million records as a browser asks for it: filtered, sorted, searched, counted, paged.

Everything through HTTP against a server of its own process: credential, permission, query, JSON.
The wish: 95 of 100 pages within 150 ms, filtered and sorted by fields that the document indexes.
Beside each kind of question stands one record asked for by its code, in turns with it, and what
both cost PostgreSQL and the server of processor time: that says something on a busy machine too.
Run: `python -m bench big_list`, with `--rows 100000` for a smaller one, `--only WORD` for some
questions, `--plans` for what PostgreSQL does for the slowest, `--folder PATH` to keep the records
for another run.
"""

import asyncio
import contextlib
import multiprocessing
import shutil
import statistics
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx
import msgspec
import psutil

from bench.list_page import TENANT, filled, in_database
from taktline.api.runtime import running, tenant_codes
from taktline.catalog.request import RecordsRequest
from taktline.cli.logs import configure_logs
from taktline.platform.setting import Settings
from tests.api_ground import new_key
from tests.served import served

ROWS = 1_000_000
ROUNDS = 20
PAGE = "100"
PATH = "/api/v1/records/wide_record"
FAR_PAGES = 20
WISH_MS = 150.0

QUESTIONS: dict[str, dict[str, str]] = {
    "opened": {},
    "by name": {"order": "name"},
    "by due date, last first": {"order": "-due_on"},
    "by a number": {"order": "n05"},
    "by a text, last first": {"order": "-t05"},
    "open ones": {"filter": 'state = "open"'},
    "open ones by due date": {"filter": 'state = "open"', "order": "due_on"},
    "due in a month": {
        "filter": 'due_on >= date("2024-03-01") and due_on < date("2024-04-01")',
        "order": "due_on",
    },
    "a number above": {"filter": "n05 > 990", "order": "code"},
    "three fields": {
        "filter": 'state = "open" and n05 > 500 and contains(t03, "42")',
        "order": "due_on",
    },
    "of a unit": {"filter": 'unit.code = "kg"', "order": "name"},
    "without a due date": {"filter": "due_on = null", "order": "code"},
    "a name begins": {"filter": 'starts with(name, "Record 777")'},
    "a name contains": {"filter": 'contains(name, "77777")'},
    "searched by code": {"search": "W-00500"},
    "searched by name": {"search": "Record 77777"},
    "searched in Chinese": {"search": "螺栓"},
    "Chinese, rare": {"search": "轴承座 批 7777"},
    "searched in vain": {"search": "nowhere at all"},
}
"""What people ask of a list, as the client says it; the first page of each is counted too."""
FURTHER: dict[str, dict[str, str]] = {
    "two letters": {"search": "zq"},
    "by a text without index": {"order": "t03"},
    "grouped": {"group": "state", "measures": "count"},
}
"""What reads through the whole table: told, and not wished for yet."""
REFERENCE = {"filter": 'code = "W-00000777"', "limit": "1"}
"""One record by its key: what a question costs that an index answers at once."""


def serve(folder: str, said: Connection) -> None:
    """Serve an installation until the other side says something; tell the address."""
    settings = Settings(data_dir=Path(folder), language="en", log_level="error")
    configure_logs(settings)
    with served(settings) as url:
        said.send(url)
        said.recv()


async def ground(folder: Path, rows: int) -> str:
    """Put the records in; returns a key that may read them."""
    async with running(Settings(data_dir=folder), limited=False) as runtime:
        if TENANT not in await tenant_codes(runtime.store):
            await filled(runtime, rows)
        return await new_key(runtime, TENANT, allowed=("*",))


def database_of(folder: Path) -> int:
    """Return the process of an installation's PostgreSQL."""
    return int((folder / "pg/cluster/postmaster.pid").read_text().split()[0])


def asked(client: httpx.Client, params: dict[str, str]) -> tuple[float, str | None]:
    """Return the milliseconds of one page, and the mark of the next one."""
    started = time.perf_counter()
    answer = client.get(PATH, params=params)
    took = (time.perf_counter() - started) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{params}: {answer.text[:300]}")
    return took, answer.json()["after"]


def far_mark(client: httpx.Client, params: dict[str, str]) -> str | None:
    """Return the mark of a page far behind the first, as one comes to by scrolling."""
    page = {**params, "limit": "1000"}
    for _ in range(FAR_PAGES):
        _, following = asked(client, page)
        if following is None:
            break
        page["after"] = following
    return page.get("after")


def p95(times: list[float]) -> float:
    """Return what 95 of 100 stay below."""
    return statistics.quantiles(times, n=20)[-1]


class Processors:
    """What two processes and their children have worked so far."""

    def __init__(self, server: int, database: int) -> None:
        self._server = psutil.Process(server)
        self._database = psutil.Process(database)

    def worked_ms(self) -> tuple[float, float]:
        """Return milliseconds of the server, and of PostgreSQL's processes."""
        there = [self._database, *self._database.children()]
        return _worked([self._server]), _worked(there)


def _worked(processes: list[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        for thread in Path(f"/proc/{process.pid}/task").glob("*/schedstat"):
            with contextlib.suppress(OSError):
                total += float(thread.read_text().split()[0]) / 1_000_000
    return total


class Taken(msgspec.Struct, kw_only=True):
    """What the rounds of one question took: by the clock, the server, PostgreSQL."""

    clock: list[float] = []
    server: list[float] = []
    database: list[float] = []

    def ask(self, client: httpx.Client, page: dict[str, str], work: Processors) -> None:
        """Ask once more."""
        before = work.worked_ms()
        self.clock.append(asked(client, page)[0])
        after = work.worked_ms()
        self.server.append(after[0] - before[0])
        self.database.append(after[1] - before[1])

    def told(self) -> str:
        """Return it in words; of the processors' time the median, as a round may meet others."""
        return (
            f"{statistics.median(self.clock):6.1f} ms median, {p95(self.clock):6.1f} p95; "
            f"CPU {statistics.median(self.server):5.1f} server, "
            f"{statistics.median(self.database):6.1f} PostgreSQL"
        )


def measure(client: httpx.Client, wanted: str | None, work: Processors) -> tuple[bool, str]:
    """Ask everything in turn; returns whether every wish is met, and the slowest question."""
    met, slowest, most = True, "opened", 0.0
    for name, params in {**QUESTIONS, **FURTHER}.items():
        if wanted is not None and wanted not in name:
            continue
        first = {**params, "limit": PAGE, "totals": "true"}
        mark = None if "group" in params or name in FURTHER else far_mark(client, params)
        pages = {"first": first}
        if mark is not None:
            pages["far"] = {**params, "limit": PAGE, "after": mark}
        taken = {where: Taken() for where in pages}
        reference = Taken()
        for number in range(ROUNDS + 1):
            for where, page in pages.items():
                taken[where].ask(client, page, work)
            reference.ask(client, REFERENCE, work)
            if number == 0:
                taken, reference = {where: Taken() for where in pages}, Taken()
        for where, one in taken.items():
            met = met and (name in FURTHER or p95(one.clock) <= WISH_MS)
            print(f"{name:>24} {where:>5}: {one.told()}", flush=True)
            if statistics.median(one.database) > most:
                slowest, most = name, statistics.median(one.database)
        print(f"{'one record by its key':>30}: {reference.told()}", flush=True)
    return met, slowest


async def show_plan(folder: Path, name: str) -> None:
    """Print what PostgreSQL does for a question."""
    params: dict[str, str] = {**QUESTIONS, **FURTHER}[name]
    listed = {key: [value] if key in LISTS else value for key, value in params.items()}
    request = msgspec.convert({"entity": "wide_record", "limit": 100, **listed}, RecordsRequest)
    async with running(Settings(data_dir=folder), limited=False) as runtime:
        await runtime.catalogs.ready(TENANT)
        print(f"the slowest, {name}:")
        await in_database(runtime, request, show=True)


LISTS = ("order", "group", "measures")


def main() -> None:
    """Run in a folder of its own, which is removed afterwards."""
    words = sys.argv
    rows = int(words[words.index("--rows") + 1]) if "--rows" in words else ROWS
    wanted = words[words.index("--only") + 1] if "--only" in words else None
    kept = Path(words[words.index("--folder") + 1]) if "--folder" in words else None
    folder = kept or Path(tempfile.mkdtemp(prefix="taktline-bench-"))
    server: BaseProcess | None = None
    try:
        key = asyncio.run(ground(folder, rows))
        here, there = multiprocessing.Pipe()
        server = multiprocessing.get_context("spawn").Process(
            target=serve, args=(str(folder), there)
        )
        server.start()
        headers = {"Authorization": f"Bearer {key}"}
        with httpx.Client(base_url=here.recv(), headers=headers, timeout=60) as client:
            print(f"{rows:,} records of 30 fields, pages of {PAGE}", flush=True)
            work = Processors(server.pid or 0, database_of(folder))
            met, slowest = measure(client, wanted, work)
        print("every wish is met" if met else "not every wish is met")
        here.send("enough")
        server.join()
        if "--plans" in words:
            asyncio.run(show_plan(folder, slowest))
    finally:
        if server is not None:
            server.terminate()
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
