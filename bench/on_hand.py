"""What is on hand, and the journal, over a million moves against a thousand: the same time.

Two tenants of one server, the same questions in turn, one row each, so that only the size of the
ledger differs. The wish: at most 1.5 times the time. Run: `python -m bench.on_hand`.
"""

import asyncio
import shutil
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench.ledger_ground import MOVES_PER_ORDER, make_ground
from taktline.api.runtime import Runtime, running
from taktline.kernel.ledger.move_list import MovesParams, list_moves
from taktline.kernel.ledger.on_hand import OnHandParams, on_hand
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.tenancy import NewTenant, create_tenant
from taktline.platform.setting import Settings
from taktline.platform.transaction import Tx

SIZES = {"thousand": 1_000, "million": 1_000_000}
ROUNDS = 60
WISH = 1.5
Ask = Callable[[Tx], Awaitable[object]]


def questions(moves: int) -> dict[str, Ask]:
    """Return the questions people ask all day, of one row each."""
    kept = moves // MOVES_PER_ORDER // 10 * 10
    hand = {
        "on hand, a material": OnHandParams(material="BR-100", limit=1),
        "on hand, a lot": OnHandParams(material="BR-100", lot=f"P-{kept}", limit=1),
        "on hand, a place": OnHandParams(place="WH1", limit=1),
        "on hand, all": OnHandParams(limit=1),
    }
    journal = {
        "moves, newest": MovesParams(limit=1),
        "moves of a lot": MovesParams(material="BR-100", lot=f"P-{kept}", limit=1),
        "moves of a place": MovesParams(place="WH1", limit=1),
    }
    found: dict[str, Ask] = {name: _hand(asked) for name, asked in hand.items()}
    return found | {name: _journal(asked) for name, asked in journal.items()}


def _hand(asked: OnHandParams) -> Ask:
    return lambda tx: on_hand(tx, asked, SYSTEM)


def _journal(asked: MovesParams) -> Ask:
    return lambda tx: list_moves(tx, asked, SYSTEM)


async def asked_in(runtime: Runtime, tenant: str, ask: Ask) -> float:
    """Return the seconds one question takes."""
    async with runtime.store.transaction(tenant, readonly=True) as tx:
        started = time.perf_counter()
        await ask(tx)
        return time.perf_counter() - started


async def measure(folder: Path) -> None:
    """Make both ledgers, ask in turn, print the medians."""
    async with running(Settings(data_dir=folder), limited=False) as runtime:
        for tenant, moves in SIZES.items():
            asked = NewTenant(code=tenant, name=tenant)
            await create_tenant(runtime.store, runtime.keys, runtime.gate.clock, asked=asked)
            await make_ground(runtime.store, tenant, moves=moves)
        of = {tenant: questions(moves) for tenant, moves in SIZES.items()}
        for name in of["thousand"]:
            took: dict[str, list[float]] = {tenant: [] for tenant in SIZES}
            for _ in range(ROUNDS):
                for tenant in SIZES:
                    took[tenant].append(await asked_in(runtime, tenant, of[tenant][name]))
            small, large = (statistics.median(took[tenant]) * 1000 for tenant in SIZES)
            print(
                f"{name:>20}: {small:6.2f} ms over 1,000, {large:6.2f} ms over 1,000,000: "
                f"{large / small:4.2f} times (wished {WISH})"
            )


def main() -> None:
    """Run in a folder of its own, which is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="taktline-bench-"))
    try:
        asyncio.run(measure(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
