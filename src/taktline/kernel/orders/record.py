"""Writes the facts of orders: one set-based statement per table, for a whole batch."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.base.quantity import ZERO
from taktline.kernel.orders.columns import (
    ALERT,
    CONFIRMATION,
    DEFECT,
    DEPENDENCY,
    JOB,
    JOB_CHANGING,
    JOB_REWRITTEN,
    PLANNED,
    RESPONSE,
    SHARE,
    SIGNED_IN,
    STAMPED,
    WORK_MASTER,
    WORK_ORDER,
    WORK_ORDER_CHANGING,
    Columns,
)
from taktline.kernel.orders.facts import (
    AlertMoved,
    AlertRaised,
    DependencyAdded,
    DependencyRemoved,
    JobOrderChanged,
    JobOrderCreated,
    JobOrderRewritten,
    JobReported,
    PlannedMove,
    PlannedMoveEnded,
    ResponseConfirmed,
    SignedIn,
    SignedOut,
    WorkMasterWritten,
    WorkOrderChanged,
    WorkOrderCreated,
)
from taktline.kernel.orders.rows import COUNTED
from taktline.platform.command import Booked, Fact
from taktline.platform.recordset import recordset, rows_of
from taktline.platform.transaction import Tx

F = TypeVar("F", bound=Fact)
Values = Sequence[dict[str, object]]


AS_TEXT = {"jsonb": "t.{}::jsonb", "bytea": "decode(t.{}, 'base64')"}
"""What travels as text inside the JSON of all rows, and how it is read from it."""


def _rows(columns: Columns) -> str:
    """Return the table of rows that are sent."""
    return recordset([(name, "text" if kind in AS_TEXT else kind) for name, kind in columns])


def _value(name: str, kind: str) -> str:
    return AS_TEXT.get(kind, "t.{}").format(name)


def _read(columns: Columns) -> str:
    return ", ".join(_value(name, kind) for name, kind in columns)


def insert(table: str, columns: Columns) -> str:
    """Return the statement that inserts rows."""
    names = ", ".join(name for name, _ in columns)
    return f"INSERT INTO {table} ({names}) SELECT {_read(columns)} FROM {_rows(columns)}"


def insert_below(table: str, columns: Columns, *, owner: str, by: str) -> str:
    """Return the statement that inserts rows at the site of the record they belong to."""
    names = ", ".join(name for name, _ in columns)
    return (
        f"INSERT INTO {table} (site, {names}) SELECT o.site, {_read(columns)} "
        f"FROM {_rows(columns)} JOIN {owner} o ON o.id = t.{by}"
    )


def update(table: str, columns: Columns) -> str:
    """Return the statement that rewrites rows by id and raises their version."""
    sets = ", ".join(f"{name} = {_value(name, kind)}" for name, kind in columns)
    keyed: Columns = (("id", "uuid"), *columns, *STAMPED[2:])
    return (
        f"UPDATE {table} AS r SET {sets}, version = r.version + 1, updated_at = t.updated_at, "
        f"updated_by = t.updated_by FROM {_rows(keyed)} WHERE r.id = t.id"
    )


INSERT_WORK_MASTERS = (
    insert("work_master", (*WORK_MASTER, *STAMPED))
    + """ ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_en = excluded.name_en,
        status = excluded.status, content = excluded.content, version = excluded.version,
        content_hash = excluded.content_hash, updated_at = excluded.updated_at,
        updated_by = excluded.updated_by"""
)
INSERT_WORK_ORDERS = insert("work_order", (*WORK_ORDER, *STAMPED))
UPDATE_WORK_ORDERS = update("work_order", WORK_ORDER_CHANGING)
INSERT_JOBS = insert("job_order", (*JOB, *STAMPED))
UPDATE_JOBS = update("job_order", JOB_CHANGING)
REWRITE_JOBS = update("job_order", JOB_REWRITTEN)
REMOVE_DEPENDENCIES = """
    DELETE FROM job_dependency AS d
    USING unnest(%(predecessor)s::uuid[], %(successor)s::uuid[]) AS t (predecessor, successor)
    WHERE d.predecessor = t.predecessor AND d.successor = t.successor"""
INSERT_DEPENDENCIES = (
    insert_below("job_dependency", DEPENDENCY, owner="job_order", by="successor")
    + " ON CONFLICT DO NOTHING"
)
INSERT_PLANNED = insert_below("planned_move", PLANNED, owner="job_order", by="job_order")
END_PLANNED = """
    UPDATE planned_move AS p SET status = t.status
    FROM unnest(%(id)s::uuid[], %(status)s::text[]) AS t (id, status)
    WHERE p.id = t.id"""
INSERT_RESPONSES = insert("job_response", RESPONSE)
INSERT_DEFECTS = insert("defect_line", DEFECT)
INSERT_SHARES = insert("person_share", SHARE)
TOTALS: Columns = (("id", "uuid"), *((name, "numeric") for name in COUNTED), *STAMPED[2:])
INSERT_RESPONSES_AND_ADD_TOTALS = f"""
    WITH said AS ({INSERT_RESPONSES} RETURNING line)
    UPDATE job_order AS j
    SET {", ".join(f"{name} = j.{name} + t.{name}" for name in COUNTED)},
        version = j.version + 1, updated_at = t.updated_at, updated_by = t.updated_by
    FROM {recordset(TOTALS, rows="totals")}
    WHERE (SELECT count(*) FROM said) > 0 AND j.id = t.id AND j.id = ANY(%(ids)s::uuid[])"""
INSERT_CONFIRMATIONS = insert_below(
    "report_confirmation", CONFIRMATION, owner="job_response", by="job_response"
)
INSERT_SIGNED_IN = insert_below("job_resource", SIGNED_IN, owner="job_order", by="job_order")
SIGN_OUT = """
    UPDATE job_resource AS r SET signed_out_at = greatest(t.at, r.signed_in_at)
    FROM unnest(%(id)s::uuid[], %(at)s::timestamptz[]) AS t (id, at)
    WHERE r.id = t.id"""
INSERT_ALERTS = insert("work_alert", ALERT)
MOVE_ALERTS = """
    UPDATE work_alert AS w
    SET acknowledged_at = coalesce(w.acknowledged_at, t.at),
        acknowledged_by = coalesce(w.acknowledged_by, t.by),
        resolved_at = CASE WHEN t.step = 'resolved' THEN t.at ELSE w.resolved_at END,
        resolved_by = CASE WHEN t.step = 'resolved' THEN t.by ELSE w.resolved_by END,
        version = w.version + 1
    FROM unnest(%(id)s::uuid[], %(step)s::text[], %(at)s::timestamptz[], %(by)s::uuid[])
        AS t (id, step, at, by)
    WHERE w.id = t.id"""


def send(tx: Tx, sql: str, *, rows: Values, columns: Columns = ()) -> None:
    """Queue a statement that reads rows, if there are any.

    Args:
        columns: those the statement reads, where not every row has each of them by itself.
    """
    if rows:
        tx.execute(sql, rows_of(rows))


def _row(struct: msgspec.Struct, columns: Columns) -> dict[str, object]:
    names, values = _reader(type(struct), columns)
    return dict(zip(names, values(struct), strict=True))


@lru_cache(maxsize=128)
def _reader(
    kind: type[msgspec.Struct], columns: Columns
) -> tuple[tuple[str, ...], Callable[[object], tuple[object, ...]]]:
    """Return which columns a struct has fields for (several), and what reads them at once."""
    names = tuple(name for name, _ in columns if name in kind.__struct_fields__)
    return names, attrgetter(*names)


def _stamped(booked: Booked[F]) -> dict[str, object]:
    at, by = booked.stamp.recorded_at, booked.stamp.by
    return {"created_at": at, "created_by": by, "updated_at": at, "updated_by": by}


def record_work_masters(tx: Tx, booked: Sequence[Booked[WorkMasterWritten]]) -> None:
    """Write work masters; of several writings of one the last stands."""
    rows = {
        one.fact.work_master.id: _row(one.fact.work_master, WORK_MASTER) | _stamped(one)
        for one in booked
    }
    send(tx, INSERT_WORK_MASTERS, rows=list(rows.values()))


def record_work_orders(tx: Tx, booked: Sequence[Booked[WorkOrderCreated]]) -> None:
    """Write new work orders."""
    rows = [_row(one.fact.work_order, WORK_ORDER) | _stamped(one) for one in booked]
    send(tx, INSERT_WORK_ORDERS, rows=rows)


def record_work_order_changes(tx: Tx, booked: Sequence[Booked[WorkOrderChanged]]) -> None:
    """Rewrite work orders; of several changes of one the last stands."""
    columns: Columns = (("id", "uuid"), *WORK_ORDER_CHANGING)
    rows = {
        one.fact.work_order.id: _row(one.fact.work_order, columns) | _stamped(one) for one in booked
    }
    send(tx, UPDATE_WORK_ORDERS, rows=list(rows.values()))


def record_jobs(tx: Tx, booked: Sequence[Booked[JobOrderCreated]]) -> None:
    """Write new job orders."""
    rows = [_row(one.fact.job, JOB) | _stamped(one) for one in booked]
    send(tx, INSERT_JOBS, rows=rows)


def record_job_changes(tx: Tx, booked: Sequence[Booked[JobOrderChanged]]) -> None:
    """Rewrite state, plan and place of job orders; of several changes of one the last stands."""
    columns: Columns = (("id", "uuid"), *JOB_CHANGING)
    rows = {one.fact.job.id: _row(one.fact.job, columns) | _stamped(one) for one in booked}
    send(tx, UPDATE_JOBS, rows=list(rows.values()))


def record_job_rewrites(tx: Tx, booked: Sequence[Booked[JobOrderRewritten]]) -> None:
    """Rewrite what job orders are to do; of several revisions of one the last stands."""
    columns: Columns = (("id", "uuid"), *JOB_REWRITTEN)
    rows = {one.fact.job.id: _row(one.fact.job, columns) | _stamped(one) for one in booked}
    send(tx, REWRITE_JOBS, rows=list(rows.values()), columns=(*columns, *STAMPED[2:]))


def record_dependencies_removed(tx: Tx, booked: Sequence[Booked[DependencyRemoved]]) -> None:
    """Forget which job order waited for which."""
    tx.execute(
        REMOVE_DEPENDENCIES,
        {
            "predecessor": [b.fact.predecessor for b in booked],
            "successor": [b.fact.successor for b in booked],
        },
    )


def record_dependencies(tx: Tx, booked: Sequence[Booked[DependencyAdded]]) -> None:
    """Write which job order waits for which."""
    rows = [
        _row(wait, DEPENDENCY)
        | {"id": derived_id("job_dependency", wait.predecessor, wait.successor)}
        for wait in (one.fact.dependency for one in booked)
    ]
    send(tx, INSERT_DEPENDENCIES, rows=rows)


def record_planned(tx: Tx, booked: Sequence[Booked[PlannedMove]]) -> None:
    """Write what job orders are to judge or carry."""
    rows: Values = [
        {
            "id": one.fact.id,
            "job_order": one.fact.job_order,
            "lot": one.fact.source.lot,
            "handling_unit": one.fact.source.handling_unit,
            "owner": one.fact.source.owner,
            "source_place": one.fact.source.place,
            "source_status": one.fact.source.status,
            "target_place": one.fact.target.place,
            "target_status": one.fact.target.status,
            "quantity": one.fact.quantity,
        }
        for one in booked
    ]
    send(tx, INSERT_PLANNED, rows=rows)


def record_planned_ended(tx: Tx, booked: Sequence[Booked[PlannedMoveEnded]]) -> None:
    """Write that planned moves are done or given up."""
    tx.execute(
        END_PLANNED,
        {"id": [b.fact.id for b in booked], "status": [b.fact.status for b in booked]},
    )


def record_responses(tx: Tx, booked: Sequence[Booked[JobReported]]) -> None:
    """Write responses with their lines, and add them to the totals of their job orders.

    This is the one place that writes those totals.
    """
    lines_of: dict[int, int] = {}
    rows: list[dict[str, object]] = []
    for one in booked:
        cause = one.stamp.cause
        line = lines_of[cause.int] = lines_of.get(cause.int, 0) + 1
        rows.append(
            _row(one.fact.response, RESPONSE)
            | {
                "cause": cause,
                "line": line,
                "occurred_at": one.stamp.occurred_at,
                "recorded_at": one.stamp.recorded_at,
            }
        )
    _send_with_totals(tx, rows, booked=booked)
    lines = [
        _row(line, DEFECT) | _of_response(one)
        for one in booked
        for line in one.fact.response.defects
    ]
    send(tx, INSERT_DEFECTS, rows=lines)
    shares = [
        _row(share, SHARE)
        | _of_response(one)
        | {"id": derived_id("person_share", one.fact.response.id, share.person)}
        for one in booked
        for share in one.fact.response.persons
    ]
    send(tx, INSERT_SHARES, rows=shares)


def _of_response(one: Booked[JobReported]) -> dict[str, object]:
    said = one.fact.response
    return {"job_response": said.id, "site": said.site, "cause": one.stamp.cause}


def _send_with_totals(tx: Tx, rows: Values, *, booked: Sequence[Booked[JobReported]]) -> None:
    totals: dict[UUID, dict[str, object]] = {}
    for one in booked:
        said = one.fact.response
        row = totals.setdefault(said.job_order, dict.fromkeys(COUNTED, ZERO))
        row |= {"id": said.job_order} | _stamped(one)
        for counted, more in said.changes().items():
            before = row[counted]
            assert isinstance(before, Decimal)
            row[counted] = before + more
    counts = [row for row in totals.values() if any(row[counted] for counted in COUNTED)]
    if not counts:
        send(tx, INSERT_RESPONSES, rows=rows)
        return
    params = rows_of(rows) | rows_of(counts, name="totals") | {"ids": [one["id"] for one in counts]}
    tx.execute(INSERT_RESPONSES_AND_ADD_TOTALS, params)


def record_confirmations(tx: Tx, booked: Sequence[Booked[ResponseConfirmed]]) -> None:
    """Write who stands by a report; the report itself stays as it was said."""
    rows: Values = [
        {
            "id": derived_id("report_confirmation", one.fact.response, one.stamp.cause),
            "job_response": one.fact.response,
            "cause": one.stamp.cause,
            "confirmation": one.fact.confirmation,
            "reason": one.fact.reason,
            "said_at": one.stamp.recorded_at,
            "said_by": one.stamp.by,
        }
        for one in booked
    ]
    send(tx, INSERT_CONFIRMATIONS, rows=rows)


def record_signed_in(tx: Tx, booked: Sequence[Booked[SignedIn]]) -> None:
    """Write who works on a job order from when."""
    rows = [_row(one.fact, SIGNED_IN) | {"signed_in_at": one.fact.at} for one in booked]
    send(tx, INSERT_SIGNED_IN, rows=rows)


def record_signed_out(tx: Tx, booked: Sequence[Booked[SignedOut]]) -> None:
    """Write until when."""
    tx.execute(SIGN_OUT, {"id": [b.fact.id for b in booked], "at": [b.fact.at for b in booked]})


def record_alerts(tx: Tx, booked: Sequence[Booked[AlertRaised]]) -> None:
    """Write work alerts."""
    rows = [
        _row(one.fact, ALERT)
        | {
            "raised_at": one.stamp.occurred_at,
            "raised_by": one.stamp.by,
            "cause": one.stamp.cause,
        }
        for one in booked
    ]
    send(tx, INSERT_ALERTS, rows=rows)


def record_alerts_moved(tx: Tx, booked: Sequence[Booked[AlertMoved]]) -> None:
    """Write who took or settled them."""
    tx.execute(
        MOVE_ALERTS,
        {
            "id": [b.fact.id for b in booked],
            "step": [b.fact.step for b in booked],
            "at": [b.stamp.occurred_at for b in booked],
            "by": [b.stamp.by for b in booked],
        },
    )
