"""A list of a million records as a browser asks for it: filtered, sorted, searched, counted, paged.

Everything through HTTP against a server of its own process: credential, permission, query, JSON.
The wish: 95 of 100 pages within 150 ms, filtered and sorted by fields that the document indexes.
Run: `python -m bench big_list`, with `--rows 100000` for a smaller one.
"""

import asyncio
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

from bench.list_page import TENANT, filled
from taktline.api.runtime import running
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
}
"""What people ask of a list, as the client says it; the first page of each is counted too."""
FURTHER: dict[str, dict[str, str]] = {
    "searched by code": {"search": "W-00500"},
    "searched by name": {"search": "Record 77777"},
    "searched in vain": {"search": "nowhere at all"},
    "grouped": {"group": "state", "measures": "count"},
}
"""What reads through the whole table: told, and not wished for yet."""


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
        await filled(runtime, rows)
        return await new_key(runtime, TENANT, allowed=("*",))


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


def measure(client: httpx.Client, wanted: str | None) -> bool:
    """Ask everything in turn; returns whether every wish is met."""
    met = True
    for name, params in {**QUESTIONS, **FURTHER}.items():
        if wanted is not None and wanted not in name:
            continue
        first = {**params, "limit": PAGE, "totals": "true"}
        mark = None if "group" in params else far_mark(client, params)
        pages = {"first": first}
        if mark is not None:
            pages["far"] = {**params, "limit": PAGE, "after": mark}
        for where, page in pages.items():
            asked(client, page)
            times = [asked(client, page)[0] for _ in range(ROUNDS)]
            met = met and (name in FURTHER or p95(times) <= WISH_MS)
            print(
                f"{name:>24} {where:>5}: {min(times):7.1f} ms at best, "
                f"{statistics.median(times):7.1f} ms at the median, "
                f"{p95(times):7.1f} ms at p95 (wished {WISH_MS:.0f})",
                flush=True,
            )
    return met


def main() -> None:
    """Run in a folder of its own, which is removed afterwards."""
    words = sys.argv
    rows = int(words[words.index("--rows") + 1]) if "--rows" in words else ROWS
    wanted = words[words.index("--only") + 1] if "--only" in words else None
    folder = Path(tempfile.mkdtemp(prefix="taktline-bench-"))
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
            met = measure(client, wanted)
        print("every wish is met" if met else "not every wish is met")
        here.send("enough")
        server.join()
    finally:
        if server is not None:
            server.terminate()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
