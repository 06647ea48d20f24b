"""The golden example through the door on PostgreSQL: the same moves, balances, edges and cents."""

from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from taktline.base.ids import derived_id
from taktline.store import Store
from tests.ledger_fixtures import material
from tests.story.plant import Plant, at, cause
from tests.unit.test_walkthrough_moves import BALANCES, EVENTS, expected_moves
from tests.unit.walkthrough import operations

pytestmark = pytest.mark.anyio
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

LABELS = [f"C{number:02}" for number in range(1, 30)]


async def receipts(plant: Plant) -> None:
    for label, when, supplier, code, lot, quantity, amount in (
        ("C01", "01-05 07:00", "S1", "PLATE", "PL-A", "120", "360.00"),
        ("C02", "01-05 07:05", "S1", "PLATE", "PL-B", "100", "330.00"),
        ("C03", "01-05 07:10", "S2", "SCREW", "SC-1", "500", "26.00"),
    ):
        await plant.do(
            label,
            "inventory.receive_material",
            occurred_at=at(when),
            site="F1",
            supplier=supplier,
            inspection="IQ-1",
            lines=[
                {"material": code, "place": "WH1", "quantity": quantity, "amount": amount,
                 "lot": lot}
            ],
        )  # fmt: skip
    await decide(plant, "C04", "IQ-1", "01-05 07:30")
    lots = (("PLATE", "PL-A", "120"), ("PLATE", "PL-B", "100"), ("SCREW", "SC-1", "500"))
    await plant.do(
        "C05",
        "inventory.move_material",
        occurred_at=at("01-05 07:40"),
        site="F1",
        lines=[
            {"material": m, "lot": lot, "quantity": q, "source": "WH1", "target": "L1"}
            for m, lot, q in lots
        ],
    )


async def decide(plant: Plant, label: str, inspection: str, when: str) -> None:
    await plant.do(
        label,
        "quality.decide_inspection",
        occurred_at=at(when),
        inspection=inspection,
        decision="accept",
    )


async def release(plant: Plant) -> None:
    await plant.do(
        "C06 master",
        "kernel.create_work_master",
        code="R-BR-100",
        material="BR-100",
        operations=msgspec.to_builtins(operations()),
    )
    await plant.do(
        "C06 released", "kernel.release_work_master", work_master="R-BR-100", expected_version=1
    )
    await plant.do(
        "C06 draft",
        "kernel.create_work_order",
        code="WO-7",
        site="F1",
        material="BR-100",
        ordered="100",
        started_quantity="105",
        over_limit="0.05",
        under_limit="0.10",
        lot_policy="per_component_lot",
        receipt_place="FG1",
        work_master="R-BR-100",
    )
    await plant.do(
        "C06",
        "kernel.release_work_order",
        occurred_at=at("01-05 07:50"),
        work_order="WO-7",
        job_codes={"10": "JO-10", "20": "JO-20", "30": "JO-30"},
    )


async def start(plant: Plant, label: str, job: str, when: str) -> None:
    await plant.do(label, "kernel.start_job_order", occurred_at=at(when), job_order=job)


async def complete(plant: Plant, label: str, job: str, when: str) -> None:
    await plant.do(label, "kernel.complete_job_order", occurred_at=at(when), job_order=job)


async def report(plant: Plant, label: str, job: str, when: str, **said: object) -> None:
    await plant.do(label, "kernel.report_operation", **body(job, when, **said))


def body(job: str, when: str, **said: object) -> dict[str, object]:
    hours = {"labor_h": "labor_s", "machine_h": "machine_s"}
    sent: dict[str, object] = {"occurred_at": at(when), "job_order": job}
    for name, value in said.items():
        sent[hours.get(name, name)] = str(D(str(value)) * 3600) if name in hours else value
    return sent


def defects(*lines: tuple[str, str, str]) -> list[dict[str, str]]:
    named = []
    for quantity, outcome, code in lines:
        line = {"quantity": quantity, "outcome": outcome, "defect_code": code}
        named.append(line | ({"rework_job": "RW-1"} if outcome == "rework" else {}))
    return named


async def first_day(plant: Plant) -> None:
    await start(plant, "C07", "JO-10", "01-05 08:00")
    await report(plant, "C08", "JO-10", "01-05 08:10", sample="1", lot="P-1", labor_h="0.10",
                 inspection="QI-1")  # fmt: skip
    refusal = await plant.refused(
        "early", "kernel.report_operation", **body("JO-10", "01-05 08:20", good="39", lot="P-1")
    )
    assert refusal.code == "first-article-open"
    await decide(plant, "C09", "QI-1", "01-05 08:25")
    await report(plant, "C10", "JO-10", "01-05 10:30", good="39", lot="P-1", labor_h="2.00",
                 defects=defects(("1", "scrap", "burr")))  # fmt: skip
    await start(plant, "C11", "JO-20", "01-05 10:35")
    await report(plant, "C12", "JO-10", "01-05 11:30", good="19", lot="P-1", labor_h="0.90")
    await refusals_after_c12(plant)
    await report(plant, "C13", "JO-20", "01-05 12:40", good="20", lot="P-1", labor_h="2.10",
                 machine_h="2.00")  # fmt: skip
    await report(plant, "C14", "JO-10", "01-05 13:30", good="42", lot="P-2", labor_h="2.00")
    await plant.do("C15", "kernel.correct_report", occurred_at=at("01-05 13:34"),
                   report=cause("C14"), good="40", reason="counted again")  # fmt: skip
    await complete(plant, "C16", "JO-10", "01-05 13:36")
    await report(plant, "C17", "JO-20", "01-05 17:00", good="34", lot="P-1", labor_h="4.00",
                 machine_h="3.90", defects=defects(("2", "scrap", "bore"), ("3", "rework", "bore")),
                 )  # fmt: skip
    refusal = await plant.refused(
        "late", "kernel.reverse_command", occurred_at=at("01-05 17:05"), command=cause("C09"),
        reason="too late",
    )  # fmt: skip
    assert str(refusal) == "wip:JO-20 holds 0 pcs of lot P-1; 1 pcs were asked for."
    await start(plant, "C18", "RW-1", "01-05 17:10")
    await report(plant, "C19", "RW-1", "01-05 17:40", good="2", lot="P-1", labor_h="0.50",
                 defects=defects(("1", "scrap", "bore")))  # fmt: skip
    await complete(plant, "C20", "RW-1", "01-05 17:41")


