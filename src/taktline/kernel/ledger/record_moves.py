"""Writes moves, what they change at the balances, and which lots were made from which."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.quantity import ZERO
from taktline.kernel.ledger.facts import STRIPES, Move
from taktline.kernel.ledger.posted import End, Posted
from taktline.kernel.ledger.record import TIED
from taktline.platform.command import Booked, Stamp
from taktline.platform.recordset import Columns, insert, recordset, rows_of
from taktline.platform.transaction import Tx

MOVE: Columns = (
    ("id", "uuid"),
    ("cause", "uuid"),
    ("line", "integer"),
    ("site", "uuid"),
    ("source_place", "uuid"),
    ("source_kind", "text"),
    ("source_handling_unit", "uuid"),
    ("source_status", "text"),
    ("source_owner", "uuid"),
    ("target_place", "uuid"),
    ("target_kind", "text"),
    ("target_handling_unit", "uuid"),
    ("target_status", "text"),
    ("target_owner", "uuid"),
    ("material", "uuid"),
    ("lot", "uuid"),
    ("quantity", "numeric"),
    ("unit", "text"),
    ("value", "numeric"),
    ("currency", "text"),
    ("entered_quantity", "numeric"),
    ("entered_unit", "text"),
    ("second_quantity", "numeric"),
    ("occurred_at", "timestamptz"),
    ("recorded_at", "timestamptz"),
    ("posted_on", "date"),
    ("reverses", "uuid"),
)
BALANCE: Columns = (
    ("id", "uuid"),
    ("place", "uuid"),
    ("material", "uuid"),
    ("lot", "uuid"),
    ("handling_unit", "uuid"),
    ("status", "text"),
    ("owner", "uuid"),
    ("stripe", "smallint"),
    ("may_go_below", "boolean"),
    ("is_physical", "boolean"),
    ("is_serial", "boolean"),
)
CHANGING: Columns = (
    ("id", "uuid"),
    ("quantity", "numeric"),
    ("value", "numeric"),
    ("last_occurred_at", "timestamptz"),
)

INSERT_MOVES = insert("move", MOVE)

# Goods that were not there when they were looked for: whoever made the row meanwhile has it, and
# this transaction begins again (it stands in its own way otherwise: the row is not locked).
INSERT_GOODS = insert("balance", (*BALANCE, *CHANGING[1:])) + " ORDER BY id"

# An account is not looked for before it is written; often its row is there.
INSERT_ACCOUNTS = insert("balance", BALANCE) + " ORDER BY id ON CONFLICT (id) DO NOTHING"

# Goods are locked already; several accounts, which everybody posts to, are locked here first, in
# the order of their ids. The ids by themselves tell PostgreSQL that few rows are meant.
ADDED = f"""
    SET quantity = b.quantity + t.quantity, value = b.value + t.value,
        last_occurred_at = greatest(b.last_occurred_at, t.last_occurred_at)
    FROM {recordset(CHANGING, rows="changes")}"""
UPDATE_BALANCES = f"""
    UPDATE balance b {ADDED}
    WHERE b.id = t.id AND b.id = ANY(%(ids)s::uuid[])"""
LOCKED = """
    locked AS MATERIALIZED (
        SELECT l.id FROM balance l WHERE l.id = ANY(%(ids)s::uuid[])
        ORDER BY l.id FOR NO KEY UPDATE
    )"""
UPDATE_IN_ORDER = f"""
    WITH {LOCKED}
    UPDATE balance b {ADDED}, locked k
    WHERE b.id = k.id AND b.id = t.id AND b.id = ANY(%(ids)s::uuid[])"""

# Nearly every batch of moves makes no new rows: moves and balances are one statement then, the
# moves first, so that what is wrong with a move is what is said.
MOVE_AND_UPDATE = f"""
    WITH moved AS ({INSERT_MOVES} RETURNING line)
    {UPDATE_BALANCES} AND (SELECT count(*) FROM moved) > 0"""
MOVE_AND_UPDATE_IN_ORDER = f"""
    WITH moved AS ({INSERT_MOVES} RETURNING line), {LOCKED}
    UPDATE balance b {ADDED}, locked k
    WHERE b.id = k.id AND b.id = t.id AND b.id = ANY(%(ids)s::uuid[])
        AND (SELECT count(*) FROM moved) > 0"""

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


def record_by_what_follows(tx: Tx, booked: Sequence[Booked[Move]]) -> None:
    """Write nothing: what folding a move returns is written, and holds the move."""


def record_posted(tx: Tx, booked: Sequence[Booked[Posted]]) -> None:
    """Write moves, change the balances by what they add up to, and tie input lots to outputs."""
    lines: dict[int, int] = {}
    rows = []
    for one in booked:
        cause = one.stamp.cause.int
        line = lines[cause] = lines.get(cause, 0) + 1
        rows.append(_move_row(one.fact, one.stamp, line=line))
    _send_with_balances(tx, rows, booked=booked)
    makers = _makers(booked)
    if makers:
        tx.execute(INSERT_EDGES, {"causes": makers})


def _makers(booked: Sequence[Booked[Posted]]) -> list[UUID]:
    """Return the commands that may have made something: goods went into a transform and out."""
    given: dict[UUID, set[UUID]] = defaultdict(set)
    for one in booked:
        if one.fact.target.kind == "transform" and one.fact.move.quantity > 0:
            given[one.stamp.cause].add(one.fact.move.target.place)
    taken: dict[UUID, set[UUID]] = defaultdict(set)
    for one in booked if given else ():
        if one.fact.source.kind == "transform" and one.fact.move.quantity > 0:
            taken[one.stamp.cause].add(one.fact.move.source.place)
    return sorted(cause for cause, places in given.items() if places & taken[cause])


def _move_row(fact: Posted, stamp: Stamp, *, line: int) -> dict[str, object]:
    move = fact.move
    source, target = move.source, move.target
    at = move.occurred_at or stamp.occurred_at
    return {
        "id": move.id,
        "cause": stamp.cause,
        "line": line,
        "site": fact.site,
        "source_place": source.place,
        "source_kind": fact.source.kind,
        "source_handling_unit": source.handling_unit,
        "source_status": source.status,
        "source_owner": source.owner,
        "target_place": target.place,
        "target_kind": fact.target.kind,
        "target_handling_unit": target.handling_unit,
        "target_status": target.status,
        "target_owner": target.owner,
        "material": fact.material,
        "lot": source.lot,
        "quantity": move.quantity,
        "unit": fact.unit,
        "value": move.value,
        "currency": None if move.value is None else fact.day.currency,
        "entered_quantity": move.entered_quantity,
        "entered_unit": move.entered_unit,
        "second_quantity": move.second_quantity,
        "occurred_at": at,
        "recorded_at": stamp.recorded_at,
        "posted_on": fact.posted_on(at),
        "reverses": move.reverses,
    }


class _Changed(msgspec.Struct, kw_only=True, eq=False):
    """What the moves of a batch change at one balance row."""

    id: UUID
    end: End
    material: UUID | None
    stripe: int
    is_new: bool
    quantity: Decimal = ZERO
    value: Decimal = ZERO
    last_occurred_at: Instant

    def row(self) -> dict[str, object]:
        """Return the row as it is made."""
        key = self.end.key
        return {
            "id": self.id,
            "place": key.place,
            "material": self.material,
            "lot": key.lot,
            "handling_unit": key.handling_unit,
            "status": key.status,
            "owner": key.owner,
            "stripe": self.stripe,
            "may_go_below": self.end.may_go_below,
            "is_physical": self.end.is_physical,
            "is_serial": self.end.is_serial,
        }

    def change(self) -> dict[str, object]:
        """Return what is added to the row."""
        return {
            "id": self.id,
            "quantity": self.quantity,
            "value": self.value,
            "last_occurred_at": self.last_occurred_at,
        }


def _send_with_balances(
    tx: Tx, moves: list[dict[str, object]], *, booked: Sequence[Booked[Posted]]
) -> None:
    """Sum what each row gains or loses; make those that are new, goods before accounts."""
    changes: dict[int, _Changed] = {}
    for one in booked:
        _add_end(changes, one, end=one.fact.source, sign=-1)
        _add_end(changes, one, end=one.fact.target, sign=1)
    goods = [one for one in changes.values() if one.is_new and one.end.is_physical]
    accounts = [one for one in changes.values() if one.is_new and not one.end.is_physical]
    rest = [one for one in changes.values() if not (one.is_new and one.end.is_physical)]
    ordered = sum(not one.end.is_physical for one in rest) > 1
    changed = rows_of([one.change() for one in rest], name="changes")
    params = rows_of(moves) | changed | {"ids": [one.id for one in rest]}
    if not goods and not accounts:
        tx.execute(MOVE_AND_UPDATE_IN_ORDER if ordered else MOVE_AND_UPDATE, params)
        return
    tx.execute(INSERT_MOVES, params)
    if goods:
        made = [one.row() | one.change() for one in goods]
        tx.execute(INSERT_GOODS, rows_of(made))
    if accounts:
        opened_ = [one.row() for one in accounts]
        tx.execute(INSERT_ACCOUNTS, rows_of(opened_))
    if rest:
        tx.execute(UPDATE_IN_ORDER if ordered else UPDATE_BALANCES, params)


def _add_end(
    changes: dict[int, _Changed], one: Booked[Posted], *, end: End, sign: Literal[1, -1]
) -> None:
    """Add one end of a move to the row it belongs to."""
    move = one.fact.move
    at = move.occurred_at or one.stamp.occurred_at
    stripe = one.stamp.cause.int % STRIPES if end.is_spread else 0
    id_ = end.key.balance_id(stripe)
    found = changes.get(id_.int)
    if found is None:
        found = changes[id_.int] = _Changed(
            id=id_,
            end=end,
            material=one.fact.material,
            stripe=stripe,
            is_new=end.is_new or end.is_spread,
            last_occurred_at=at,
        )
    found.quantity += sign * move.quantity
    if move.value:
        found.value += sign * move.value
    found.last_occurred_at = max(found.last_occurred_at, at)
