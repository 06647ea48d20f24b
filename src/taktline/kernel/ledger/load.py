"""Reads and locks the part of the ledger a batch needs, in one round trip."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar, cast
from uuid import UUID

import msgspec

from taktline.base.quantity import ZERO
from taktline.kernel.ledger.facts import Move, StockKey, StockStatus
from taktline.kernel.ledger.layers import add_layers
from taktline.kernel.ledger.masters import (
    BRANCHES,
    SERIALS,
    filled,
    known_masters_statement,
    masters_of,
    masters_statement,
)
from taktline.kernel.ledger.owners import add_owners
from taktline.kernel.ledger.reversal import PostedMove
from taktline.kernel.ledger.stock import (
    LEDGER_CURRENCY,
    Balance,
    Later,
    Reservation,
    Stock,
    StockWanted,
)
from taktline.platform.posting_lock import posting_lock
from taktline.platform.transaction import Pending, Row, Tx

S = TypeVar("S", bound=msgspec.Struct)

MOVES_OF_COMMAND_MAX = 5_000
"""Moves of one command that can be taken back at once: a shipment of thousands of cartons."""

# What the batch needs, by balance id: named keys; serials wherever they stand; whatever named
# places hold of named materials; every row of named lots and places; what stands on named
# handling units. Only the branches a batch uses are sent: PostgreSQL plans what it is given.
KEYS = "SELECT unnest(%(keys)s::uuid[]) AS id"
NAMED = frozenset({"keys", "lots", "places"})
"""How a batch names stock, beside the branches."""

LOCK_PERIODS = "SELECT pg_advisory_xact_lock_shared(%(period_lock)s::bigint)"

LOCK_RESERVATIONS = """
    SELECT id, site, demand, material, quantity, job_order, balance, places, lot, needed_on,
        expires_at, status
    FROM reservation
    WHERE status = 'open' AND (
        balance = ANY(%(keys)s::uuid[]) OR material = ANY(%(materials)s::uuid[])
        OR demand = ANY(%(demands)s::text[]) OR lot = ANY(%(whole_lots)s::uuid[]))
    ORDER BY id FOR NO KEY UPDATE"""

COLUMNS = """b.id, b.place, b.lot, b.handling_unit, b.status, b.owner, b.quantity, b.value,
            b.may_go_below, b.is_physical, b.last_occurred_at"""

# Goods are locked when they are read, accounts only when they are written: whoever writes holds
# all its goods already, so that nobody waits in a circle. Nobody refers to a balance by a key that
# changes, so that the weaker lock keeps out all that matters.
BALANCES = f"""
    WITH RECURSIVE {{units}}wanted AS MATERIALIZED ({{wanted}}
    ), goods AS MATERIALIZED (
        SELECT {COLUMNS}
        FROM balance b
        WHERE b.id = ANY(ARRAY(SELECT w.id FROM wanted w)) AND b.is_physical
        ORDER BY b.id FOR NO KEY UPDATE OF b
    )
    SELECT {COLUMNS} FROM goods b
    UNION ALL SELECT {COLUMNS}
        FROM balance b
        WHERE b.id = ANY(ARRAY(SELECT w.id FROM wanted w)) AND NOT b.is_physical"""

LATER = """{with_units}
    SELECT b.id, m.occurred_at,
        sum(CASE WHEN m.target_place = b.place AND m.target_status = b.status
                AND m.target_handling_unit IS NOT DISTINCT FROM b.handling_unit
                AND m.target_owner IS NOT DISTINCT FROM b.owner
            THEN m.quantity ELSE -m.quantity END),
        sum(CASE WHEN m.target_place = b.place AND m.target_status = b.status
                AND m.target_handling_unit IS NOT DISTINCT FROM b.handling_unit
                AND m.target_owner IS NOT DISTINCT FROM b.owner
            THEN coalesce(m.value, 0) ELSE -coalesce(m.value, 0) END)
    FROM balance b
    JOIN move m ON m.lot = b.lot
        AND m.occurred_at > least(%(earliest)s::timestamptz, %(present)s::timestamptz) AND (
        (m.target_place = b.place AND m.target_status = b.status
            AND m.target_handling_unit IS NOT DISTINCT FROM b.handling_unit
            AND m.target_owner IS NOT DISTINCT FROM b.owner)
        OR (m.source_place = b.place AND m.source_status = b.status
            AND m.source_handling_unit IS NOT DISTINCT FROM b.handling_unit
            AND m.source_owner IS NOT DISTINCT FROM b.owner))
    WHERE b.last_occurred_at > least(%(earliest)s::timestamptz, %(present)s::timestamptz)
        AND NOT b.may_go_below
        AND b.id IN ({wanted})
    GROUP BY b.id, m.occurred_at
    ORDER BY b.id, m.occurred_at"""

MOVES_OF = """
    SELECT m.id, m.cause, m.source_place, m.source_handling_unit, m.source_status, m.source_owner,
        m.target_place, m.target_handling_unit, m.target_status, m.target_owner, m.lot, m.quantity,
        m.value, m.entered_quantity, m.entered_unit, m.second_quantity, m.reverses, m.occurred_at,
        r.cause
    FROM move m LEFT JOIN move r ON r.reverses = m.id
    WHERE m.cause = ANY(%(causes)s::uuid[])
    ORDER BY m.cause, m.line
    LIMIT %(limit)s"""


@lru_cache(maxsize=128)
def statements_for(
    branches: tuple[str, ...],
    *,
    dated: bool,
    counted: bool,
    soft_totals: bool = False,
    named: frozenset[str] = NAMED,
    names_all: bool = False,
) -> dict[str, str]:
    """Return the statements of one load, in order, with only the parts that are needed.

    Args:
        branches: the ways in which the batch names what it needs, beside keys.
        dated: a command is dated back, so that the journal may be needed.
        counted: materials are named, so that soft reservations may matter.
        soft_totals: what is free of them is needed, promised or not.
        named: which of places, lots and keys are named; what asks only for others is not sent.
        names_all: the batch names all lots and materials it will meet, none of them serials.
    """
    names_all = names_all and not soft_totals and {"pairs"}.issuperset(branches)
    serials = "" if names_all else SERIALS.format(column="id")
    wanted = KEYS + serials + "".join(BRANCHES[one].format(column="id") for one in branches)
    unasked = frozenset(() if branches else _unasked(named))
    found = {
        "periods": LOCK_PERIODS,
        "reservations": LOCK_RESERVATIONS,
        "balances": filled(BALANCES, branches, wanted=wanted),
        "later": filled(LATER, branches, wanted=wanted),
        "masters": known_masters_statement()
        if names_all
        else masters_statement(branches, counted=counted, soft_totals=soft_totals, unasked=unasked),
    }
    left_out = {*unasked, *(() if dated else ("later",))}
    return {name: sql for name, sql in found.items() if name not in left_out}


def _unasked(named: frozenset[str]) -> set[str]:
    """Return what nothing can be found in where only keys, lots and places so are named."""
    by = {
        "balances": ("keys", "lots"),
        "places": ("places", "lots"),
        "lots": ("lots",),
        "holds": ("lots",),
    }
    return {name for name, asked in by.items() if named.isdisjoint(asked)}


async def load_stock(tx: Tx, wanted: StockWanted) -> Stock:
    """Read and lock what a batch may touch, in one round trip.

    Reservations, then balances of goods are locked in the order of their ids (ARCHITECTURE section
    3). A key that has no row yet is empty; its row is made by the first move to it, and refused
    there if somebody else was faster. The journal is read only for
    balances touched after `wanted.earliest`, or after now where that is later (a command without
    a date is dated now); where nobody dates at all but a sender's clock ran
    ahead of ours, that is found out afterwards and costs a second round trip.
    """
    return await take_stock(tx, ask_stock(tx, wanted))


class AskedStock(msgspec.Struct, kw_only=True, eq=False):
    """The stock a batch wants, on its way.

    Attributes:
        known: its keys by the id of their balance rows, as numbers: they are found quicker.
        sent: its statements by name, in the order of the locks.
    """

    wanted: StockWanted
    known: dict[int, StockKey]
    sent: dict[str, Pending]


def ask_stock(tx: Tx, wanted: StockWanted, *, names_all: bool = False) -> AskedStock:
    """Queue the questions for what a batch may touch; nothing may be locked behind it but later.

    Args:
        names_all: it names all lots and materials it will meet, none of them a serial or promised,
            as far as its asker knows; if `reaches_further` says otherwise, it is asked again.
    """
    keys = list(wanted.keys)
    ids = [key.balance_id() for key in keys]
    known = {id_.int: key for id_, key in zip(ids, keys, strict=True)}
    params = _params(tx, wanted, ids=ids)
    sent = statements_for(
        tuple(branch for branch in BRANCHES if getattr(wanted, branch)),
        dated=wanted.earliest is not None,
        counted=bool(params["materials"]),
        soft_totals=wanted.soft_totals,
        named=frozenset(name for name in NAMED if params[name]),
        names_all=names_all,
    )
    asked = tx.send_many([(sql, params) for sql in sent.values()])
    return AskedStock(wanted=wanted, known=known, sent=dict(zip(sent, asked, strict=True)))


async def take_stock(tx: Tx, asked: AskedStock) -> Stock:
    """Return what was asked for, read and locked."""
    wanted = asked.wanted
    rows = {name: await one.rows() for name, one in asked.sent.items()}
    balances = _balances(rows.get("balances", []), asked.known)
    masters = masters_of(rows["masters"][0])
    sites = masters.sites
    later = rows.get("later", [])
    if wanted.earliest is None:
        later = await _later_than_now(tx, balances=balances)
    _add_later(balances, later)
    stock = Stock(
        places={place.id: place for place in masters.places},
        place_by_code={(place.site, place.code): place.id for place in masters.places},
        lots={lot.id: lot for lot in masters.lots},
        materials={material.id: material for material in masters.materials},
        balances={balance.key: balance for balance in balances.values()},
        holds=masters.holds,
        reservations={r.id: r for r in _structs(rows["reservations"], Reservation)},
        handling_units={unit.id: unit for unit in masters.handling_units},
        sites={site.id: site for site in sites},
        free_at=masters.free_at,
        free_totals=totals_of(masters.free_at),
        whole=wanted.whole_places | wanted.whole_lots,
        currency=sites[0].currency if sites else LEDGER_CURRENCY,
        open_from=sites[0].open_from if sites else None,
        closed_openings=frozenset(site.id for site in sites if site.is_opened),
    )
    _add_empty(stock, [key for id_, key in asked.known.items() if id_ not in balances])
    await add_layers(tx, stock)
    await add_owners(tx, stock)
    return stock


def is_plain(stock: Stock) -> bool:
    """Say whether stock leads to nothing that is not named: no serials, no soft promises."""
    serials = [lot for lot in stock.lots.values() if lot.is_serial]
    return not serials and all(one.is_hard for one in stock.reservations.values())


def reaches_further(stock: Stock, wanted: StockWanted) -> bool:
    """Say whether stock that was asked for as all named is not all there is to know.

    A lot that stands somewhere unnamed, a material that only its lot names, a serial (it may stand
    anywhere), a promise of some quantity (what is free of it was not asked).
    """
    # As numbers: they are found quicker.
    standing = {key.lot.int for key in stock.balances if key.lot is not None}
    made_of = {lot.material.int for lot in stock.lots.values()}
    return (
        not is_plain(stock)
        or not standing.issubset([lot.int for lot in wanted.lots])
        or not made_of.issubset([material.int for material in wanted.materials])
    )


def _add_empty(stock: Stock, keys: Iterable[StockKey]) -> None:
    """Note those of some keys without a row that are of goods: they hold nothing yet."""
    # As numbers: they are found quicker.
    physical = {place.id.int for place in stock.places.values() if place.is_physical}
    for key in keys:
        if key.place.int not in physical:
            continue
        if key.lot is None or key.lot in stock.lots:
            stock.balances[key] = stock.empty(key)


def totals_of(free_at: dict[tuple[UUID, UUID], Decimal]) -> dict[UUID, Decimal]:
    """Sum what is free at each place to what is free anywhere."""
    found: dict[UUID, Decimal] = {}
    for (material, _), quantity in free_at.items():
        found[material] = found.get(material, ZERO) + quantity
    return found


async def _later_than_now(tx: Tx, *, balances: dict[int, Balance]) -> list[Row]:
    """Read what is dated after the present, where there is such a thing."""
    present = tx.present
    ahead = [
        balance
        for balance in balances.values()
        if balance.last_occurred_at is not None and balance.last_occurred_at > present
    ]
    if not ahead:
        return []
    only = StockWanted(keys={balance.key for balance in ahead}, earliest=present)
    sql = statements_for((), dated=True, counted=False)["later"]
    return await tx.fetch(sql, _params(tx, only, ids=[key.balance_id() for key in only.keys]))


async def moves_of(tx: Tx, causes: Sequence[UUID]) -> dict[UUID, list[PostedMove]]:
    """Return the moves of some commands as they stand, in the order they were booked."""
    rows = await tx.fetch(MOVES_OF, {"causes": list(causes), "limit": MOVES_OF_COMMAND_MAX})
    found: dict[UUID, list[PostedMove]] = {cause: [] for cause in causes}
    for row in msgspec.convert(rows, list[_MoveRow]):
        found[row.cause].append(row.posted())
    return found


class _MoveRow(msgspec.Struct, array_like=True, frozen=True):
    id: UUID
    cause: UUID
    source_place: UUID
    source_handling_unit: UUID | None
    source_status: StockStatus
    source_owner: UUID | None
    target_place: UUID
    target_handling_unit: UUID | None
    target_status: StockStatus
    target_owner: UUID | None
    lot: UUID | None
    quantity: Decimal
    value: Decimal | None
    entered_quantity: Decimal | None
    entered_unit: str | None
    second_quantity: Decimal | None
    reverses: UUID | None
    occurred_at: datetime
    reversed_by: UUID | None

    def posted(self) -> PostedMove:
        """Return the row as a move and what became of it."""
        source = StockKey(
            place=self.source_place,
            lot=self.lot,
            handling_unit=self.source_handling_unit,
            status=self.source_status,
            owner=self.source_owner,
        )
        target = StockKey(
            place=self.target_place,
            lot=self.lot,
            handling_unit=self.target_handling_unit,
            status=self.target_status,
            owner=self.target_owner,
        )
        move = Move(
            id=self.id,
            source=source,
            target=target,
            quantity=self.quantity,
            value=self.value,
            entered_quantity=self.entered_quantity,
            entered_unit=self.entered_unit,
            second_quantity=self.second_quantity,
            reverses=self.reverses,
            occurred_at=self.occurred_at,
        )
        return PostedMove(move=move, cause=self.cause, reversed_by=self.reversed_by)


_BalanceRow = tuple[
    UUID, UUID, UUID | None, UUID | None, StockStatus, UUID | None, Decimal, Decimal, bool, bool,
    datetime | None,
]  # fmt: skip
"""The columns of a balance, in the order they are read; the store returns them as these types."""


def _params(tx: Tx, wanted: StockWanted, *, ids: list[UUID]) -> dict[str, object]:
    pairs = list(wanted.pairs)
    earliest = wanted.earliest
    return {
        "period_lock": posting_lock(tx.tenant),
        "keys": ids,
        "pair_places": [place for place, _ in pairs],
        "pair_materials": [material for _, material in pairs],
        "whole_lots": list(wanted.whole_lots),
        "whole_places": list(wanted.whole_places),
        "handling_units": list(wanted.handling_units),
        "places": list(wanted.places | wanted.whole_places),
        "lots": list(wanted.lots | wanted.whole_lots),
        "materials": list(_once(wanted.materials, [material for _, material in pairs])),
        "demands": sorted(wanted.demands),
        "earliest": earliest,
        "present": tx.present,
    }


def _once(*ids: Iterable[UUID]) -> Iterable[UUID]:
    """Return each of some ids once; compared as numbers, as that is quicker."""
    return {one.int: one for some in ids for one in some}.values()


def _balances(rows: list[Row], known: Mapping[int, StockKey]) -> dict[int, Balance]:
    """Return balances by id, each with the very key that was asked for: it is found quicker."""
    found: dict[int, Balance] = {}
    for row in cast("list[_BalanceRow]", rows):
        id_, place, lot, handling_unit, status, owner, quantity, value, may, physical, last = row
        found[id_.int] = Balance(
            key=known.get(id_.int)
            or StockKey(
                place=place, lot=lot, handling_unit=handling_unit, status=status, owner=owner
            ),
            quantity=quantity,
            value=value,
            may_go_below=may,
            is_physical=physical,
            last_occurred_at=last,
        )
    return found


def _add_later(balances: dict[int, Balance], rows: list[Row]) -> None:
    for id_, at, quantity, value in msgspec.convert(
        rows, list[tuple[UUID, datetime, Decimal, Decimal]]
    ):
        balance = balances.get(id_.int)
        if balance is not None:
            later = Later(occurred_at=at, quantity=quantity, value=value)
            balance.later.append(later)


def _structs(rows: Sequence[Row], kind: type[S]) -> list[S]:
    """Turn rows into structs, columns to fields by position."""
    names = kind.__struct_fields__
    return msgspec.convert([dict(zip(names, row, strict=True)) for row in rows], list[kind])  # type: ignore[valid-type]  # the kind is a value here