async def refusals_after_c12(plant: Plant) -> None:
    verb = "kernel.report_operation"
    refusal = await plant.refused(
        "much", verb, **body("JO-20", "01-05 12:00", good="60", lot="P-1")
    )
    assert str(refusal) == "wip:JO-20 holds 59 pcs of lot P-1; 60 pcs were asked for."
    refusal = await plant.refused(
        "more", verb, **body("JO-10", "01-05 12:00", good="46", lot="P-2")
    )
    assert refusal.code == "started-exceeded"
    again = body("JO-10", "01-05 10:30", good="39", lot="P-1", labor_h="2.00",
                 defects=defects(("1", "scrap", "burr")))  # fmt: skip
    await plant.do("C10", verb, **again)
    assert (await plant.refused("C10", verb, **again | {"good": "40"})).code == "id-reused"


async def second_day(plant: Plant) -> None:
    await report(plant, "C21", "JO-20", "01-06 12:00", good="39", lot="P-2", labor_h="4.10",
                 machine_h="4.00", defects=defects(("1", "scrap", "bore")))  # fmt: skip
    await complete(plant, "C22", "JO-20", "01-06 12:01")
    await start(plant, "C23", "JO-30", "01-06 13:00")
    await report(plant, "C24", "JO-30", "01-06 15:00", good="56", lot="P-1", labor_h="3.00")
    await report(plant, "C25", "JO-30", "01-06 17:00", good="39", lot="P-2", labor_h="2.00")
    await complete(plant, "C26", "JO-30", "01-06 17:01")
    await ship(plant, "C27", "SH-1", "01-07 09:00", ("P-1", "50"), ("P-2", "10"))
    await plant.do(
        "C28", "kernel.close_work_order", occurred_at=at("01-31 18:00"), work_order="WO-7"
    )
    await plant.do(
        "C29", "kernel.place_hold", occurred_at=at("02-10 10:00"), code="H-1",
        lots=[{"material": "PLATE", "lot": "PL-B"}], reason="supplier notice",
        with_made_from=True,
    )  # fmt: skip


async def ship(plant: Plant, label: str, code: str, when: str, *lots: tuple[str, str]) -> None:
    await plant.do(label, "inventory.ship_material", **shipment(code, when, *lots))


def shipment(code: str, when: str, *lots: tuple[str, str]) -> dict[str, object]:
    return {
        "occurred_at": at(when),
        "site": "F1",
        "code": code,
        "customer": "C9",
        "lines": [
            {"material": "BR-100", "lot": lot, "quantity": quantity, "source": "FG1"}
            for lot, quantity in lots
        ],
    }


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("WH1", "store"), ("L1", "line_side"), ("FG1", "store"))
    await plant.execute(
        "UPDATE material SET standard_cost = 3.00, inspected = true WHERE id = %s",
        material("PLATE"),
    )
    await plant.execute(
        "UPDATE material SET standard_cost = 0.05, lot_traced = 'lot' WHERE id = %s",
        material("SCREW"),
    )
    await plant.execute(
        "INSERT INTO partner (id, code, name, is_supplier, is_customer, created_at, created_by, "
        "updated_at, updated_by) SELECT %s, 'S2', name, true, false, created_at, created_by, "
        "updated_at, updated_by FROM partner WHERE code = 'S1'",
        derived_id("test", "S2"),
    )
    return plant


async def test_the_golden_example_through_the_door(plant: Plant) -> None:
    await receipts(plant)
    await release(plant)
    await first_day(plant)
    await second_day(plant)
    await same_moves(plant)
    await same_balances(plant)
    await same_events(plant)
    await same_genealogy(plant)
    assert await plant.rows(REBUILT) == [(0,)]
    assert await plant.rows(TOTALS) == []
    refusal = await plant.refused(
        "held", "inventory.ship_material", **shipment("SH-2", "02-10 11:00", ("P-2", "1"))
    )
    assert refusal.code == "lot-held"
    await ship(plant, "free", "SH-3", "02-10 11:00", ("P-1", "1"))


async def same_moves(plant: Plant) -> None:
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


async def same_balances(plant: Plant) -> None:
    expected = {}
    for line in BALANCES.strip().splitlines():
        place, lot, quantity, value = line.split()
        expected[place, "" if lot == "=" else lot] = (D(quantity), D(value))
    found = {(row[0], row[1]): (row[2], row[3]) for row in await plant.rows(HELD)}
    assert found == expected


async def same_events(plant: Plant) -> None:
    rows = await plant.rows("SELECT cause, name FROM event ORDER BY cause, ordinal")
    found: dict[object, list[object]] = {}
    for command, name in rows:
        found.setdefault(command, []).append(name)
    for label, names in EVENTS.items():
        assert found.get(cause(label)) == names, label


async def same_genealogy(plant: Plant) -> None:
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
