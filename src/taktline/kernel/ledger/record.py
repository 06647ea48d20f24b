"""Writes the facts of the ledger: one set-based statement per table, for a whole batch."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from taktline.base.instant import Instant
from taktline.base.quantity import ZERO
from taktline.kernel.ledger.facts import (
    STRIPES,
    HandlingUnitMade,
    HandlingUnitStacked,
    HoldPlaced,
    HoldReleased,
    LotCreated,
    Move,
    PeriodClosed,
    PeriodReopened,
    PlaceOpened,
    ReservationChanged,
    ReservationMade,
    StockKey,
)
from taktline.kernel.ledger.stock import opened
from taktline.platform.command import Booked, Fact
from taktline.platform.transaction import Tx

F = TypeVar("F", bound=Fact)

INSERT_MOVES = """
    INSERT INTO move (
        id, cause, line, site, source_place, source_kind, source_handling_unit, source_status,
        source_owner, target_place, target_kind, target_handling_unit, target_status, target_owner,
        material, lot, quantity, unit, value, currency, entered_quantity, entered_unit,
        second_quantity, occurred_at, recorded_at, posted_on, reverses)
    SELECT m.id, m.cause, m.line, p.site, m.source_place, p.kind, m.source_unit, m.source_status,
        m.source_owner, m.target_place, t.kind, m.target_unit, m.target_status, m.target_owner,
        l.material, m.lot, m.quantity, u.code, m.value,
        CASE WHEN m.value IS NOT NULL THEN s.currency END, m.entered_quantity, m.entered_unit,
        m.second_quantity, m.occurred_at, m.recorded_at,
        greatest(
            ((m.occurred_at AT TIME ZONE s.zone)
                - make_interval(secs => s.day_starts_s::double precision))::date,
            (SELECT max(ends_on) + 1 FROM period WHERE status = 'closed')),
        m.reverses
    FROM unnest(
        %(id)s::uuid[], %(cause)s::uuid[], %(line)s::integer[], %(source_place)s::uuid[],
        %(source_unit)s::uuid[], %(source_status)s::text[], %(source_owner)s::uuid[],
        %(target_place)s::uuid[], %(target_unit)s::uuid[], %(target_status)s::text[],
        %(target_owner)s::uuid[], %(lot)s::uuid[], %(quantity)s::numeric[], %(value)s::numeric[],
        %(entered_quantity)s::numeric[], %(entered_unit)s::text[], %(second_quantity)s::numeric[],
        %(occurred_at)s::timestamptz[], %(recorded_at)s::timestamptz[], %(reverses)s::uuid[]
    ) AS m(
        id, cause, line, source_place, source_unit, source_status, source_owner, target_place,
        target_unit, target_status, target_owner, lot, quantity, value, entered_quantity,
        entered_unit, second_quantity, occurred_at, recorded_at, reverses)
    LEFT JOIN place p ON p.id = m.source_place
    LEFT JOIN place t ON t.id = m.target_place
    LEFT JOIN site s ON s.id = p.site
    LEFT JOIN lot l ON l.id = m.lot
    LEFT JOIN material a ON a.id = l.material
    LEFT JOIN unit u ON u.id = a.unit"""

# A lot-less account that everybody posts to is spread over stripes; which place is one, only the
# place's kind says. Both ids come with each end.
ENDS = """
    unnest(
        %(row)s::uuid[], %(striped)s::uuid[], %(stripe)s::smallint[], %(place)s::uuid[],
        %(lot)s::uuid[], %(unit)s::uuid[], %(status)s::text[], %(owner)s::uuid[],
        %(quantity)s::numeric[], %(value)s::numeric[], %(occurred_at)s::timestamptz[]
    ) AS e(
        row, striped, stripe, place, lot, unit, status, owner, quantity, value, occurred_at)
    LEFT JOIN place p ON p.id = e.place"""
SPREAD = "(e.lot IS NULL AND p.kind IN ('absorption', 'variance', 'supplier'))"

MISSING_ROWS = f"""
    INSERT INTO balance (
        id, place, material, lot, handling_unit, status, owner, stripe, may_go_below, is_physical,
        is_serial)
    SELECT DISTINCT ON (1) CASE WHEN {SPREAD} THEN e.striped ELSE e.row END, e.place, l.material,
        e.lot, e.unit, e.status, e.owner, CASE WHEN {SPREAD} THEN e.stripe ELSE 0 END,
        CASE WHEN p.kind = 'line_side'
            THEN coalesce(p.may_go_below AND m.may_go_below AND m.lot_traced = 'none', false)
            ELSE p.may_go_below END,
        p.is_physical, coalesce(l.is_serial, false)
    FROM {ENDS}
    LEFT JOIN lot l ON l.id = e.lot
    LEFT JOIN material m ON m.id = l.material
    ORDER BY 1
    ON CONFLICT (id) DO NOTHING"""

UPDATE_BALANCES = f"""
    WITH change AS (
        SELECT CASE WHEN {SPREAD} THEN e.striped ELSE e.row END AS id,
            sum(e.quantity) AS quantity, sum(e.value) AS value, max(e.occurred_at) AS occurred_at
        FROM {ENDS}
        GROUP BY 1
    ), locked AS (
        SELECT b.id FROM balance b WHERE b.id IN (SELECT id FROM change) ORDER BY b.id FOR UPDATE
    )
    UPDATE balance b
    SET quantity = b.quantity + c.quantity, value = b.value + c.value,
        last_occurred_at = greatest(b.last_occurred_at, c.occurred_at)
    FROM locked k JOIN change c ON c.id = k.id
    WHERE b.id = k.id"""

# What went into and came out of each transform, by command; what reverses counts backwards.
# `{which}` is a condition on the moves: those of a batch, or all of them (the proof).
TIED = """
    WITH ends AS (
        SELECT cause, reverses IS NOT NULL AS back, target_place AS transform, lot,
            CASE WHEN reverses IS NULL THEN quantity ELSE 0 END AS went_in,
            CASE WHEN reverses IS NULL THEN 0 ELSE quantity END AS came_out
        FROM move WHERE target_kind = 'transform' AND quantity > 0 AND {which}
        UNION ALL
        SELECT cause, reverses IS NOT NULL, source_place, lot,
            CASE WHEN reverses IS NULL THEN 0 ELSE quantity END,
            CASE WHEN reverses IS NULL THEN quantity ELSE 0 END
        FROM move WHERE source_kind = 'transform' AND quantity > 0 AND {which}
    ), part AS (
        SELECT cause, back, transform, lot, sum(went_in) AS went_in, sum(came_out) AS came_out
        FROM ends GROUP BY cause, back, transform, lot
    ), tied AS (
        SELECT i.lot AS input_lot, o.lot AS output_lot, i.transform, i.cause,
            sum(CASE WHEN i.back THEN -i.went_in ELSE i.went_in END) AS quantity_in,
            sum(CASE WHEN i.back THEN -o.came_out ELSE o.came_out END) AS quantity_out
        FROM part i
        JOIN part o ON o.cause = i.cause AND o.back = i.back AND o.transform = i.transform
            AND o.lot <> i.lot AND o.came_out > 0
        WHERE i.went_in > i.came_out
        GROUP BY i.lot, o.lot, i.transform, i.cause
    )"""

INSERT_EDGES = (
    TIED.format(which="cause = ANY(%(causes)s::uuid[])")
    + """
    INSERT INTO lot_edge (
        id, input_lot, output_lot, transform, cause, job_order, quantity_in, quantity_out)
    SELECT md5(t.input_lot::text || t.output_lot::text || t.transform::text || t.cause::text)::uuid,
        t.input_lot, t.output_lot, t.transform, t.cause, p.job_order, t.quantity_in,
        t.quantity_out
    FROM tied t JOIN place p ON p.id = t.transform
    WHERE t.quantity_in <> 0 OR t.quantity_out <> 0"""
)

INSERT_PLACES = """
    INSERT INTO place (
        id, site, code, kind, name, equipment, job_order, partner, parent, may_go_below,
        is_physical, takes_unreleased, created_at, created_by, updated_at, updated_by)
    SELECT DISTINCT ON (n.id) n.id, n.site, n.code, n.kind, n.name, n.equipment, n.job_order,
        n.partner, n.parent, n.may_go_below, n.is_physical, n.takes_unreleased, n.at, n.by, n.at,
        n.by
    FROM unnest(
        %(id)s::uuid[], %(site)s::uuid[], %(code)s::text[], %(kind)s::text[], %(name)s::text[],
        %(equipment)s::uuid[], %(job_order)s::uuid[], %(partner)s::uuid[], %(parent)s::uuid[],
        %(may_go_below)s::boolean[], %(is_physical)s::boolean[], %(takes_unreleased)s::boolean[],
        %(at)s::timestamptz[], %(by)s::uuid[]
    ) AS n(
        id, site, code, kind, name, equipment, job_order, partner, parent, may_go_below,
        is_physical, takes_unreleased, at, by)
    ORDER BY n.id
    ON CONFLICT DO NOTHING"""

INSERT_LOTS = """
    INSERT INTO lot (
        id, code, material, is_serial, produced_at, received_at, expires_on, supplier,
        supplier_lot, created_at, created_by, updated_at, updated_by)
    SELECT DISTINCT ON (n.id) n.id, n.code, n.material, n.is_serial, n.produced_at, n.received_at,
        n.expires_on, n.supplier, n.supplier_lot, n.at, n.by, n.at, n.by
    FROM unnest(
        %(id)s::uuid[], %(code)s::text[], %(material)s::uuid[], %(is_serial)s::boolean[],
        %(produced_at)s::timestamptz[], %(received_at)s::timestamptz[], %(expires_on)s::date[],
        %(supplier)s::uuid[], %(supplier_lot)s::text[], %(at)s::timestamptz[], %(by)s::uuid[]
    ) AS n(
        id, code, material, is_serial, produced_at, received_at, expires_on, supplier,
        supplier_lot, at, by)
    ORDER BY n.id
    ON CONFLICT DO NOTHING"""

INSERT_HOLDS = """
    INSERT INTO hold (id, code, lot, reason, note, inherited_from, placed_at, cause)
    SELECT n.id, n.code, n.lot, n.reason, n.note, n.inherited_from, n.at, n.cause
    FROM unnest(
        %(id)s::uuid[], %(code)s::text[], %(lot)s::uuid[], %(reason)s::text[], %(note)s::text[],
        %(inherited_from)s::uuid[], %(at)s::timestamptz[], %(cause)s::uuid[]
    ) AS n(id, code, lot, reason, note, inherited_from, at, cause)
    ORDER BY n.id"""

RELEASE_HOLDS = """
    UPDATE hold h SET released_at = n.at, release_cause = n.cause
    FROM unnest(%(id)s::uuid[], %(at)s::timestamptz[], %(cause)s::uuid[]) AS n(id, at, cause)
    WHERE h.id = n.id AND h.released_at IS NULL"""

INSERT_RESERVATIONS = """
    INSERT INTO reservation (
        id, site, demand, job_order, balance, material, places, lot, quantity, needed_on,
        expires_at, status, cause)
    SELECT n.id, n.site, n.demand, n.job_order, n.balance, n.material,
        (SELECT coalesce(array_agg(w.place ORDER BY w.place), '{}')
            FROM unnest(%(places_of)s::uuid[], %(places)s::uuid[]) AS w(id, place)
            WHERE w.id = n.id),
        n.lot, n.quantity, n.needed_on, n.expires_at, 'open', n.cause
    FROM unnest(
        %(id)s::uuid[], %(site)s::uuid[], %(demand)s::text[], %(job_order)s::uuid[],
        %(balance)s::uuid[], %(material)s::uuid[], %(lot)s::uuid[], %(quantity)s::numeric[],
        %(needed_on)s::date[], %(expires_at)s::timestamptz[], %(cause)s::uuid[]
    ) AS n(
        id, site, demand, job_order, balance, material, lot, quantity, needed_on, expires_at,
        cause)
    ORDER BY n.id"""

CHANGE_RESERVATIONS = """
    UPDATE reservation r
    SET quantity = n.quantity, status = n.status, version = r.version + 1
    FROM unnest(%(id)s::uuid[], %(quantity)s::numeric[], %(status)s::text[])
        AS n(id, quantity, status)
    WHERE r.id = n.id"""

INSERT_UNITS = """
    INSERT INTO handling_unit (
        id, code, site, kind, parent, created_at, created_by, updated_at, updated_by)
    SELECT DISTINCT ON (n.id) n.id, n.code, n.site, n.kind, n.parent, n.at, n.by, n.at, n.by
    FROM unnest(
        %(id)s::uuid[], %(code)s::text[], %(site)s::uuid[], %(kind)s::text[], %(parent)s::uuid[],
        %(at)s::timestamptz[], %(by)s::uuid[]
    ) AS n(id, code, site, kind, parent, at, by)
    ORDER BY n.id
    ON CONFLICT DO NOTHING"""

STACK_UNITS = """
    UPDATE handling_unit h
    SET parent = n.parent, version = h.version + 1, updated_at = n.at, updated_by = n.by
    FROM unnest(%(id)s::uuid[], %(parent)s::uuid[], %(at)s::timestamptz[], %(by)s::uuid[])
        AS n(id, parent, at, by)
    WHERE h.id = n.id"""

CLOSE_PERIODS = """
    INSERT INTO period (id, starts_on, ends_on, status, cause, closed_at)
    SELECT md5(n.starts_on::text || n.cause::text)::uuid, n.starts_on, n.ends_on, 'closed', n.cause,
        n.at
    FROM unnest(
        %(starts_on)s::date[], %(ends_on)s::date[], %(cause)s::uuid[], %(at)s::timestamptz[]
    ) AS n(starts_on, ends_on, cause, at)
    ORDER BY n.starts_on
    ON CONFLICT (starts_on) DO UPDATE SET ends_on = excluded.ends_on, status = 'closed',
        cause = excluded.cause, closed_at = excluded.closed_at, version = period.version + 1"""

REOPEN_PERIODS = """
    UPDATE period p
    SET status = 'open', cause = n.cause, closed_at = NULL, version = p.version + 1
    FROM unnest(%(starts_on)s::date[], %(cause)s::uuid[]) AS n(starts_on, cause)
    WHERE p.starts_on = n.starts_on AND p.status = 'closed'"""


def record_moves(tx: Tx, booked: Sequence[Booked[Move]]) -> None:
    """Write moves, change the balances by what they add up to, and tie input lots to outputs."""
    tx.execute(INSERT_MOVES, _move_columns(booked))
    ends = _end_columns(booked)
    tx.execute(MISSING_ROWS, ends)
    tx.execute(UPDATE_BALANCES, ends)
    makers = _makers(booked)
    if makers:
        tx.execute(INSERT_EDGES, {"causes": makers})


def _makers(booked: Sequence[Booked[Move]]) -> list[UUID]:
    """Return the commands that may have made something: goods went into a place and others out."""
    given: dict[UUID, set[UUID]] = defaultdict(set)
    taken: dict[UUID, set[UUID]] = defaultdict(set)
    for one in booked:
        if one.fact.quantity > 0:
            given[one.stamp.cause].add(one.fact.target.place)
            taken[one.stamp.cause].add(one.fact.source.place)
    return sorted(cause for cause, places in given.items() if places & taken[cause])


def _move_columns(booked: Sequence[Booked[Move]]) -> dict[str, object]:
    lines: dict[UUID, int] = defaultdict(int)
    numbers: list[int] = []
    for one in booked:
        lines[one.stamp.cause] += 1
        numbers.append(lines[one.stamp.cause])
    moves = [one.fact for one in booked]
    return {
        "id": [m.id for m in moves],
        "cause": [b.stamp.cause for b in booked],
        "line": numbers,
        "source_place": [m.source.place for m in moves],
        "source_unit": [m.source.handling_unit for m in moves],
        "source_status": [m.source.status for m in moves],
        "source_owner": [m.source.owner for m in moves],
        "target_place": [m.target.place for m in moves],
        "target_unit": [m.target.handling_unit for m in moves],
        "target_status": [m.target.status for m in moves],
        "target_owner": [m.target.owner for m in moves],
        "lot": [m.source.lot for m in moves],
        "quantity": [m.quantity for m in moves],
        "value": [m.value for m in moves],
        "entered_quantity": [m.entered_quantity for m in moves],
        "entered_unit": [m.entered_unit for m in moves],
        "second_quantity": [m.second_quantity for m in moves],
        "occurred_at": [b.stamp.occurred_at for b in booked],
        "recorded_at": [b.stamp.recorded_at for b in booked],
        "reverses": [m.reverses for m in moves],
    }


def _end_columns(booked: Sequence[Booked[Move]]) -> dict[str, object]:
    """Sum what each key gains or loses, per stripe where it may be spread."""
    changes: dict[tuple[StockKey, int], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    latest: dict[tuple[StockKey, int], Instant] = {}
    for one in booked:
        stripe = one.stamp.cause.int % STRIPES
        for key, sign in ((one.fact.source, -1), (one.fact.target, 1)):
            end = (key, stripe if key.lot is None else 0)
            changes[end][0] += sign * one.fact.quantity
            changes[end][1] += sign * (one.fact.value or ZERO)
            latest[end] = max(latest.get(end, one.stamp.occurred_at), one.stamp.occurred_at)
    ends = list(changes)
    return {
        "row": [key.balance_id() for key, _ in ends],
        "striped": [key.balance_id(stripe) for key, stripe in ends],
        "stripe": [stripe for _, stripe in ends],
        "place": [key.place for key, _ in ends],
        "lot": [key.lot for key, _ in ends],
        "unit": [key.handling_unit for key, _ in ends],
        "status": [key.status for key, _ in ends],
        "owner": [key.owner for key, _ in ends],
        "quantity": [changes[end][0] for end in ends],
        "value": [changes[end][1] for end in ends],
        "occurred_at": [latest[end] for end in ends],
    }


def record_places(tx: Tx, booked: Sequence[Booked[PlaceOpened]]) -> None:
    """Open places; those that exist stay as they are."""
    places = [opened(one.fact) for one in booked]
    tx.execute(
        INSERT_PLACES,
        {
            "id": [p.id for p in places],
            "site": [p.site for p in places],
            "code": [p.code for p in places],
            "kind": [p.kind for p in places],
            "name": [b.fact.name for b in booked],
            "equipment": [p.equipment for p in places],
            "job_order": [p.job_order for p in places],
            "partner": [p.partner for p in places],
            "parent": [b.fact.parent for b in booked],
            "may_go_below": [p.may_go_below for p in places],
            "is_physical": [p.is_physical for p in places],
            "takes_unreleased": [p.takes_unreleased for p in places],
            **_made(booked),
        },
    )


def record_lots(tx: Tx, booked: Sequence[Booked[LotCreated]]) -> None:
    """Create lots; those that exist stay as they are."""
    names = (
        "id", "code", "material", "is_serial", "produced_at", "received_at", "expires_on",
        "supplier", "supplier_lot",
    )  # fmt: skip
    tx.execute(INSERT_LOTS, {**_columns(booked, names), **_made(booked)})


def record_holds(tx: Tx, booked: Sequence[Booked[HoldPlaced]]) -> None:
    """Place holds."""
    names = ("id", "code", "lot", "reason", "note", "inherited_from")
    placed = {"at": [one.stamp.occurred_at for one in booked]}
    tx.execute(INSERT_HOLDS, {**_columns(booked, names), **_made(booked), **placed})


def record_hold_releases(tx: Tx, booked: Sequence[Booked[HoldReleased]]) -> None:
    """End holds."""
    released = {"at": [one.stamp.occurred_at for one in booked]}
    tx.execute(RELEASE_HOLDS, {**_columns(booked, ("id",)), **_made(booked), **released})


def record_reservations(tx: Tx, booked: Sequence[Booked[ReservationMade]]) -> None:
    """Promise stock."""
    names = (
        "id", "site", "demand", "job_order", "material", "quantity", "needed_on", "expires_at",
    )  # fmt: skip
    keys = [one.fact.key for one in booked]
    spread = [(one.fact.id, place) for one in booked for place in one.fact.places]
    params = {
        "balance": [key.balance_id() if key is not None else None for key in keys],
        "lot": [key.lot if key is not None else None for key in keys],
        "places_of": [id_ for id_, _ in spread],
        "places": [place for _, place in spread],
    }
    tx.execute(INSERT_RESERVATIONS, {**_columns(booked, names), **_made(booked), **params})


def record_reservation_changes(tx: Tx, booked: Sequence[Booked[ReservationChanged]]) -> None:
    """Shrink or end promises; of several changes of one, the last is what holds."""
    last = {one.fact.id: one for one in booked}
    columns = _columns(list(last.values()), ("id", "quantity", "status"))
    tx.execute(CHANGE_RESERVATIONS, columns)


def record_handling_units(tx: Tx, booked: Sequence[Booked[HandlingUnitMade]]) -> None:
    """Make handling units."""
    names = ("id", "code", "site", "kind", "parent")
    tx.execute(INSERT_UNITS, {**_columns(booked, names), **_made(booked)})


def record_stacked(tx: Tx, booked: Sequence[Booked[HandlingUnitStacked]]) -> None:
    """Put handling units on others; of several changes of one, the last is what holds."""
    last = list({one.fact.id: one for one in booked}.values())
    tx.execute(STACK_UNITS, {**_columns(last, ("id", "parent")), **_made(last)})


def record_periods(tx: Tx, booked: Sequence[Booked[PeriodClosed]]) -> None:
    """Close periods."""
    columns = _columns(booked, ("starts_on", "ends_on"))
    tx.execute(CLOSE_PERIODS, {**columns, **_made(booked)})


def record_reopened(tx: Tx, booked: Sequence[Booked[PeriodReopened]]) -> None:
    """Open periods again."""
    columns = {**_columns(booked, ("starts_on",)), **_made(booked)}
    tx.execute(REOPEN_PERIODS, {name: columns[name] for name in ("starts_on", "cause")})


def _columns(booked: Sequence[Booked[F]], names: Sequence[str]) -> dict[str, object]:
    """Return one list per field, in the order of the facts."""
    return {name: [getattr(one.fact, name) for one in booked] for name in names}


def _made(booked: Sequence[Booked[F]]) -> dict[str, object]:
    """Return when, by whom and why, in the order of the facts."""
    return {
        "at": [one.stamp.recorded_at for one in booked],
        "by": [one.stamp.by for one in booked],
        "cause": [one.stamp.cause for one in booked],
    }
