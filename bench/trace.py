"""How long a recall takes: 1,400 lots made from one in seven steps, among millions of edges.

Asked through the API (credential, permission, query, JSON) in process: the lots, the lines of their
picture, the recall list, the work done. The wish: 30 ms at the median for a page of lots over
10,000,000 edges; everything a page shows in 2 s among 100,000 lots.
Run: `python -m bench.trace [--edges 1000000]`.
"""

import argparse
import asyncio
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from bench.ledger_ground import INDEXES, MADE, make_ground, run_alone
from taktline.api.runtime import running
from taktline.platform.setting import Settings
from tests.api_ground import Api, in_process, new_api
from tests.ledger_fixtures import material, place

EDGES, MOVES = 1_000_000, 200_000
LEVELS, WIDTH = 7, 200
ROUNDS = 40
WISH_MS = {"kernel.trace": 30}
WISH_ALL_MS = 2_000
ASKED = (
    ("kernel.trace", 100),
    ("kernel.trace", 1000),
    ("inventory.trace_edges", 1000),
    ("inventory.recall_list", 1000),
    ("inventory.trace_work", 1000),
)
OTHER_LOTS_MAX = 100_000

LOTS = f"""
    INSERT INTO lot (id, code, material, is_serial, created_at, created_by, updated_at, updated_by)
    SELECT md5('tree' || n)::uuid, 'TREE-' || n, '{material("BR-100")}'::uuid, false, {MADE}
    FROM generate_series(0, {LEVELS * WIDTH}) AS n"""
STANDS = f"""
    INSERT INTO balance (id, place, material, lot, status, quantity, value, may_go_below,
        is_physical)
    SELECT md5('stand' || n || p.id::text)::uuid, p.id, '{material("BR-100")}'::uuid,
        md5('tree' || n)::uuid, 'available', 1, 0, p.may_go_below, p.is_physical
    FROM generate_series(0, {LEVELS * WIDTH}) AS n
    JOIN place p ON p.code IN ('WH1', 'FG1', 'L1', 'customer:C9')"""
TREE = f"""
    INSERT INTO lot_edge (id, input_lot, output_lot, transform, cause, quantity_in, quantity_out)
    SELECT md5('edge' || n)::uuid,
        md5('tree' || CASE WHEN n <= {WIDTH} THEN 0 ELSE n - {WIDTH} END)::uuid,
        md5('tree' || n)::uuid, '{place("WH1")}', md5('edge' || n)::uuid, 1, 1
    FROM generate_series(1, {LEVELS * WIDTH}) AS n"""
OTHER_LOTS = f"""
    INSERT INTO lot (id, code, material, is_serial, created_at, created_by, updated_at, updated_by)
    SELECT md5('in' || n)::uuid, 'OTHER-' || n, '{material("BR-100")}'::uuid, false, {MADE}
    FROM generate_series(0, {OTHER_LOTS_MAX}) AS n"""
OTHERS = f"""
    INSERT INTO lot_edge (id, input_lot, output_lot, transform, cause, quantity_in, quantity_out)
    SELECT md5('other' || n)::uuid, md5('in' || n / 4)::uuid, md5('out' || n % 1000003)::uuid,
        '{place("WH1")}', md5('other' || n)::uuid, 1, 1
    FROM generate_series(1, {{edges}}) AS n"""


async def fill(api: Api, edges: int) -> None:
    """Make the ledger, the tree, and as many other edges as are wished."""
    store, tenant = api.runtime.store, api.tenant
    await make_ground(store, tenant, moves=MOVES)
    async with store.transaction(tenant) as tx:
        indexes = [
            (str(name), str(sql))
            for name, sql in await tx.fetch(INDEXES)
            if str(name).startswith("lot_edge")
        ]
        for name, _ in indexes:
            tx.execute(f"DROP INDEX {name}", prepare=False)
    statements = (
        LOTS,
        OTHER_LOTS,
        STANDS,
        TREE,
        OTHERS.format(edges=edges),
        *(sql for _, sql in indexes),
    )
    for sql in (*statements, "ANALYZE lot_edge", "ANALYZE balance", "ANALYZE lot"):
        await run_alone(store, tenant, sql=sql)


async def measure(folder: Path, edges: int) -> None:
    """Ask for the first page and for the longest, print the medians."""
    async with (
        running(Settings(data_dir=folder), limited=False) as runtime,
        in_process(runtime) as client,
    ):
        api = await new_api(runtime, client)
        await fill(api, edges)
        for name, limit in ASKED:
            took = []
            for _ in range(ROUNDS):
                started = time.perf_counter()
                answer = await api.query(name, material="BR-100", lot="TREE-0", limit=str(limit))
                took.append((time.perf_counter() - started) * 1000)
                if answer.status_code != 200:
                    raise SystemExit(answer.text[:200])
            found = len(answer.json()["rows"])
            print(
                f"{name}: {LEVELS * WIDTH + 1:,} lots, depth {LEVELS}, over {edges:,} edges, "
                f"{found} rows: {statistics.median(took):.1f} ms at the median "
                f"(wished {WISH_MS.get(name, WISH_ALL_MS)})"
            )


def main() -> None:
    """Run in a folder of its own, which is removed afterwards."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--edges", type=int, default=EDGES)
    edges = parser.parse_args().edges
    folder = Path(tempfile.mkdtemp(prefix="taktline-bench-"))
    try:
        asyncio.run(measure(folder, edges))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
