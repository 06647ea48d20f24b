"""Writes what machines did: one set-based statement per table, for a whole batch."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from taktline.kernel.states.facts import (
    StateRow,
    StatesRecorded,
    StopLabelled,
    StopRow,
    StopSplit,
)
from taktline.platform.command import Booked, Fact
from taktline.platform.transaction import Tx

F = TypeVar("F", bound=Fact)

REPLACE = """
    UPDATE state_interval s SET replaced_by = w.cause
    FROM unnest(%(cause)s::uuid[], %(unit)s::uuid[], %(start)s::timestamptz[])
        AS w (cause, unit, start)
    WHERE s.work_unit = w.unit AND s.ended_at > w.start AND s.is_provisional
        AND s.replaced_by IS NULL AND s.cause <> w.cause"""

WITHDRAW = """
    UPDATE stop s SET withdrawn = true
    FROM unnest(%(unit)s::uuid[], %(start)s::timestamptz[]) AS w (unit, start)
    WHERE s.work_unit = w.unit AND s.ended_at > w.start AND s.is_provisional AND NOT s.withdrawn"""

INSERT_STATES = """
    INSERT INTO state_interval (id, cause, line, site, work_unit, connection, state, said,
        job_order, started_at, ended_at, is_provisional, replaced_by, recorded_at)
    SELECT id, cause, line, site, unit, connection, state, said, job, start, ended, provisional,
        replaced, recorded
    FROM unnest(%(id)s::uuid[], %(cause)s::uuid[], %(line)s::integer[], %(site)s::uuid[],
        %(unit)s::uuid[], %(connection)s::text[], %(state)s::text[], %(said)s::text[],
        %(job)s::uuid[], %(start)s::timestamptz[], %(end)s::timestamptz[],
        %(provisional)s::boolean[], %(replaced)s::uuid[], %(recorded)s::timestamptz[])
        AS t (id, cause, line, site, unit, connection, state, said, job, start, ended, provisional,
              replaced, recorded)"""

# A stop that goes on keeps its id, its start and its label; only its end moves.
UPSERT_STOPS = """
    INSERT INTO stop AS s (id, site, work_unit, job_order, state, said, started_at, ended_at,
        is_provisional, created_at, created_by, updated_at, updated_by)
    SELECT id, site, unit, job, state, said, start, ended, provisional, recorded, by, recorded, by
    FROM unnest(%(id)s::uuid[], %(site)s::uuid[], %(unit)s::uuid[], %(job)s::uuid[],
        %(state)s::text[], %(said)s::text[], %(start)s::timestamptz[], %(end)s::timestamptz[],
        %(provisional)s::boolean[], %(recorded)s::timestamptz[], %(by)s::uuid[])
        AS t (id, site, unit, job, state, said, start, ended, provisional, recorded, by)
    ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, state = excluded.state,
        said = excluded.said, job_order = excluded.job_order, withdrawn = false,
        is_provisional = excluded.is_provisional, version = s.version + 1,
        updated_at = excluded.updated_at, updated_by = excluded.updated_by
    WHERE s.is_provisional"""

INSERT_COUNTERS = """
    INSERT INTO counter_reading (id, cause, site, work_unit, at, delta, value, epoch, kind,
        estimated, recorded_at)
    SELECT id, cause, site, unit, at, delta, value, epoch, kind, estimated, recorded
    FROM unnest(%(id)s::uuid[], %(cause)s::uuid[], %(site)s::uuid[], %(unit)s::uuid[],
        %(at)s::timestamptz[], %(delta)s::numeric[], %(value)s::numeric[], %(epoch)s::integer[],
        %(kind)s::text[], %(estimated)s::boolean[], %(recorded)s::timestamptz[])
        AS t (id, cause, site, unit, at, delta, value, epoch, kind, estimated, recorded)
    ON CONFLICT (id) DO NOTHING"""

LABEL = """
    UPDATE stop s SET reason = t.reason, note = t.note,
        labelled_at = CASE WHEN t.reason IS NOT NULL THEN t.at END,
        labelled_by = CASE WHEN t.reason IS NOT NULL THEN t.by END,
        version = s.version + 1, updated_at = t.recorded, updated_by = t.by
    FROM unnest(%(stop)s::uuid[], %(reason)s::uuid[], %(note)s::text[], %(at)s::timestamptz[],
        %(by)s::uuid[], %(recorded)s::timestamptz[]) AS t (stop, reason, note, at, by, recorded)
    WHERE s.id = t.stop"""

# A part that was merged away comes back, unexplained.
SPLIT_REST = """
    INSERT INTO stop (id, site, work_unit, job_order, state, said, started_at, ended_at,
        created_at, created_by, updated_at, updated_by)
    SELECT %(rest)s, site, work_unit, job_order, state, said, %(at)s, ended_at, %(recorded)s,
        %(by)s, %(recorded)s, %(by)s
    FROM stop WHERE id = %(stop)s
    ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, withdrawn = false, reason = NULL,
        note = '', labelled_at = NULL, labelled_by = NULL, version = stop.version + 1,
        updated_at = excluded.updated_at, updated_by = excluded.updated_by"""

SPLIT_FIRST = """
    UPDATE stop SET ended_at = %(at)s, version = version + 1, updated_at = %(recorded)s,
        updated_by = %(by)s
    WHERE id = %(stop)s"""


def record_states(tx: Tx, booked: Sequence[Booked[StatesRecorded]]) -> None:
    """Write windows of states: what was provisional from a window's start on is replaced."""
    units = [one.fact.work_unit for one in booked]
    starts = [one.fact.starts_at for one in booked]
    causes = [one.stamp.cause for one in booked]
    tx.execute(REPLACE, {"cause": causes, "unit": units, "start": starts})
    tx.execute(WITHDRAW, {"unit": units, "start": starts})
    tx.execute(INSERT_STATES, _states(booked))
    # A stop may stand in several windows of one batch; the last one counts.
    last = {
        row.id: (one, row)
        for one in booked
        for row in one.fact.stops
        if _replaced_by(booked, one, row) is None
    }
    if last:
        rows = list(last.values())
        tx.execute(
            UPSERT_STOPS,
            {
                "id": [row.id for _, row in rows],
                "site": [one.fact.site for one, _ in rows],
                "unit": [one.fact.work_unit for one, _ in rows],
                "job": [row.job_order for _, row in rows],
                "state": [row.state for _, row in rows],
                "said": [row.said for _, row in rows],
                "start": [row.started_at for _, row in rows],
                "end": [row.ended_at for _, row in rows],
                "provisional": [row.is_provisional for _, row in rows],
                "recorded": [one.stamp.recorded_at for one, _ in rows],
                "by": [one.stamp.by for one, _ in rows],
            },
        )
    if any(one.fact.counters for one in booked):
        tx.execute(INSERT_COUNTERS, _counters(booked))


