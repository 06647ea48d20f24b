"""The golden example told through the door: one order from the receipt of its plates to the hold.

Work order WO-7, 100 brackets, in 29 commands; what they post is compared by the tests.
"""

from decimal import Decimal

import msgspec

from taktline.base.ids import derived_id
from taktline.store import Store
from tests.ledger_fixtures import material
from tests.story.plant import Plant, at, cause
from tests.unit.walkthrough import operations

D = Decimal
LABELS = [f"C{number:02}" for number in range(1, 30)]


async def prepared(store: Store, tenant: str) -> Plant:
    """Return the plant before the first command."""
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


def taken_back(label: str, clock: str) -> dict[str, object]:
    when = at(f"01-05 {clock}")
    return {"occurred_at": when, "command": cause(label), "reason": "to see whether it may be"}


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
    refusal = await plant.refused("sampled", "kernel.reverse_command", **taken_back("C08", "08:26"))
    assert str(refusal) == "wip:QI-1 holds 0 pcs of lot P-1; 1 pcs were asked for."
    await report(plant, "C10", "JO-10", "01-05 10:30", good="39", lot="P-1", labor_h="2.00",
                 defects=defects(("1", "scrap", "burr")))  # fmt: skip
    await start(plant, "C11", "JO-20", "01-05 10:35")
    await report(plant, "C12", "JO-10", "01-05 11:30", good="19", lot="P-1", labor_h="0.90")
    await refusals_after_c12(plant)
    await report(plant, "C13", "JO-20", "01-05 12:40", good="20", lot="P-1", labor_h="2.10",
                 machine_h="2.00")  # fmt: skip
    await plant.do("in time", "kernel.reverse_command", **taken_back("C09", "12:45"), dry_run=True)
    await report(plant, "C14", "JO-10", "01-05 13:30", good="42", lot="P-2", labor_h="2.00")
    await plant.do("C15", "kernel.correct_report", occurred_at=at("01-05 13:34"),
                   report=cause("C14"), good="40", reason="counted again")  # fmt: skip
    await complete(plant, "C16", "JO-10", "01-05 13:36")
    await report(plant, "C17", "JO-20", "01-05 17:00", good="34", lot="P-1", labor_h="4.00",
                 machine_h="3.90", defects=defects(("2", "scrap", "bore"), ("3", "rework", "bore")),
                 )  # fmt: skip
    refusal = await plant.refused("late", "kernel.reverse_command", **taken_back("C09", "17:05"))
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
    refusal = await plant.refused(
        "over", "kernel.report_operation", **body("JO-10", "01-06 17:05", good="1", lot="P-2")
    )
    assert str(refusal).startswith("JO-10 is completed")
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


async def played(store: Store, tenant: str) -> Plant:
    """Return the plant after all 29 commands."""
    plant = await prepared(store, tenant)
    await receipts(plant)
    await release(plant)
    await first_day(plant)
    await second_day(plant)
    return plant
