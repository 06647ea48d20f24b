"""Whether stock that was asked for by the names of last time is all that a report may meet."""

from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from taktline.base.ids import derived_id
from taktline.kernel.ledger.facts import StockKey
from taktline.kernel.ledger.load import reaches_further
from taktline.kernel.ledger.stock import Balance, Lot, Reservation, Stock, StockWanted


def named(text: str) -> UUID:
    return derived_id("stock named", text)


KNOWN = Lot(id=named("lot"), material=named("plate"), code="P-1")
KEY = StockKey(place=named("L1"), lot=KNOWN.id)
PROMISE = Reservation(
    id=named("r"), site=named("F1"), demand="order:1", material=named("plate"), quantity=Decimal(1)
)
WANTED = StockWanted(keys={KEY}, lots={KNOWN.id}, materials={KNOWN.material})


def stock(*lots: Lot, promise: Reservation | None = None) -> Stock:
    keys = [StockKey(place=named("L1"), lot=lot.id) for lot in lots]
    return Stock(
        lots={lot.id: lot for lot in lots if lot.id in WANTED.lots},
        balances={key: Balance(key=key) for key in keys},
        reservations={} if promise is None else {promise.id: promise},
    )


def test_what_stands_there_as_last_time_is_all() -> None:
    assert not reaches_further(stock(KNOWN), WANTED)


@pytest.mark.parametrize(
    "met",
    [
        stock(KNOWN, Lot(id=named("new"), material=named("plate"), code="P-2")),
        stock(msgspec.structs.replace(KNOWN, is_serial=True)),
        stock(msgspec.structs.replace(KNOWN, material=named("another"))),
        stock(KNOWN, promise=PROMISE),
    ],
    ids=["a lot nobody named", "a serial", "a material nobody named", "a promise of any of it"],
)
def test_what_leads_to_something_unnamed_is_not_all(met: Stock) -> None:
    assert reaches_further(met, WANTED)


def test_a_promise_of_one_key_leads_nowhere_else() -> None:
    hard = msgspec.structs.replace(PROMISE, balance=KEY.balance_id())
    assert not reaches_further(stock(KNOWN, promise=hard), WANTED)
