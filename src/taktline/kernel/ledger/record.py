"""Writes the facts of the ledger: one set-based statement per table, for a whole batch."""

from collections.abc import Sequence
from typing import TypeVar

from taktline.kernel.ledger.facts import (
    HandlingUnitMade,
    HandlingUnitStacked,
    HoldPlaced,
    HoldReleased,
    LotCreated,
    PeriodClosed,
    PeriodReopened,
    PlaceOpened,
    ReservationChanged,
    ReservationMade,
)
from taktline.kernel.ledger.stock import opened
from taktline.platform.command import Booked, Fact
from taktline.platform.transaction import Tx

F = TypeVar("F", bound=Fact)

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
    ORDER BY n.id"""
"""What was made under the same name meanwhile refuses it (here, of lots and of handling units): its
goods were not locked, so that the transaction begins again and finds it."""
OPEN_ACCOUNTS = INSERT_PLACES + " ON CONFLICT DO NOTHING"

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
    ORDER BY n.id"""

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
    ORDER BY n.id"""

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


def record_places(tx: Tx, booked: Sequence[Booked[PlaceOpened]]) -> None:
    """Open places; an account that exists stays as it is."""
    for statement, is_physical in ((INSERT_PLACES, True), (OPEN_ACCOUNTS, False)):
        some = [one for one in booked if opened(one.fact).is_physical == is_physical]
        if some:
            tx.execute(statement, _place_columns(some))


def _place_columns(booked: Sequence[Booked[PlaceOpened]]) -> dict[str, object]:
    places = [opened(one.fact) for one in booked]
    return {
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
    }


def record_lots(tx: Tx, booked: Sequence[Booked[LotCreated]]) -> None:
    """Create lots."""
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
