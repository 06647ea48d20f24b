"""How long a whole tenant is proved: laws L1 to L7 and L9 to L12 over a million moves and more.

The ledger is made set by set (`bench.ledger_ground`); the proof runs as `taktline ledger verify`
does, on two connections that see one moment. The wish: 10,000,000 moves in under two minutes on
two cores. Run: `python -m bench.ledger_proof [--moves 1000000]`.
"""

import argparse
import asyncio
import shutil
import tempfile
from pathlib import Path

from bench.ledger_ground import make_ground
from taktline.api.runtime import running
from taktline.kernel.ledger.verify import Progress, prove_tenant
from taktline.platform.identity.tenancy import NewTenant, create_tenant
from taktline.platform.setting import Settings

MOVES = 1_000_000
WISH_S_PER_MILLION = 12.0


def told(step: Progress) -> None:
    """Print one law and how long it took."""
    print(f"   {step.proved.took_s:7.1f} s  {step.proved.law:>3} {step.proved.title.en}")


async def measure(folder: Path, moves: int) -> None:
    """Make a ledger, prove it, print the figure."""
    async with running(Settings(data_dir=folder), limited=False) as runtime:
        asked = NewTenant(code="bench", name="bench")
        await create_tenant(runtime.store, runtime.keys, runtime.gate.clock, asked=asked)
        await make_ground(runtime.store, "bench", moves=moves)
        proof = await prove_tenant(runtime.store, "bench", progress=told)
    if not proof.ok:
        raise SystemExit(f"the ledger of the bench is not sound: {proof.findings[:3]}")
    share = proof.took_s / proof.moves * 1_000_000
    print(
        f"{proof.moves:,} moves, {proof.balances:,} balances, {proof.edges:,} edges proved in "
        f"{proof.took_s:.1f} s: {share:.1f} s a million (wished {WISH_S_PER_MILLION:.0f})"
    )


def main() -> None:
    """Run in a folder of its own, which is removed afterwards."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--moves", type=int, default=MOVES)
    moves = parser.parse_args().moves
    folder = Path(tempfile.mkdtemp(prefix="taktline-bench-"))
    try:
        asyncio.run(measure(folder, moves))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