def record_labels(tx: Tx, booked: Sequence[Booked[StopLabelled]]) -> None:
    """Write labels; of several for one stop the last counts."""
    last = list({one.fact.stop: one for one in booked}.values())
    tx.execute(
        LABEL,
        {
            "stop": [one.fact.stop for one in last],
            "reason": [one.fact.reason for one in last],
            "note": [one.fact.note for one in last],
            "at": [one.stamp.occurred_at for one in last],
            "by": [one.stamp.by for one in last],
            "recorded": [one.stamp.recorded_at for one in last],
        },
    )


def record_splits(tx: Tx, booked: Sequence[Booked[StopSplit]]) -> None:
    """Write splits, one after the other: a part may be split again. People do this by hand."""
    for one in booked:
        params: dict[str, UUID | object] = {
            "stop": one.fact.stop, "rest": one.fact.rest, "at": one.fact.at,
            "recorded": one.stamp.recorded_at, "by": one.stamp.by,
        }  # fmt: skip
        tx.execute(SPLIT_REST, params)
        tx.execute(SPLIT_FIRST, params)


def _replaced_by(
    booked: Sequence[Booked[StatesRecorded]], one: Booked[StatesRecorded], row: StateRow | StopRow
) -> UUID | None:  # tidy: positional - one look-up
    """Return the later command of the same batch that replaces a provisional row."""
    if not row.is_provisional:
        return None
    later = booked[booked.index(one) + 1 :]
    return next(
        (
            other.stamp.cause
            for other in later
            if other.fact.work_unit == one.fact.work_unit and other.fact.starts_at < row.ended_at
        ),
        None,
    )


def _states(booked: Sequence[Booked[StatesRecorded]]) -> dict[str, object]:
    rows = [(one, line, row) for one in booked for line, row in enumerate(one.fact.states)]
    return {
        "id": [row.id for _, _, row in rows],
        "cause": [one.stamp.cause for one, _, _ in rows],
        "line": [line for _, line, _ in rows],
        "site": [one.fact.site for one, _, _ in rows],
        "unit": [one.fact.work_unit for one, _, _ in rows],
        "connection": [one.fact.connection for one, _, _ in rows],
        "state": [row.state for _, _, row in rows],
        "said": [row.said for _, _, row in rows],
        "job": [row.job_order for _, _, row in rows],
        "start": [row.started_at for _, _, row in rows],
        "end": [row.ended_at for _, _, row in rows],
        "provisional": [row.is_provisional for _, _, row in rows],
        "replaced": [_replaced_by(booked, one, row) for one, _, row in rows],
        "recorded": [one.stamp.recorded_at for one, _, _ in rows],
    }


def _counters(booked: Sequence[Booked[StatesRecorded]]) -> dict[str, object]:
    rows = [(one, row) for one in booked for row in one.fact.counters]
    return {
        "id": [row.id for _, row in rows],
        "cause": [one.stamp.cause for one, _ in rows],
        "site": [one.fact.site for one, _ in rows],
        "unit": [one.fact.work_unit for one, _ in rows],
        "at": [row.at for _, row in rows],
        "delta": [f"{row.delta:.6f}" for _, row in rows],
        "value": [f"{row.value:.6f}" for _, row in rows],
        "epoch": [row.epoch for _, row in rows],
        "kind": [row.kind for _, row in rows],
        "estimated": [row.estimated for _, row in rows],
        "recorded": [one.stamp.recorded_at for one, _ in rows],
    }
