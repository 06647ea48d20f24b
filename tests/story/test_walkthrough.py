"""The golden example through the door on PostgreSQL: the same moves, balances, edges and cents.

One work order of 100 brackets, 29 commands, 68 moves (walkthrough, sections 1 to 6). It is played
once; the tests read what it left, and change nothing.
"""

from collections import defaultdict
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from taktline.store import Store
from tests.story.golden import LABELS, played, shipment
from tests.story.plant import Plant, at, cause, told
from tests.unit.test_walkthrough_moves import (
    BALANCES,
    COLUMNS,
    EVENTS,
    ON_THE_WAY,
    expected_moves,
)

pytestmark = [pytest.mark.anyio, pytest.mark.worked_example]
D = Decimal

MOVES = """
    SELECT m.cause, s.code || CASE WHEN m.source_status = 'available' THEN ''
            ELSE '!' || m.source_status END,
        t.code || CASE WHEN m.target_status = 'available' THEN '' ELSE '!' || m.target_status END,
        coalesce(l.code, ''), m.quantity, m.value, r.cause, r.line
    FROM move m
    JOIN place s ON s.id = m.source_place JOIN place t ON t.id = m.target_place
    LEFT JOIN lot l ON l.id = m.lot LEFT JOIN move r ON r.id = m.reverses
    ORDER BY m.recorded_at, m.line"""
HELD = """
    SELECT p.code, coalesce(l.code, ''), sum(b.quantity), sum(b.value)
    FROM balance b JOIN place p ON p.id = b.place LEFT JOIN lot l ON l.id = b.lot
    GROUP BY 1, 2 HAVING sum(b.quantity) <> 0 OR sum(b.value) <> 0"""
REBUILT = """
    SELECT count(*) FROM (
        SELECT place, lot, handling_unit, status, owner,
            sum(quantity) AS quantity, sum(value) AS value
        FROM (
            SELECT target_place AS place, lot, target_handling_unit AS handling_unit,
                target_status AS status, target_owner AS owner, quantity,
                coalesce(value, 0) AS value FROM move
            UNION ALL SELECT source_place, lot, source_handling_unit, source_status,
                source_owner, -quantity, -coalesce(value, 0) FROM move) AS ends
        GROUP BY place, lot, handling_unit, status, owner
        HAVING sum(quantity) <> 0 OR sum(value) <> 0
        EXCEPT
        SELECT place, lot, handling_unit, status, owner, sum(quantity), sum(value)
        FROM balance GROUP BY place, lot, handling_unit, status, owner) AS differs"""
TOTALS = """
    SELECT j.code FROM job_order j
    LEFT JOIN (
        SELECT job_order, sum(sign * good) AS good, sum(sign * scrap) AS scrap,
            sum(sign * rework) AS rework, sum(sign * (sample - from_sample)) AS sample,
            sum(sign * (defective - from_defective)) AS defective
        FROM job_response GROUP BY job_order) AS s ON s.job_order = j.id
    WHERE (j.good, j.scrap, j.rework, j.sample, j.defective) IS DISTINCT FROM (
        coalesce(s.good, 0), coalesce(s.scrap, 0), coalesce(s.rework, 0),
        coalesce(s.sample, 0), coalesce(s.defective, 0))"""

OUT_OF_TRANSFORM = """
    SELECT m.cause, s.code, t.code, coalesce(l.code, ''), m.quantity, coalesce(m.value, 0)
    FROM move m JOIN place s ON s.id = m.source_place JOIN place t ON t.id = m.target_place
    LEFT JOIN lot l ON l.id = m.lot"""
YEAR = {"since": at("01-01 00:00"), "until": at("12-31 00:00")}


@pytest.fixture(scope="module")
async def plant(store: Store, module_tenant: str) -> Plant:
    return await played(store, module_tenant)


async def test_29_commands_post_the_68_moves_in_their_order(plant: Plant) -> None:
    labels = {cause(label): label for label in LABELS}
    rows = await plant.rows(MOVES)
    numbers = {}
    counted: dict[object, int] = {}
    for index, row in enumerate(rows):
        counted[row[0]] = counted.get(row[0], -1) + 1
        numbers[row[0], counted[row[0]]] = index + 1
    lines = await plant.rows("SELECT cause, line FROM move ORDER BY recorded_at, line")
    by_line = {line: index + 1 for index, line in enumerate(lines)}
    found = [
        (
            labels[msgspec.convert(row[0], UUID)],
            row[1],
            row[2],
            row[3],
            row[4],
            row[5],
            None if row[6] is None else by_line[row[6], row[7]],
        )
        for row in rows
    ]
    assert found == expected_moves()
    assert len(found) == 68


