"""How the page of a list of a million records bears to be scrolled, jumped in, sorted and searched.

A Chromium opens the office's list as a person does, against a server of its own process. While
something is done the page tells every task that kept it from answering for more than 50 ms ("long
task", W3C) and the time between two pictures; `busy` is what its own thread worked, as the browser
accounts for it. On a machine with other work a task and a picture take longer by the clock than
they work; then only `busy` says something. How long the server let it wait is in `took`.
The wish: nothing keeps the page from answering for longer than 200 ms, what web.dev calls good.
Run: `python -m bench big_list_page`, with `--rows 100000` for a smaller one, `--slower 4` for a
slower device, `--folder PATH` to keep the records for another run (the same as `big_list`'s).
"""

import argparse
import asyncio
import multiprocessing
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec
from playwright.sync_api import CDPSession, Page, expect, sync_playwright

from bench.big_list import ROWS, ground, serve
from taktline.api.web_client import client_files
from tests.browser.chromium import ARGUMENTS, chromium

WISH_MS = 200.0
PATIENCE_MS = 60_000
LIST = ".list-rows .ant-table-tbody-virtual-holder"
TURNS, TURN_PX = 120, 800
"""Of the wheel, a screen each: some twenty pages of the list are read on the way."""
DRAGS = 25
WATCH = """window.seen = { tasks: [], frames: [] };
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.seen.tasks.push(one.duration);
}).observe({ type: "longtask" });
let before = 0;
requestAnimationFrame(function frame(at) {
  if (before) window.seen.frames.push(at - before);
  before = at;
  requestAnimationFrame(frame);
});"""
TAKEN = """() => new Promise((tell) => setTimeout(() => {
  tell(window.seen);
  window.seen = { tasks: [], frames: [] };
}, 100))"""
"""Long tasks are told a moment after they ended."""


class Seen(msgspec.Struct, frozen=True):
    """Milliseconds of each long task, and between each two pictures."""

    tasks: list[float]
    frames: list[float]


class Done(NamedTuple):
    """What was done, how long until it was seen, and how the page bore it."""

    name: str
    took_ms: float
    busy_ms: float
    seen: Seen

    def row(self) -> str:
        """Return it as a line of the table."""
        tasks, frames = self.seen.tasks, self.seen.frames
        worst = max(frames, default=0.0)
        p95 = statistics.quantiles(frames, n=20)[-1] if len(frames) > 1 else 0.0
        return (
            f"{self.name:<26}{self.took_ms:>9.0f}{self.busy_ms:>8.0f}{len(tasks):>8}"
            f"{max(tasks, default=0.0):>9.0f}{sum(tasks):>8.0f}{len(frames):>9}"
            f"{p95:>8.0f}{worst:>8.0f}"
        )


def wheel(page: Page, px: int) -> None:
    """Turn the wheel over the list, a screen at a time, as fast as a hand does."""
    page.locator(LIST).hover()
    for _ in range(TURNS):
        page.mouse.wheel(0, px)
        page.wait_for_timeout(30)


def drag(page: Page) -> None:
    """Throw the list about: to its end and its beginning, again and again."""
    for number in range(DRAGS):
        page.locator(LIST).evaluate(
            "(list, end) => list.scrollTo(0, end ? list.scrollHeight : 0)", number % 2 == 0
        )
        page.wait_for_timeout(100)


def jump(page: Page, row: int) -> None:
    """Enter the list at a row by its number."""
    page.get_by_label("Go to row").fill(str(row))
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Rows {row:,}–".replace(",", ""))).to_be_visible()


def search(page: Page, text: str) -> None:
    """Type a search letter by letter, until the list shows what fits."""
    page.get_by_role("searchbox").first.press_sequentially(text, delay=60)
    expect(page.locator(LIST)).to_contain_text(text)


def open_list(page: Page, words: str = "", shows: str = "W-") -> None:
    """Open the list by its address until rows stand there."""
    page.goto(f"/records/wide_record{words}", wait_until="commit")
    expect(page.locator(LIST)).to_contain_text(shows)


def sort(page: Page) -> None:
    """Sort by a column's head, then the other way round."""
    head = page.locator(".list-rows").get_by_role("columnheader", name="Due")
    for _ in range(2):
        before = page.locator(LIST).inner_text()
        head.click()
        expect(page.locator(LIST)).not_to_have_text(before)


def steps(rows: int) -> Mapping[str, Callable[[Page], None]]:
    """Return what a person does, by name, one after the other."""
    return {
        "open": open_list,
        "scroll down": lambda page: wheel(page, TURN_PX),
        "scroll up": lambda page: wheel(page, -TURN_PX),
        "throw about": drag,
        "jump to the middle": lambda page: jump(page, rows // 2 + 1),
        "scroll there": lambda page: wheel(page, TURN_PX),
        "sort, both ways": sort,
        "filter by address": lambda page: open_list(page, '?filter=state = "open"&order=due_on'),
        "scroll what fits": lambda page: wheel(page, TURN_PX),
        "open all again": open_list,
        "search, letter by letter": lambda page: search(page, "W-00000777"),
    }


def busy_ms(session: CDPSession) -> float:
    """Return what the page's own thread has worked so far."""
    told = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in told if one["name"] == "TaskDuration")) * 1000


def measure(url: str, key: str, rows: int, slower: float) -> list[Done]:
    """Do everything once in one browser."""
    done: list[Done] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        context = browser.new_context(
            base_url=url,
            locale="en-US",
            viewport={"width": 1280, "height": 800},
            extra_http_headers={"Authorization": f"Bearer {key}"},
        )
        context.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        context.add_init_script(WATCH)
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        for name, step in steps(rows).items():
            began, worked = time.perf_counter(), busy_ms(session)
            step(page)
            took, so_far = (time.perf_counter() - began) * 1000, busy_ms(session)
            seen = msgspec.convert(page.evaluate(TAKEN), Seen, strict=False)
            # A page opened by its address may begin its account anew.
            done.append(Done(name, took, so_far - (worked if so_far > worked else 0), seen))
            print(done[-1].row(), flush=True)
        browser.close()
    return done


def main() -> None:
    """Run in a folder of its own, which is removed afterwards unless it was named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--slower", type=float, default=1.0, help="times slower than this machine")
    parser.add_argument("--folder", type=Path, help="keep the records there")
    given = parser.parse_args()
    if not client_files():
        print("the web client is not built: make web")
        return
    folder = given.folder or Path(tempfile.mkdtemp(prefix="taktline-bench-"))
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(str(folder), there))
    try:
        key = asyncio.run(ground(folder, given.rows))
        server.start()
        print(f"{given.rows:,} records of 30 fields; milliseconds, {given.slower:g} times slower")
        print(
            f"{'':<26}{'took':>9}{'busy':>8}{'long':>8}{'longest':>9}{'sum':>8}{'pictures':>9}",
            end="",
        )
        print(f"{'p95':>8}{'worst':>8}", flush=True)
        done = measure(here.recv(), key, given.rows, given.slower)
        here.send("enough")
        server.join()
        longest = max((task for one in done for task in one.seen.tasks), default=0.0)
        verdict = "kept" if longest <= WISH_MS else "NOT KEPT"
        print(f"longest task: {longest:.0f} ms (wanted at most {WISH_MS:.0f}): {verdict}")
    finally:
        if server.is_alive():
            server.terminate()
        if given.folder is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
