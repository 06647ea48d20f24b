"""Masters that ledger tests need in a real database: a site, units, materials, partners, places."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id, uuid7
from taktline.kernel.ledger.facts import LotCreated, Move, PlaceKind, PlaceOpened, lot_id, place_id
from taktline.kernel.ledger.kinds import FACT_KINDS
from taktline.kernel.ledger.load import load_stock
from taktline.kernel.ledger.stock import Stock, StockWanted
from taktline.platform.command import Booked, Fact, Stamp
from taktline.platform.transaction import Tx

SITE = derived_id("test", "site")
BY = derived_id("test", "somebody")
NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
"""Twelve o'clock in Shanghai."""
SUPPLIER = derived_id("test", "S1")
CUSTOMER = derived_id("test", "C9")

_MADE = "created_at, created_by, updated_at, updated_by"
_STAMP = (NOON, BY, NOON, BY)


def unit(code: str) -> UUID:
    """Return the id of a unit of the test plant."""
    return derived_id("test unit", code)


def material(code: str) -> UUID:
    """Return the id of a material of the test plant."""
    return derived_id("test material", code)


def place(code: str) -> UUID:
    """Return the id of a place of the test plant."""
    return place_id(SITE, code)


def lot(of: str, code: str) -> UUID:
    """Return the id of a lot of the test plant."""
    return lot_id(material(of), code)


def stamp(at: datetime = NOON, cause: UUID | None = None) -> Stamp:
    """Return a stamp of a command of its own."""
    return Stamp(cause=cause or uuid7(), by=BY, occurred_at=at, recorded_at=at)


class _Recorded(msgspec.Struct, kw_only=True):
    stock: Stock


async def record(tx: Tx, facts: Sequence[Fact], stamped: Stamp) -> None:
    """Queue facts as the door does, past every decision: folded, then written kind by kind."""
    wanted = StockWanted()
    for fact in facts:
        if isinstance(fact, Move):
            wanted.want(fact.source, fact.target)
        if isinstance(fact, LotCreated):
            wanted.materials.add(fact.material)
    state = _Recorded(stock=await load_stock(tx, wanted))
    folds = {kind.fact: kind.fold for kind in FACT_KINDS}
    written = list(facts)
    for fact in facts:
        fold = folds[type(fact)]
        if fold is not None:
            written += fold(state, fact) or ()
    for kind in FACT_KINDS:
        booked = [Booked(fact, stamped) for fact in written if type(fact) is kind.fact]
        if booked:
            kind.record(tx, booked)


def insert_masters(tx: Tx) -> None:
    """Queue a site, two units, three materials and two partners."""
    tx.execute(
        f"INSERT INTO site (id, code, name, zone, currency, {_MADE}) "
        "VALUES (%s, 'F1', 'Factory 1', 'Asia/Shanghai', 'CNY', %s, %s, %s, %s)",
        (SITE, *_STAMP),
    )
    for code, places in (("kg", 3), ("pcs", 0)):
        tx.execute(
            f"INSERT INTO unit (id, code, name, places, {_MADE}) "
            "VALUES (%s, %s, 'unit', %s, %s, %s, %s, %s)",
            (unit(code), code, places, *_STAMP),
        )
    for id_, code in ((SUPPLIER, "S1"), (CUSTOMER, "C9")):
        tx.execute(
            f"INSERT INTO partner (id, code, name, is_supplier, is_customer, {_MADE}) "
            "VALUES (%s, %s, 'partner', true, true, %s, %s, %s, %s)",
            (id_, code, *_STAMP),
        )
    for code, of, traced in (
        ("PLATE", "kg", "lot"), ("SCREW", "pcs", "none"), ("BR-100", "pcs", "lot"),
        ("PUMP", "pcs", "serial"),
    ):  # fmt: skip
        tx.execute(
            f"INSERT INTO material (id, code, name, unit, lot_traced, standard_cost, {_MADE}) "
            "VALUES (%s, %s, 'material', %s, %s, %s, %s, %s, %s, %s)",
            (material(code), code, unit(of), traced, Decimal(5), *_STAMP),
        )


def opened_place(code: str, kind: PlaceKind, *, may_go_below: bool = False) -> PlaceOpened:
    """Return the fact that opens a place of the test plant."""
    return PlaceOpened(id=place(code), site=SITE, code=code, kind=kind, may_go_below=may_go_below)
