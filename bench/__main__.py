"""All benches, one after the other: `make bench`, or `python -m bench door trace` for some of them.

What one of them takes follows its name: `python -m bench trace --edges 10000000`.
"""

import sys
from collections.abc import Callable
from itertools import takewhile

from bench import (
    big_list,
    big_list_page,
    door,
    feel_condition,
    floor_page,
    ledger_proof,
    list_page,
    live_clients,
    on_hand,
    production,
    report,
    start,
    telemetry,
    trace,
)

BENCHES: dict[str, Callable[[], None]] = {
    "door": door.main,
    "report": report.main,
    "production": production.main,
    "feel_condition": feel_condition.main,
    "telemetry": telemetry.main,
    "ledger_proof": ledger_proof.main,
    "on_hand": on_hand.main,
    "trace": trace.main,
    "list_page": list_page.main,
    "big_list": big_list.main,
    "big_list_page": big_list_page.main,
    "live_clients": live_clients.main,
    "start": start.main,
    "floor_page": floor_page.main,
}
WITH_OPTIONS = frozenset(
    {
        "big_list", "big_list_page", "door", "floor_page", "ledger_proof", "list_page",
        "live_clients", "report", "start", "trace",
    }
)  # fmt: skip


def main(given: list[str]) -> int:
    """Run the benches named before any option, all if none is; 2 where one does not exist."""
    wanted = list(takewhile(lambda word: not word.startswith("-"), given))
    unknown = [name for name in wanted if name not in BENCHES]
    if unknown:
        print(f"no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    options = given[len(wanted) :]
    if options and (len(wanted) != 1 or wanted[0] not in WITH_OPTIONS):
        print(f"options go to one of {', '.join(sorted(WITH_OPTIONS))}", file=sys.stderr)
        return 2
    sys.argv[1:] = options
    for name in wanted or BENCHES:
        print(f"== {name}", flush=True)
        BENCHES[name]()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
