"""Writes the facts of runs: one set-based statement per table."""

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from taktline.kernel.orders.columns import STAMPED, Columns
from taktline.kernel.orders.record import insert, send, update
from taktline.kernel.orders.runs.facts import (
    CavityBlocked,
    CavityFreed,
    MemberLoaded,
    MemberUnloaded,
    OffcutKept,
    RunChanged,
    RunMade,
    RunReported,
)
from taktline.platform.command import Booked, Fact
from taktline.platform.transaction import Tx

F = TypeVar("F", bound=Fact)

RUN_CHANGING: Columns = (
    ("status", "text"),
    ("note", "text"),
    ("started_at", "timestamptz"),
    ("ended_at", "timestamptz"),
)
RUN: Columns = (
    ("id", "uuid"),
    ("site", "uuid"),
    ("code", "text"),
    ("work_unit", "uuid"),
    ("physical_asset", "uuid"),
    ("rule", "text"),
    *RUN_CHANGING,
)
RUN_FIELDS = (*(name for name, _ in RUN), "version")
MEMBER: Columns = (
    ("id", "uuid"),
    ("site", "uuid"),
    ("run", "uuid"),
    ("job_order", "uuid"),
    ("flow_card", "uuid"),
    ("quantity", "numeric"),
    ("measure", "numeric"),
    ("cavities", "jsonb"),
    ("loaded_at", "timestamptz"),
    ("unloaded_at", "timestamptz"),
)
MEMBER_FIELDS = tuple(name for name, _ in MEMBER)
REPORT: Columns = (
    ("id", "uuid"),
    ("site", "uuid"),
    ("run", "uuid"),
    ("run_member", "uuid"),
    ("job_order", "uuid"),
    ("lot", "uuid"),
    ("quantity", "numeric"),
    ("share", "numeric"),
    ("strokes", "numeric"),
    ("labor_s", "numeric"),
    ("machine_s", "numeric"),
)
OFFCUT: Columns = (
    ("id", "uuid"),
    ("site", "uuid"),
    ("run", "uuid"),
    ("material", "uuid"),
    ("lot", "uuid"),
    ("parent_lot", "uuid"),
    ("quantity", "numeric"),
    ("length_mm", "numeric"),
    ("width_mm", "numeric"),
)
BLOCK: Columns = (
    ("id", "uuid"),
    ("site", "uuid"),
    ("physical_asset", "uuid"),
    ("cavity", "integer"),
    ("blocked_on", "date"),
    ("freed_on", "date"),
    ("reason", "text"),
)
BLOCK_FIELDS = (*(name for name, _ in BLOCK), "version")
CAUSE: Columns = (("cause", "uuid"),)

INSERT_RUNS = insert("run", (*RUN, *CAUSE, *STAMPED))
UPDATE_RUNS = update("run", RUN_CHANGING)
INSERT_MEMBERS = insert("run_member", (*MEMBER, *CAUSE))
UNLOAD = """
    UPDATE run_member AS m SET unloaded_at = t.at
    FROM unnest(%(id)s::uuid[], %(at)s::timestamptz[]) AS t (id, at) WHERE m.id = t.id"""
INSERT_REPORTS = insert("run_report", (*REPORT, *CAUSE))
INSERT_OFFCUTS = insert("offcut", (*OFFCUT, *CAUSE))
INSERT_BLOCKS = insert("cavity_block", (*BLOCK, *CAUSE, *STAMPED))
FREE = """
    UPDATE cavity_block AS b SET freed_on = t.freed_on, version = b.version + 1,
        updated_at = t.at, updated_by = t.by
    FROM unnest(%(id)s::uuid[], %(freed_on)s::date[], %(at)s::timestamptz[], %(by)s::uuid[])
        AS t (id, freed_on, at, by)
    WHERE b.id = t.id"""


def record_runs(tx: Tx, booked: Sequence[Booked[RunMade]]) -> None:
    """Write new runs."""
    rows = [_row(one.fact.run, RUN) | _made(one) for one in booked]
    send(tx, INSERT_RUNS, rows=rows, columns=(*RUN, *CAUSE, *STAMPED))


def record_run_changes(tx: Tx, booked: Sequence[Booked[RunChanged]]) -> None:
    """Rewrite the state of runs; of several changes of one the last stands."""
    columns: Columns = (("id", "uuid"), *RUN_CHANGING)
    rows = {one.fact.run.id: _row(one.fact.run, columns) | _made(one) for one in booked}
    send(tx, UPDATE_RUNS, rows=list(rows.values()), columns=(*columns, *STAMPED[2:]))


def record_members(tx: Tx, booked: Sequence[Booked[MemberLoaded]]) -> None:
    """Write what is loaded."""
    rows = [_row(one.fact.member, MEMBER) | {"cause": one.stamp.cause} for one in booked]
    send(tx, INSERT_MEMBERS, rows=rows, columns=(*MEMBER, *CAUSE))


def record_unloaded(tx: Tx, booked: Sequence[Booked[MemberUnloaded]]) -> None:
    """Write what is out again."""
    tx.execute(UNLOAD, {"id": [b.fact.id for b in booked], "at": [b.fact.at for b in booked]})


def record_reports(tx: Tx, booked: Sequence[Booked[RunReported]]) -> None:
    """Write what a run made of each member."""
    rows = [_row(one.fact, REPORT) | {"cause": one.stamp.cause} for one in booked]
    send(tx, INSERT_REPORTS, rows=rows, columns=(*REPORT, *CAUSE))


def record_offcuts(tx: Tx, booked: Sequence[Booked[OffcutKept]]) -> None:
    """Write the sizes of what is left."""
    rows = [_row(one.fact, OFFCUT) | {"cause": one.stamp.cause} for one in booked]
    send(tx, INSERT_OFFCUTS, rows=rows, columns=(*OFFCUT, *CAUSE))


def record_blocks(tx: Tx, booked: Sequence[Booked[CavityBlocked]]) -> None:
    """Write cavities that are out of use."""
    rows = [_row(one.fact.block, BLOCK) | _made(one) for one in booked]
    send(tx, INSERT_BLOCKS, rows=rows, columns=(*BLOCK, *CAUSE, *STAMPED))


def record_freed(tx: Tx, booked: Sequence[Booked[CavityFreed]]) -> None:
    """Write cavities that are in use again."""
    tx.execute(
        FREE,
        {
            "id": [b.fact.id for b in booked],
            "freed_on": [b.fact.freed_on for b in booked],
            "at": [b.stamp.recorded_at for b in booked],
            "by": [b.stamp.by for b in booked],
        },
    )


def _row(struct: msgspec.Struct, columns: Columns) -> dict[str, object]:
    """Return a struct's values as the table takes them: JSON as text."""
    return {
        name: msgspec.json.encode(getattr(struct, name)).decode()
        if kind == "jsonb"
        else getattr(struct, name)
        for name, kind in columns
    }


def _made(one: Booked[F]) -> dict[str, object]:
    at, by = one.stamp.recorded_at, one.stamp.by
    return {"cause": one.stamp.cause, "created_at": at, "created_by": by, "updated_at": at,
            "updated_by": by}  # fmt: skip