async def test_quantities_on_the_way_are_those_of_each_column(plant: Plant) -> None:
    """Section 3: after each command, pieces of P-1 / P-2 at every place, zero in the row's sum."""
    held: defaultdict[tuple[object, object], Decimal] = defaultdict(Decimal)
    rows = [line.split() for line in ON_THE_WAY.strip().splitlines()]
    moves = await plant.rows(OUT_OF_TRANSFORM + " ORDER BY m.recorded_at, m.line")
    after = {label: index for index, label in enumerate(LABELS)}
    order = {cause(label): index for label, index in after.items()}
    for label, *cells in rows:
        held.clear()
        for by, source, target, lot, quantity, _ in moves:
            if order[msgspec.convert(by, UUID)] <= after[label]:
                held[source, lot] -= D(str(quantity))
                held[target, lot] += D(str(quantity))
        for places, cell in zip(COLUMNS, cells, strict=True):
            both = [sum((held[place, lot] for place in places), D(0)) for lot in ("P-1", "P-2")]
            assert "/".join(f"{one.normalize():f}" for one in both) == cell, (label, places)


async def test_balances_at_the_end_are_those_of_the_table_and_sum_to_nothing(plant: Plant) -> None:
    expected = {}
    for line in BALANCES.strip().splitlines():
        place, lot, quantity, value = line.split()
        expected[place, "" if lot == "=" else lot] = (D(quantity), D(value))
    found = {(row[0], row[1]): (row[2], row[3]) for row in await plant.rows(HELD)}
    assert found == expected
    assert sum(value for _, value in expected.values()) == 0
    assert await plant.rows(REBUILT) == [(0,)]
    assert await plant.proved()


async def test_stock_is_35_pieces_20_kg_of_plate_and_120_screws_worth_881_57(plant: Plant) -> None:
    kept = "SELECT kind, sum(quantity), sum(b.value) FROM balance b JOIN place p ON p.id = b.place "
    rows = await plant.rows(kept + "WHERE b.is_physical AND b.quantity <> 0 GROUP BY 1 ORDER BY 1")
    assert rows == [("line_side", 140, D("72.24")), ("store", 35, D("809.33"))]
    assert D("72.24") + D("809.33") == D("881.57")


async def test_every_command_tells_its_events(plant: Plant) -> None:
    rows = await plant.rows("SELECT cause, name FROM event ORDER BY cause, ordinal")
    found: dict[object, list[object]] = {}
    for command, name in rows:
        found.setdefault(command, []).append(name)
    for label, names in EVENTS.items():
        assert found.get(cause(label)) == names, label


async def test_lots_are_tied_by_the_commands_that_consumed_and_produced(plant: Plant) -> None:
    rows = await plant.rows(
        "SELECT i.code, o.code, p.code, sum(e.quantity_in), sum(e.quantity_out) FROM lot_edge e "
        "JOIN lot i ON i.id = e.input_lot JOIN lot o ON o.id = e.output_lot "
        "JOIN place p ON p.id = e.transform GROUP BY 1, 2, 3 ORDER BY 1, 2"
    )
    assert rows == [
        ("PL-A", "P-1", "transform:JO-10", 120, 60),
        ("PL-B", "P-2", "transform:JO-10", 80, 40),
        ("SC-1", "P-1", "transform:JO-30", 224, 56),
        ("SC-1", "P-2", "transform:JO-30", 156, 39),
    ]


async def test_totals_are_the_sums_of_the_responses(plant: Plant) -> None:
    """Operation 10: 99 and 1; 20: 93, 3 and 3; rework: 2 and 1; 30: 95."""
    assert await plant.rows(TOTALS) == []
    progress = await plant.ask("kernel.work_order_progress", work_order="WO-7")
    made = [row for row in told(progress, "code", "good", "scrap", "rework", "sample", "in_process")
            if row[0] in ("JO-10", "JO-20", "RW-1", "JO-30")]  # fmt: skip
    assert sorted(made, key=str) == [
        ("JO-10", D(99), D(1), D(0), D(0), D(0)), ("JO-20", D(93), D(3), D(3), D(0), D(0)),
        ("JO-30", D(95), D(0), D(0), D(0), D(0)), ("RW-1", D(2), D(1), D(0), D(0), D(0)),
    ]  # fmt: skip


