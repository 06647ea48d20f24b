"""What the ledger allows, chooses and values, without a database; each refusal beside its twin."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from taktline.base.ids import derived_id, uuid7
from taktline.kernel.ledger.allocation import (
    Pick,
    allocate,
    cut_by_hold,
    reservations_cut,
    reservations_used,
)
from taktline.kernel.ledger.checks import checked
from taktline.kernel.ledger.facts import Move, StockKey, StockStatus, lot_id, place_id
from taktline.kernel.ledger.fold import fold_move
from taktline.kernel.ledger.genealogy import closure, edges_of
from taktline.kernel.ledger.refusals import (
    AlreadyReversed,
    BackdatedShortage,
    LotExpired,
    LotHeld,
    NothingAllocatable,
    NothingToReverse,
    SerialTwice,
    Shortage,
    StatusForbids,
    ValueShortage,
)
from taktline.kernel.ledger.reversal import PostedMove, reversal_moves, swapped
from taktline.kernel.ledger.stock import (
    Balance,
    Later,
    Lot,
    Material,
    OpenHold,
    Reservation,
    SiteDay,
    Stock,
    opened,
)
from taktline.kernel.ledger.value import (
    found_value,
    parts_held,
    receipt_moves,
    spread_moves,
    value_taken,
)
from tests.ledger_fixtures import NOON, SITE, opened_place
from tests.ledger_model import KINDS

PLATE = Material(id=derived_id("m", "plate"), code="PLATE", unit="kg", lot_traced="lot")
SCREW = Material(id=derived_id("m", "screw"), code="SCREW", unit="pcs", may_go_below=True)
A, B, C = (lot_id(PLATE.id, code) for code in "ABC")
LOOSE = lot_id(SCREW.id, "-")
EXTRA = {"wip:RW": "wip", "wip:10": "wip", "missing:x": "missing", "variance:price": "variance"}


class Holder:
    """A state that is nothing but stock."""

    def __init__(self, stock: Stock) -> None:
        self.stock = stock


def stock() -> Stock:
    found = Stock(is_whole=True, sites={SITE: SiteDay(id=SITE, zone="Asia/Shanghai")})
    found.materials = {PLATE.id: PLATE, SCREW.id: SCREW}
    for code, kind in {**KINDS, **EXTRA}.items():
        fact = opened_place(code, kind)  # type: ignore[arg-type]  # the kinds are spelled above
        found.places[fact.id] = opened(fact)
    rework = place_id(SITE, "wip:RW")
    found.places[rework] = msgspec.structs.replace(found.places[rework], takes_unreleased=True)
    for lot, code in ((A, "A"), (B, "B"), (C, "C")):
        found.lots[lot] = Lot(id=lot, material=PLATE.id, code=code)
    found.lots[LOOSE] = Lot(id=LOOSE, material=SCREW.id, code="-")
    return found


def key(
    place: str, lot: object = A, status: StockStatus = "available"
) -> StockKey:  # tidy: positional - place, lot, status
    return StockKey(place=place_id(SITE, place), lot=lot, status=status)  # type: ignore[arg-type]  # a lot's id


def put(into: Stock, where: StockKey, quantity: str, *, value: str = "0") -> None:
    into.balances[where] = Balance(
        key=where, quantity=Decimal(quantity), value=Decimal(value), may_go_below=False,
        is_physical=into.places[where.place].is_physical,
    )  # fmt: skip


def move(source: StockKey, target: StockKey, *, quantity: str, value: str | None = None) -> Move:
    return Move(
        id=uuid7(), source=source, target=target, quantity=Decimal(quantity),
        value=None if value is None else Decimal(value),
    )  # fmt: skip


def test_a_shortage_says_what_is_there_and_what_was_asked_for() -> None:
    held = stock()
    put(held, key("WH1"), "4.000000")
    out = move(key("WH1"), key("WH2"), quantity="4")
    checked(held, [out], occurred_at=NOON)
    with pytest.raises(Shortage) as refusal:
        checked(held, [msgspec.structs.replace(out, quantity=Decimal(5))], occurred_at=NOON)
    assert str(refusal.value) == "WH1 holds 4 kg of lot A; 5 kg were asked for."
    assert refusal.value.say("zh") == "WH1 的批次 A 现有 4 kg,需要 5 kg。"


def test_each_move_is_checked_on_what_those_before_it_left() -> None:
    held = stock()
    put(held, key("WH1"), "5")
    moves = [
        move(key("WH1"), key("WH2"), quantity="5"), move(key("WH2"), key("L1"), quantity="5")
    ]  # fmt: skip
    checked(held, moves, occurred_at=NOON)
    with pytest.raises(Shortage, match="WH2"):
        checked(held, moves[::-1], occurred_at=NOON)
    assert held.held(key("WH1")).quantity == 5


@pytest.mark.parametrize(
    ("target", "status", "allowed"),
    [
        ("WH1", "available", True), ("WH2", "blocked", True), ("scrap:x", "available", True),
        ("supplier:S1", "available", True), ("adjustment:count", "available", True),
        ("wip:RW", "available", True), ("transform:1", "available", True),
        ("WH2", "available", False), ("wip:10", "available", False), ("L1", "blocked", False),
        ("customer:C9", "available", False), ("missing:x", "available", False),
    ],
)  # fmt: skip
def test_what_is_blocked_goes_only_where_it_may(
    target: str, status: StockStatus, allowed: bool
) -> None:
    held = stock()
    put(held, key("WH1", A, "blocked"), "5")
    out = move(key("WH1", A, "blocked"), key(target, A, status), quantity="1")
    if allowed:
        checked(held, [out], occurred_at=NOON)
    else:
        with pytest.raises(StatusForbids, match="A at WH1 is blocked"):
            checked(held, [out], occurred_at=NOON)


@pytest.mark.parametrize(
    ("target", "status", "allowed"),
    [
        ("WH1", "blocked", True), ("scrap:x", "available", True),
        ("supplier:S1", "available", True), ("adjustment:count", "available", True),
        ("WH2", "available", False), ("L1", "available", False),
        ("customer:C9", "available", False), ("transform:1", "available", False),
    ],
)  # fmt: skip
def test_a_held_lot_stays_but_for_status_scrap_supplier_and_count(
    target: str, status: StockStatus, allowed: bool
) -> None:
    held = stock()
    put(held, key("WH1"), "5")
    out = move(key("WH1"), key(target, A, status), quantity="1")
    checked(held, [out] if target != "transform:1" else [], occurred_at=NOON)
    held.holds[A] = (OpenHold(id=uuid7(), code="H-1", lot=A),)
    if allowed:
        checked(held, [out], occurred_at=NOON)
    else:
        with pytest.raises(LotHeld, match="held by H-1"):
            checked(held, [out], occurred_at=NOON)


def test_a_held_lot_may_pass_through_making_to_scrap_and_not_one_piece_more() -> None:
    held = stock()
    put(held, key("wip:10"), "5")
    held.holds[A] = (OpenHold(id=uuid7(), code="H-1", lot=A),)
    scrap = move(key("transform:1"), key("scrap:x"), quantity="2")
    checked(held, [move(key("wip:10"), key("transform:1"), quantity="2"), scrap], occurred_at=NOON)
    with pytest.raises(LotHeld):
        checked(
            held, [move(key("wip:10"), key("transform:1"), quantity="3"), scrap], occurred_at=NOON
        )


def test_a_lot_expires_on_its_day_at_the_sites_clock() -> None:
    held = stock()
    put(held, key("WH1"), "5")
    held.lots[A] = msgspec.structs.replace(held.lots[A], expires_on=date(2026, 1, 6))
    out = move(key("WH1"), key("L1"), quantity="1")
    evening = NOON + timedelta(hours=11, minutes=59)
    checked(held, [out], occurred_at=evening)
    with pytest.raises(LotExpired, match="2026-01-06"):
        checked(held, [out], occurred_at=evening + timedelta(minutes=1))
    away = move(key("WH1"), key("WH2"), quantity="1")
    checked(held, [away], occurred_at=NOON + timedelta(days=9))


def test_a_back_dated_move_is_judged_by_the_least_later_holding() -> None:
    held = stock()
    put(held, key("WH1"), "50")
    balance = held.balances[key("WH1")]
    balance.last_occurred_at = NOON + timedelta(hours=3)
    balance.later = [
        Later(occurred_at=NOON + timedelta(hours=2), quantity=Decimal(-90), value=Decimal(0)),
        Later(occurred_at=NOON + timedelta(hours=3), quantity=Decimal(40), value=Decimal(0)),
    ]
    out = move(key("WH1"), key("WH2"), quantity="11")
    with pytest.raises(BackdatedShortage, match="held only 10 kg"):
        checked(held, [out], occurred_at=NOON)
    checked(held, [out], occurred_at=NOON + timedelta(hours=3))
    ten = msgspec.structs.replace(out, quantity=Decimal(10))
    checked(held, [ten], occurred_at=NOON)


def test_goods_cannot_leave_their_worth_behind_nor_take_more_than_there_is() -> None:
    held = stock()
    put(held, key("WH1"), "5", value="50")
    checked(
        held, [move(key("WH1"), key("customer:C9"), quantity="5", value="50")], occurred_at=NOON
    )
    for value in ("49", "51"):
        with pytest.raises(ValueShortage):
            checked(
                held,
                [move(key("WH1"), key("customer:C9"), quantity="5", value=value)],
                occurred_at=NOON,
            )


def test_a_serial_comes_once_from_wherever() -> None:
    held = stock()
    held.lots[A] = msgspec.structs.replace(held.lots[A], is_serial=True)
    first = move(key("supplier:S1"), key("WH1"), quantity="1")
    checked(held, [first], occurred_at=NOON)
    again = move(key("transform:1"), key("WH2"), quantity="1")
    with pytest.raises(SerialTwice, match="already exists at"):
        checked(held, [first, again], occurred_at=NOON)
    with pytest.raises(SerialTwice):
        checked(held, [msgspec.structs.replace(first, quantity=Decimal(2))], occurred_at=NOON)


def shelf() -> Stock:
    held = stock()
    for lot, expires, came in ((A, 8, 1), (B, 6, 3), (C, None, 2)):
        put(held, key("WH1", lot), "10", value="30")
        held.lots[lot] = msgspec.structs.replace(
            held.lots[lot],
            expires_on=None if expires is None else date(2026, expires, 1),
            received_at=NOON - timedelta(days=came),
        )
    return held


def pick(quantity: str, **changes: object) -> Pick:
    wanted = Pick(
        place=place_id(SITE, "WH1"), material=PLATE.id, quantity=Decimal(quantity), at=NOON
    )
    return msgspec.structs.replace(wanted, **changes)


def lots(chosen: list[tuple[StockKey, Decimal]]) -> list[tuple[str, int]]:
    names = {A: "A", B: "B", C: "C"}
    return [(names[k.lot], int(q)) for k, q in chosen if k.lot is not None]


@pytest.mark.parametrize(
    ("rule", "order"),
    [
        ("fefo", [("B", 10), ("A", 5)]), ("fifo", [("B", 10), ("C", 5)]),
        ("lifo", [("A", 10), ("C", 5)]),
    ],
)  # fmt: skip
def test_lots_are_taken_in_the_order_of_the_rule(rule: str, order: list[tuple[str, int]]) -> None:
    assert lots(allocate(shelf(), pick("15", rule=rule))) == order


def test_the_smallest_remainders_go_first_where_units_are_to_be_emptied() -> None:
    held = shelf()
    put(held, key("WH1", C), "2")
    assert lots(allocate(held, pick("5", rule="fewest_units")))[0] == ("C", 2)


def test_a_pinned_lot_is_not_replaced_by_another() -> None:
    assert lots(allocate(shelf(), pick("10", pinned=(A,)))) == [("A", 10)]
    with pytest.raises(Shortage, match="10 kg of lot A; 11 kg"):
        allocate(shelf(), pick("11", pinned=(A,)))


def test_a_mounted_lot_goes_first_and_what_it_lacks_is_taken_by_the_rule() -> None:
    assert lots(allocate(shelf(), pick("10", first=(A,)))) == [("A", 10)]
    assert lots(allocate(shelf(), pick("15", first=(A,)))) == [("A", 10), ("B", 5)]
    assert lots(allocate(shelf(), pick("25", first=(C, A)))) == [("C", 10), ("A", 10), ("B", 5)]


def test_only_what_is_available_in_date_and_not_held_is_allocated() -> None:
    held = shelf()
    assert sum(q for _, q in allocate(held, pick("30"))) == 30
    held.holds[A] = (OpenHold(id=uuid7(), code="H-1", lot=A),)
    later = NOON + timedelta(days=160)
    with pytest.raises(NothingAllocatable, match="has 10 kg of PLATE"):
        allocate(held, pick("11", at=later))
    held.materials[PLATE.id] = msgspec.structs.replace(PLATE, shelf_life_min_days=30)
    held.holds.clear()
    chosen = lots(allocate(held, pick("20", needed_on=date(2026, 5, 20))))
    assert chosen == [("A", 10), ("C", 10)]


def test_a_line_side_may_owe_untraced_material_by_policy_only() -> None:
    held = stock()
    line = place_id(SITE, "L1")
    wanted = pick("5", place=line, material=SCREW.id)
    with pytest.raises(NothingAllocatable):
        allocate(held, wanted)
    held.places[line] = msgspec.structs.replace(held.places[line], may_go_below=True)
    assert allocate(held, wanted) == [(key("L1", LOOSE), Decimal(5))]
    out = move(key("L1", LOOSE), key("transform:1", LOOSE), quantity="5")
    checked(held, [out], occurred_at=NOON)
    with pytest.raises(NothingAllocatable):
        allocate(held, pick("5", place=line))


def promise(quantity: str, **changes: object) -> Reservation:
    made = Reservation(
        id=uuid7(), site=SITE, demand="order:1", material=PLATE.id, quantity=Decimal(quantity)
    )
    return msgspec.structs.replace(made, **changes)


def promised(held: Stock, *promises: Reservation) -> Stock:
    held.reservations = {one.id: one for one in promises}
    held.free_totals = {PLATE.id: Decimal(30)}
    return held


def test_what_is_promised_to_others_is_left_and_ones_own_is_not() -> None:
    held = promised(shelf(), promise("25"))
    with pytest.raises(NothingAllocatable, match="has 5 kg"):
        allocate(held, pick("6", honours_reservations=True))
    allocate(held, pick("6", honours_reservations=True, demand="order:1"))
    allocate(held, pick("30"))


def test_promises_are_cut_soft_before_hard_and_latest_need_first() -> None:
    soon, late = (
        promise("10", needed_on=date(2026, 2, 1)),
        promise("10", needed_on=date(2026, 9, 1)),
    )
    hard = promise("10", balance=key("WH1", A).balance_id())
    held = promised(shelf(), soon, late, hard)
    from_b = [move(key("WH1", B), key("scrap:x", B), quantity="5")]
    assert [(c.id, c.quantity, c.status) for c in reservations_cut(held, from_b)] == [
        (late.id, Decimal(5), "open")
    ]
    whole = cut_by_hold(held, [A])
    assert {c.id: c.status for c in whole} == {late.id: "cut", hard.id: "cut"}
    used = reservations_used(held, from_b, demand="order:1")
    assert [(c.id, c.quantity) for c in used] == [(soon.id, Decimal(5))]


def test_value_taken_is_the_handbooks_screws() -> None:
    held = stock()
    put(held, key("L1", LOOSE), "500", value="26.00")
    first = value_taken(held, key("L1", LOOSE), Decimal(224))
    put(held, key("L1", LOOSE), "276", value=str(Decimal("26.00") - first))
    second = value_taken(held, key("L1", LOOSE), Decimal(156))
    assert (first, second) == (Decimal("11.65"), Decimal("8.11"))


def test_found_goods_come_in_at_the_average_of_the_key_else_of_the_lot_else_planned() -> None:
    held = shelf()
    assert found_value(held, key("WH1"), Decimal(2)) == 6
    assert found_value(held, key("WH2"), Decimal(2)) == 6
    held.materials[PLATE.id] = msgspec.structs.replace(PLATE, standard_cost=Decimal(5))
    held.balances.clear()
    assert found_value(held, key("WH2"), Decimal(2)) == 10


def test_a_place_that_still_owes_gets_the_new_price_as_average() -> None:
    held = stock()
    held.materials[SCREW.id] = msgspec.structs.replace(SCREW, costing="moving_average")
    held.balances[key("L1", LOOSE)] = Balance(
        key=key("L1", LOOSE), quantity=Decimal(-10), value=Decimal(-100), may_go_below=True
    )
    receipt = move(key("supplier:S1", LOOSE), key("L1", LOOSE), quantity="4")
    moves = receipt_moves(
        held, receipt, paid=Decimal(52), variance=place_id(SITE, "variance:price"), new=uuid7
    )
    state = Holder(held)
    for one in moves:
        fold_move(state, one)
    left = held.held(key("L1", LOOSE))
    assert (left.quantity, left.value) == (Decimal(-6), Decimal(-78))


def test_a_late_invoice_goes_to_what_is_still_there_and_the_rest_to_variance() -> None:
    held = stock()
    put(held, key("WH1"), "100", value="1000")
    variance = place_id(SITE, "variance:price")
    over = parts_held(held, [(A, Decimal(150))], elsewhere=variance)
    moves = spread_moves(
        held, Decimal(90), source=place_id(SITE, "supplier:S1"), over=over, new=uuid7
    )
    assert [(held.places[m.target.place].code, m.value) for m in moves] == [
        ("WH1", Decimal("60.00")), ("variance:price", Decimal("30.00")),
    ]  # fmt: skip


@pytest.mark.parametrize(("worth", "bears"), [("500", "wip:10"), ("0", "variance:price")])
def test_in_process_components_bear_a_late_invoice_and_pieces_of_product_do_not(
    worth: str, bears: str
) -> None:
    held = stock()
    put(held, key("WH1"), "30", value="300")
    put(held, key("wip:10"), "50", value=worth)
    over = parts_held(held, [(A, Decimal(80))], elsewhere=place_id(SITE, "variance:price"))
    found = {held.places[one.place].code: part for one, part in over}
    assert found == {"WH1": 30, bears: 50}


def test_a_lot_that_passes_through_is_tied_to_what_was_added_and_not_to_itself() -> None:
    held = stock()
    moves = [
        move(key("L1", B), key("transform:1", B), quantity="224"),
        move(key("wip:10", A), key("transform:1", A), quantity="56"),
        move(key("transform:1", A), key("WH1", A), quantity="56"),
    ]
    (edge,) = edges_of(moves, held.places)
    assert (edge.input_lot, edge.output_lot) == (B, A)
    assert (edge.quantity_in, edge.quantity_out) == (Decimal(224), Decimal(56))
    assert edges_of([*moves, *swapped(moves, uuid7)], held.places) == []


def test_only_what_stands_of_a_command_is_reversed_and_only_once() -> None:
    moves = [
        move(key("WH1"), key("WH2"), quantity="1"), move(key("WH2"), key("L1"), quantity="1")
    ]  # fmt: skip
    cause = uuid7()
    posted = [PostedMove(move=one, cause=cause) for one in moves]
    back = reversal_moves(posted, command=cause, new=uuid7)
    assert [one.reverses for one in back] == [moves[1].id, moves[0].id]
    assert back[0].source == moves[1].target
    done = [msgspec.structs.replace(one, reversed_by=uuid7()) for one in posted]
    with pytest.raises(AlreadyReversed):
        reversal_moves(done, command=cause, new=uuid7)
    with pytest.raises(NothingToReverse):
        reversal_moves([PostedMove(move=back[0], cause=cause)], command=cause, new=uuid7)


def test_what_was_made_from_a_lot_is_reached_nearest_first_and_not_beyond_the_limit() -> None:
    edges = [(A, B), (B, C), (A, C)]
    assert closure(edges, [A], limit=10) == [B, C]
    assert closure(edges, [A], limit=1) == [B]
    assert closure(edges, [C], limit=10) == []
