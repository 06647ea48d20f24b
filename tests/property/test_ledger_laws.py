"""The laws of the ledger hold whatever is posted, in whatever order, dated back or reversed."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, shares
from taktline.kernel.ledger.checks import lowest_after
from taktline.kernel.ledger.facts import StockKey
from taktline.kernel.ledger.stock import Balance, Later
from taktline.kernel.ledger.value import share_of
from tests.ledger_fixtures import NOON, lot, place
from tests.ledger_model import KINDS, LOTS, Book, Entry, books, rebuilt

EXAMPLES = settings(max_examples=100, deadline=None)


def posted(entries: list[Entry]) -> Book:
    book = Book()
    for entry in entries:
        with suppress(Problem):
            book.post(entry)
    return book


@EXAMPLES
@given(books)
def test_material_and_value_are_conserved_after_every_command(entries: list[Entry]) -> None:
    book = Book()
    for entry in entries:
        with suppress(Problem):
            book.post(entry)
        balances = list(book.stock.balances.values())
        for of, code in LOTS.items():
            assert sum(b.quantity for b in balances if b.key.lot == lot(of, code)) == 0
        assert sum(b.value for b in balances) == 0


@EXAMPLES
@given(books)
def test_balances_are_what_the_moves_add_up_to(entries: list[Entry]) -> None:
    book = posted(entries)
    assert book.standing() == rebuilt(book.moves)


@EXAMPLES
@given(books)
def test_no_place_of_goods_was_below_zero_at_any_instant(entries: list[Entry]) -> None:
    book = posted(entries)
    instants = sorted({at for _, at, _ in book.commands})
    for instant in instants:
        until = [m for _, at, moves in book.commands if at <= instant for m in moves]
        for key, (quantity, value) in rebuilt(until).items():
            if KINDS[book.stock.places[key.place].code] in {"store", "line_side"}:
                assert quantity >= 0
                assert value >= 0


@EXAMPLES
@given(books)
def test_a_serial_stands_in_one_place_or_none(entries: list[Entry]) -> None:
    serial = [
        balance
        for key, balance in posted(entries).stock.balances.items()
        if key.lot == lot("PUMP", "SN-1")
    ]
    final = [b for b in serial if not b.may_go_below and b.quantity != 0]
    assert sum(b.quantity for b in final) <= 1
    assert all(b.quantity == 1 for b in final)
    assert all(-1 <= b.quantity <= 1 for b in serial)


@EXAMPLES
@given(books)
def test_nothing_blocked_reaches_line_side_or_customer(entries: list[Entry]) -> None:
    book = posted(entries)
    for move in book.moves:
        source, target = book.stock.places[move.source.place], book.stock.places[move.target.place]
        if move.source.status == "blocked" and source.is_physical and source != target:
            assert target.kind not in {"line_side", "customer"}


@EXAMPLES
@given(books, st.integers(0, 30))
def test_a_reversal_takes_back_exactly_what_its_command_did(
    entries: list[Entry], which: int
) -> None:
    book = posted(entries)
    if not book.commands:
        return
    _, _, moves = book.commands[which % len(book.commands)]
    before, edges = book.standing(), dict(book.edges)
    try:
        _, _, back = book.post(Entry((), 9, which))
    except Problem:
        assert (book.standing(), book.edges) == (before, edges)
        return
    assert {m.reverses for m in back} <= {m.id for m in moves}
    undone = [m for m in moves if m.id in {b.reverses for b in back}]
    assert rebuilt([*undone, *back]) == {}
    kept = [m for m in book.moves if m not in undone and m not in back]
    assert book.standing() == rebuilt(kept)


@EXAMPLES
@given(books)
def test_every_piece_of_a_lot_is_located_or_accounted_for(entries: list[Entry]) -> None:
    """L12: what came in stands on one side, where it is or went on the other."""
    book = posted(entries)
    for of, code in LOTS.items():
        by_kind = {
            kind: sum(
                (
                    b.quantity
                    for k, b in book.stock.balances.items()
                    if k.lot == lot(of, code) and book.stock.places[k.place].kind == kind
                ),
                ZERO,
            )
            for kind in set(KINDS.values())
        }
        received = -by_kind["supplier"]
        created_less_consumed = -by_kind["transform"]
        there = by_kind["store"] + by_kind["line_side"] + by_kind["customer"] + by_kind["scrap"]
        assert received + created_less_consumed == there + by_kind["adjustment"]


@EXAMPLES
@given(books)
def test_what_was_wholly_reversed_leaves_no_edge(entries: list[Entry]) -> None:
    book = posted(entries)
    for number, (_, _, moves) in enumerate(list(book.commands)):
        if all(m.reverses is None and m.id not in book.reversed for m in moves):
            before = dict(book.edges)
            try:
                book.post(Entry((), 9, number))
            except Problem:
                continue
            touched = {k for k in book.edges if book.edges[k] != before.get(k, (ZERO, ZERO))}
            assert all(len({k[0], k[1]}) == 2 for k in touched)
            break


@EXAMPLES
@given(
    st.integers(1, 10_000),
    st.lists(st.integers(1, 500), min_size=1, max_size=20),
)
def test_taking_goods_bit_by_bit_takes_their_value_to_the_last_cent(
    cents: int, parts: list[int]
) -> None:
    held = Balance(
        key=StockKey(place=place("WH1")), quantity=Decimal(sum(parts)), value=Decimal(cents)
    )
    for part in parts:
        taken = share_of(held, Decimal(part), currency="CNY")
        assert 0 <= taken <= held.value
        held.quantity -= part
        held.value -= taken
    assert (held.quantity, held.value) == (ZERO, ZERO)


@EXAMPLES
@given(st.integers(0, 10**6), st.lists(st.integers(0, 50), min_size=1, max_size=9).filter(any))
def test_shares_sum_to_the_whole(cents: int, weights: list[int]) -> None:
    total = Decimal(cents).scaleb(-2)
    parts = shares(total, [Decimal(weight) for weight in weights], 2)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)


@EXAMPLES
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-3, 3)), max_size=12))
def test_the_least_later_holding_is_found(changes: list[tuple[int, int]]) -> None:
    at = NOON + timedelta(hours=2)
    later = [
        Later(occurred_at=NOON + timedelta(hours=hour), quantity=Decimal(q), value=ZERO)
        for hour, q in changes
    ]
    now = Decimal(100) + sum(q for _, q in changes)
    balance = Balance(
        key=StockKey(place=place("WH1")),
        quantity=now,
        last_occurred_at=max((one.occurred_at for one in later), default=None),
        later=later,
    )
    running = [
        Decimal(100) + sum(q for hour, q in changes if hour <= instant) for instant in range(2, 6)
    ]
    assert lowest_after(balance, at)[0] == min(running)