async def test_a_held_lot_is_not_shipped_and_the_other_is_free(plant: Plant) -> None:
    when = "02-10 11:00"
    refusal = await plant.refused(
        "held", "inventory.ship_material", **shipment("SH-2", when, ("P-2", "1"))
    )
    assert (refusal.code, refusal.values["hold"]) == ("lot-held", "H-1")
    twin = shipment("SH-3", when, ("P-1", "1"))
    await plant.do("free", "inventory.ship_material", **twin, dry_run=True)


async def test_planned_cost_grows_from_9_to_19_to_22_20(plant: Plant) -> None:
    """2 x 3.00 + 0.05 h x 60; + 0.10 h x 60 + 0.10 h x 40; + 4 x 0.05 + 0.05 h x 60."""
    found = [await plant.ask("kernel.job_order", job_order=f"JO-{n}") for n in (10, 20, 30)]
    assert [told(page, "planned_cost")[0][0] for page in found] == [D(9), D(19), D("22.2")]


async def test_the_order_cost_2281_76_and_gave_all_of_it_away_again(plant: Plant) -> None:
    """Section 5: plate 360.00 + 264.00 and screws 19.76; 20.70 h and 9.90 h; nothing is left."""
    page = await plant.ask("kernel.work_order_cost", work_order="WO-7")
    cost = {row[0]: D(str(row[1])) for row in told(page, "account", "amount")}
    assert cost == {
        "component": D("643.76"), "absorption:labor": D(1242), "absorption:machine": D(396),
        "receipt": -(D(2109) + D("5.54") + D("26.79")), "scrap": D(-85), "variance": D("-55.43"),
    }  # fmt: skip
    came_in = D("643.76") + 1242 + 396
    assert (came_in, sum(cost.values())) == (D("2281.76"), 0)


async def test_a_piece_cost_23_12_with_scrap_apart_and_24_02_with_scrap_absorbed(
    plant: Plant,
) -> None:
    page = await plant.ask("kernel.work_order_cost", work_order="WO-7")
    cost = {str(name): D(str(amount)) for name, amount in told(page, "account", "amount")}
    came_in = sum((amount for amount in cost.values() if amount > 0), D(0))
    good = D(str((await plant.rows("SELECT good FROM job_order WHERE code = 'JO-30'"))[0][0]))
    cents = D("0.01")
    assert ((came_in + cost["scrap"]) / good).quantize(cents) == D("23.12")
    assert (came_in / good).quantize(cents) == D("24.02")
    assert await plant.worth("customer:C9") == 1332  # Cost of sales.


async def test_what_is_left_before_the_close_is_87_76_and_every_part_has_its_cause(
    plant: Plant,
) -> None:
    """Plate B 24.00 dearer, screws 0.76, boring 18.00, assembly 15.00, rework 30.00."""
    rows = await plant.rows(OUT_OF_TRANSFORM + " WHERE m.cause <> %s", cause("C28"))
    left: defaultdict[str, Decimal] = defaultdict(Decimal)
    parts: defaultdict[str, Decimal] = defaultdict(Decimal)
    hours: defaultdict[str, Decimal] = defaultdict(Decimal)
    for _, source, target, _, _, value in rows:
        amount = D(str(value))
        left[str(target)] += amount
        left[str(source)] -= amount
        for place, sign in ((str(target), 1), (str(source), -1)):
            other = str(source if sign == 1 else target)
            (hours if other.startswith("absorption") else parts)[place + other[:1]] += sign * amount
    jobs = ("JO-10", "JO-20", "JO-30", "RW-1")
    assert [left[f"transform:{job}"] for job in jobs] == [915, 951, D("-1789.24"), 11]
    assert sum(left[f"transform:{job}"] for job in jobs) == D("87.76")
    made = {"JO-10": 100, "JO-20": 99, "JO-30": 95}
    plates = parts["transform:JO-10L"] - made["JO-10"] * 2 * 3
    screws = parts["transform:JO-30L"] - made["JO-30"] * 4 * D("0.05")
    pressing = hours["transform:JO-10a"] - made["JO-10"] * 3
    boring = hours["transform:JO-20a"] - made["JO-20"] * 10
    assembly = hours["transform:JO-30a"] - made["JO-30"] * 3
    rework = hours["transform:RW-1a"]
    causes = [plates, screws, pressing, boring, assembly, rework]
    assert causes == [24, D("0.76"), 0, 18, 15, 30]
    assert sum(causes) == D("87.76")


