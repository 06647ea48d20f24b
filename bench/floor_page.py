"""How soon the floor's station can be worked at on a slow device, beside the same page with antd.

Both pages are built as the product is and served by one plain server with the same answers, packed
the same way. A browser opens them in turn, each with an empty cache, until the whole queue is
painted: once slowed down six times for the time on the wall, of which the least disturbed round
counts, and once as it is for the time the page's own thread was busy, as the browser accounts for
it (a browser that slows itself down does so by being busy). Of the busy time the middle of all
rounds counts: what else the machine does then moves it little, so that it gives the verdict.
Only the client is measured, nothing of the server.
The wish: the floor is ready in at most half the time.
Run: `python -m bench floor_page`, with `--rounds 7 --slower 6`.
"""

import gzip
import json
import shutil
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from taktline.api.web_client import client_files
from tests.browser.chromium import ARGUMENTS, chromium
from tools.web import BUILT, npm

ROUNDS, SLOWER = 7, 6
WISH = 0.5
JOBS = 12
LAST = f"WO-{JOBS:02}-10"
WATCH = f"""localStorage.setItem('taktline.terminal', 'key');
window.painted = new Promise((ready) => {{
  const look = new MutationObserver(() => {{
    if (!(document.body?.textContent ?? "").includes("{LAST}")) return;
    look.disconnect();
    requestAnimationFrame(() => setTimeout(() => ready(performance.now())));
  }});
  look.observe(document, {{ childList: true, subtree: true, characterData: true }});
}});"""
"""Resolves with the milliseconds since the address was opened when the last job is painted."""


class Taken(NamedTuple):
    """What one opening took, in milliseconds."""

    wall: float
    busy: float


def answers() -> dict[str, object]:
    """Return what the pages ask for: one person, one station, a dozen jobs with what is known."""
    jobs = [
        {
            "id": str(number), "code": f"WO-{number:02}-10", "work_order": f"WO-{number:02}",
            "operation": "Turn", "status": "dispatched", "priority": 50, "material": "SHAFT",
            "unit": "pcs", "ordered": "100", "good": str(number), "waiting": "0",
            "work_center": "WC-1", "work_unit": None, "due_at": "2030-01-05T08:00:00Z",
            "has_predecessor": False,
        }
        for number in range(1, JOBS + 1)
    ]  # fmt: skip
    part = {
        "material": "BAR", "name": "Bar", "name_en": None, "unit": "kg", "per_piece": "2",
        "needed": "200", "here": "200", "place": "wip", "traced": "lot",
    }  # fmt: skip
    marks = [
        {
            "job_order": job["code"], "kit": "complete", "kit_pieces": None, "hold_reason": None,
            "change": None, "count_tolerance": "0", "parameters": [], "components": [part],
            "present": [], "calls": [], "checks": [],
        }
        for job in jobs
    ]  # fmt: skip
    me = {
        "tenant": "t", "user": "u", "name": "Li", "language": "en", "roles": ["operator"],
        "permissions": ["job_order:report"], "zone": "Asia/Shanghai", "person": "p",
        "csrf_token": "c", "clocks": [
            {"since": "2025-01-01T00:00:00Z", "until": "2099-01-01T00:00:00Z", "ahead_s": 28800},
        ],
    }  # fmt: skip
    place = {"code": "WC-1", "name": "Line 1", "name_en": None, "level": "production_line"}
    return {
        "/api/v1/me": me,
        "/api/v1/station/tiles": {"terminal": "T", "node": "n", "tiles": []},
        "/api/v1/records/equipment": {"rows": [place]},
        "/api/v1/records/defect_code": {"rows": []},
        "/api/v1/queries/kernel.dispatch_queue": {"rows": jobs},
        "/api/v1/queries/kernel.station_marks": {"rows": marks},
        "/api/v1/queries/kernel.work_instructions": {"rows": []},
    }


def contents(antd: Path) -> dict[str, tuple[str, bytes]]:
    """Return everything both pages load, by address: its type, and its packed bytes."""
    found: dict[str, tuple[str, bytes]] = {}
    for folder in (BUILT, antd):
        for file in folder.rglob("*"):
            if file.suffix in {".js", ".css", ".svg", ".wasm"} and file.name != "floor-worker.js":
                kind = guess_type(file.name)[0] or "text/plain"
                found[f"/{file.relative_to(folder).as_posix()}"] = kind, file.read_bytes()
    found["/floor/station"] = "text/html", (BUILT / "floor.html").read_bytes()
    found["/antd"] = "text/html", (antd / "antd.html").read_bytes()
    for path, answer in answers().items():
        found[path] = "application/json", json.dumps(answer).encode()
    return {path: (kind, gzip.compress(body)) for path, (kind, body) in found.items()}


@contextmanager
def serving(all_of: dict[str, tuple[str, bytes]]) -> Iterator[str]:
    """Serve some contents on a free port of this machine."""

    class Desk(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, body = all_of.get(urlsplit(self.path).path, ("", b""))
            self.send_response(200 if kind else 404)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(body)))
            if kind:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def opening(browser: Browser, url: str, path: str, *, slower: float) -> Taken:
    """Open a page until it shows the whole queue, with nothing kept from before."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        context.add_init_script(WATCH)
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(url + path, wait_until="commit")
        wall = float(page.evaluate("window.painted"))
        told = session.send("Performance.getMetrics")["metrics"]
        busy = next(one["value"] for one in told if one["name"] == "TaskDuration")
        return Taken(wall=wall, busy=float(busy) * 1000)
    finally:
        context.close()


def measure(url: str, *, rounds: int, slower: float) -> None:
    """Open both pages in turn and print what they took."""
    pages = {"floor": "/floor/station", "antd": "/antd"}
    taken: dict[str, list[Taken]] = {name: [] for name in pages}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for path in pages.values():  # what the browser makes once is not theirs
            opening(browser, url, path, slower=slower)
        for at in range(rounds):
            for name, path in sorted(pages.items(), reverse=at % 2 == 1):
                slow = opening(browser, url, path, slower=slower)
                busy = opening(browser, url, path, slower=1).busy
                taken[name].append(Taken(wall=slow.wall, busy=busy))
        browser.close()
    for name, times in taken.items():
        busy = statistics.median(one.busy for one in times)
        wall = min(one.wall for one in times)
        print(f"{name:5} {busy:6.0f} ms busy until ready (slowed, on the wall: {wall:.0f} ms)")
    share = statistics.median(
        floor.busy / antd.busy for floor, antd in zip(taken["floor"], taken["antd"], strict=True)
    )
    verdict = "kept" if share <= WISH else "NOT KEPT"
    print(f"the floor takes {share:.2f} of antd's time (wanted {WISH}): {verdict}")


def _given(name: str, default: int) -> int:
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


def main() -> None:
    """Build the page to compare with, then measure both."""
    if not client_files():
        print("the web client is not built: make web")
        return
    folder = Path(tempfile.mkdtemp(prefix="taktline-antd-"))
    try:
        config = [
            "--config",
            "bench/vite.config.ts",
            "--outDir",
            str(folder),
            "--logLevel",
            "error",
        ]
        if npm("exec", "--", "vite", "build", *config) == 0:
            with serving(contents(folder)) as url:
                measure(url, rounds=_given("--rounds", ROUNDS), slower=_given("--slower", SLOWER))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