async def test_the_close_gives_5_54_and_26_79_to_stock_and_55_43_to_what_is_gone(
    plant: Plant,
) -> None:
    """87.76 over 95 pieces: 6 and 29 in stock, 60 shipped, by largest remainder."""
    assert await plant.moves("C28") == [
        "transform:JO-10 -> transform:JO-30 | - | - | 915.00",
        "transform:JO-20 -> transform:JO-30 | - | - | 951.00",
        "transform:RW-1 -> transform:JO-30 | - | - | 11.00",
        "transform:JO-30 -> FG1 | P-1 | - | 5.54",
        "transform:JO-30 -> FG1 | P-2 | - | 26.79",
        "transform:JO-30 -> variance:settlement | - | - | 55.43",
    ]


async def test_first_pass_yield_is_99_then_93_94_then_100_and_93_rolled(plant: Plant) -> None:
    """The good first article counts as good; 95 of the 100 ordered came out: 95.00 %."""
    page = await plant.ask("cockpit.yields", work_order="WO-7", **YEAR)
    shown = [(row[0], f"{row[1]:.2%}", row[2]) for row in told(page, "sequence", "first_pass",
             "rolled")]  # fmt: skip
    assert [one[:2] for one in shown] == [
        (10, "99.00%"), (20, "93.94%"), (30, "100.00%"), (None, "93.00%"),
    ]  # fmt: skip
    assert f"{shown[-1][2]:.2%}" == "93.00%"
    rows = await plant.rows("""SELECT j.good / w.ordered FROM job_order j
        JOIN work_order w ON w.id = j.work_order WHERE j.code = 'JO-30'""")
    assert rows == [(D("0.95"),)]


async def test_forward_from_plate_b_is_one_lot_and_ten_pieces_at_one_customer(
    plant: Plant,
) -> None:
    """20 kg at the line, 80 kg in P-2: 29 in stock, 10 at C9, 1 scrapped; P-1 is not touched."""
    page = await plant.ask("kernel.trace", material="PLATE", lot="PL-B")
    fields = ("lot", "in_stock", "shipped", "scrapped", "partners", "held_by")
    assert told(page, *fields) == [
        ("PL-B", D(20), D(0), D(0), ["S1"], ["H-1"]), ("P-2", D(29), D(10), D(1), ["C9"], ["H-1"]),
    ]  # fmt: skip


async def test_backward_from_p1_are_its_plate_and_its_screws_and_their_suppliers(
    plant: Plant,
) -> None:
    page = await plant.ask("kernel.trace", material="BR-100", lot="P-1", direction="backward")
    found = {row[0]: row[1:] for row in told(page, "lot", "partners", "job_orders")}
    assert found["PL-A"] == (["S1"], ["transform:JO-10"])
    assert found["SC-1"] == (["S2"], ["transform:JO-30"])
    assert set(found) == {"P-1", "PL-A", "SC-1"}
    through = "SELECT sum(quantity) FROM move m JOIN place p ON p.id = m.target_place "
    assert await plant.rows(through + "WHERE p.code = 'wip:RW-1'") == [(3,)]


@pytest.mark.parametrize(
    ("material", "lot", "came", "stands"),
    [
        ("PLATE", "PL-A", {"received": 120}, {"consumed": 120}),
        ("PLATE", "PL-B", {"received": 100}, {"consumed": 80, "in_stock": 20}),
        ("SCREW", "SC-1", {"received": 500}, {"consumed": 380, "in_stock": 120}),
        ("BR-100", "P-1", {"created": 60}, {"in_stock": 6, "shipped": 50, "scrapped": 4}),
        ("BR-100", "P-2", {"created": 40}, {"in_stock": 29, "shipped": 10, "scrapped": 1}),
    ],
)
async def test_every_piece_of_a_lot_is_located_or_accounted_for(
    plant: Plant, material: str, lot: str, came: dict[str, int], stands: dict[str, int]
) -> None:
    (balance,) = (await plant.ask("kernel.mass_balance", material=material, lot=lot)).rows
    shown = msgspec.to_builtins(balance)
    numbers = {name: D(shown[name]) for name in shown if name not in ("unit", "located_share")}
    assert {name: value for name, value in numbers.items() if value != 0} == came | stands
    assert D(shown["located_share"]) == 1
