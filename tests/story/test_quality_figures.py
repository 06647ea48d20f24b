"""Tasks, charts, capability and defects of inspections: figures and the rows that make them."""

from decimal import Decimal
from typing import TypeVar

import msgspec
import pytest

from taktline.apps.quality.figures.charts import BinRow, CapableRow, PointRow
from taktline.apps.quality.figures.values import ValueRow
from taktline.base.ids import derived_id
from taktline.platform.command import Grant, Principal
from taktline.store import Store
from tests.story.plant import LEAD, Plant, cause, code_of, step, told

pytestmark = pytest.mark.anyio

R = TypeVar("R", bound=msgspec.Struct)

HUNDREDTHS = [
    (7, 9, 10, 10, 12), (9, 10, 10, 13, 13), (6, 8, 9, 10, 11),
    (9, 12, 12, 12, 14), (6, 10, 10, 11, 11), (8, 11, 12, 12, 12),
]  # fmt: skip
ELSEWHERE = Principal(
    id=derived_id("test", "elsewhere"),
    name="elsewhere",
    grants=(
        Grant(needs="test_result:read", node=derived_id("site", "F9")),
        Grant(needs="inspection:read", node=derived_id("site", "F9")),
    ),
)
"""May see the figures of another factory."""


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("WH1", "store"))
    await plant.do(
        "plan", "quality.import_inspection_plan", code="IP-1", material="PLATE",
        characteristics=[
            {"code": "DIA", "unit": "mm", "lsl": "9.90", "usl": "10.10"},
            {"code": "FLAT", "unit": "mm", "usl": "0.05", "natural_limit": "0"},
            {"code": "LOOK", "kind": "attribute"},
        ],
    )  # fmt: skip
    return plant


async def rows_of(plant: Plant, kind: type[R], name: str, /, **asked: object) -> list[R]:
    page = await plant.ask(name, **asked)
    return [one for one in page.rows if isinstance(one, kind)]


async def asked_for(plant: Plant, code: str, operation: str = "patrol inspection") -> None:
    await plant.do(
        code, "quality.request_inspection", code=code, site="F1", material="PLATE",
        quantity="5", operation=operation,
    )  # fmt: skip


async def measured(plant: Plant, code: str, results: list[dict[str, object]]) -> None:
    await plant.do(
        f"results {code}", "quality.record_results", inspection=code, plan="IP-1", results=results
    )


async def study(plant: Plant) -> None:
    """Measure the handbook's six subgroups of five, one patrol each; LOOK fails on one piece."""
    for index, group in enumerate(HUNDREDTHS):
        code = f"Q-{index + 1}"
        await asked_for(plant, code)
        values: list[dict[str, object]] = [
            {"characteristic": "DIA", "piece": piece + 1, "value": str(Decimal(990 + h) / 100)}
            for piece, h in enumerate(group)
        ]
        looks: list[dict[str, object]] = [
            {"characteristic": "LOOK", "piece": piece + 1, "ok": (index, piece) != (2, 0)}
            for piece in range(5)
        ]
        await measured(plant, code, [*values, *looks])


DIA = {"plan": "IP-1", "characteristic": "DIA"}


async def test_the_handbooks_study_is_drawn_from_its_inspections_with_the_published_limits(
    plant: Plant,
) -> None:
    await study(plant)
    points = await rows_of(plant, PointRow, "quality.control_chart", **DIA)
    assert told(await plant.ask("quality.control_chart", **DIA), "chart", "inspection", "size") == [
        ("xbar_r", f"Q-{index}", 5) for index in range(1, 7)
    ]
    first = points[0]
    assert [one.value for one in points] == pytest.approx(
        [9.996, 10.010, 9.988, 10.018, 9.996, 10.010]
    )
    for name, value in (("center", 10.003), ("ucl", 10.0299), ("lcl", 9.9761)):
        assert getattr(first, name) == pytest.approx(value, abs=5e-5), name
    assert first.spread_ucl == pytest.approx(0.0987, abs=5e-5)
    rows = await rows_of(plant, ValueRow, "quality.measurements", **DIA, inspection="Q-1")
    wanted = ["9.97", "9.99", "10.00", "10.00", "10.02"]
    assert [one.value for one in rows] == [Decimal(value) for value in wanted]


async def test_single_values_and_other_subgroups_are_drawn_when_asked_for(plant: Plant) -> None:
    await study(plant)
    singles = await rows_of(plant, PointRow, "quality.control_chart", **DIA, chart="i_mr")
    assert len(singles) == 30
    assert singles[0].spread is None
    assert singles[1].spread == pytest.approx(0.02)
    tens = await rows_of(
        plant, PointRow, "quality.control_chart", **DIA, chart="xbar_s", subgroup=10
    )
    assert [one.size for one in tens] == [10, 10, 10]
    refused = pytest.raises(Exception, match="2 to 25")
    with refused:
        await plant.ask("quality.control_chart", **DIA, subgroup=40)


async def test_capability_is_that_of_the_handbook_and_a_one_sided_limit_has_its_natural_one(
    plant: Plant,
) -> None:
    await study(plant)
    await asked_for(plant, "Q-F")
    flat = [Decimal("0.010"), Decimal("0.012"), Decimal("0.014"), Decimal("0.060")]
    await measured(
        plant, "Q-F",
        [{"characteristic": "FLAT", "piece": n + 1, "value": str(v)} for n, v in enumerate(flat)],
    )  # fmt: skip
    found = await rows_of(plant, CapableRow, "quality.capability", plan="IP-1")
    rows = {one.characteristic: one for one in found}
    assert rows["DIA"].pp == pytest.approx(1.665, abs=6e-4)
    assert rows["DIA"].ppk == pytest.approx(1.615, abs=6e-4)
    assert rows["FLAT"].cp is not None
    assert [getattr(rows["FLAT"], name) for name in ("inspected", "failed")] == [4, 1]
    assert rows["LOOK"].cp is None
    bins = await rows_of(plant, BinRow, "quality.histogram", **DIA, bins=4)
    assert sum(one.count for one in bins) == 30
    low, high = bins[0].smallest, bins[0].largest
    behind = await plant.ask(
        "quality.measurements", **DIA, low=Decimal(str(low)), high=Decimal(str(high))
    )
    assert len(behind.rows) == bins[0].count


async def test_sight_checks_are_drawn_as_shares_of_pieces_and_failures_as_bars(
    plant: Plant,
) -> None:
    await study(plant)
    look = {"plan": "IP-1", "characteristic": "LOOK"}
    shares = told(await plant.ask("quality.control_chart", **look), "chart", "size", "value")
    assert shares == [("p", 5, 0.2 if index == 2 else 0.0) for index in range(6)]
    counts = told(await plant.ask("quality.control_chart", **look, chart="np"), "value", "left_out")
    assert counts[2] == (1.0, 0)
    bars = await plant.ask("quality.pareto", by="characteristic")
    assert told(bars, "key", "plan", "pieces", "cumulative") == [("LOOK", "IP-1", 1, 1.0)]
    failed = await plant.ask("quality.measurements", **look, failed=True)
    assert told(failed, "inspection", "piece", "attribute_ok") == [("Q-3", 1, False)]


async def test_a_task_waits_is_taken_once_and_shows_what_came_of_it(plant: Plant) -> None:
    await plant.execute("UPDATE material SET inspected = true WHERE code = 'PLATE'")
    await plant.do(
        "receive", "inventory.receive_material", site="F1", supplier="S1", inspection="IQ-1",
        lines=[{"material": "PLATE", "place": "WH1", "quantity": "100", "amount": "500",
                "lot": "L1"}],
    )  # fmt: skip
    await asked_for(plant, "Q-1")
    tasks = await plant.ask("quality.inspections")
    assert told(tasks, "code", "kind", "lots", "taken_by") == [
        ("IQ-1", "incoming", ["L1"], None), ("Q-1", "patrol", [], None),
    ]  # fmt: skip
    assert told(await plant.ask("quality.waiting", inspection="IQ-1"), "lot", "quantity") == [
        ("L1", 100)
    ]
    await plant.do("take", "quality.take_inspection", inspection="IQ-1")
    again = await plant.refused("again", "quality.take_inspection", inspection="IQ-1")
    assert again.code == "inspection-taken"
    assert told(await plant.ask("quality.inspections", kind="incoming"), "status") == [("running",)]
    await plant.do(
        "part", "quality.decide_inspection", inspection="IQ-1", decision="conditional",
        reason="forty are scratched",
        parts=[{"lot": "L1", "accepted": "60", "rejected": "40"}],
    )  # fmt: skip
    assert told(await plant.ask("quality.inspections"), "code") == [("Q-1",)]
    decided = await plant.ask("quality.inspections", stand="decided")
    assert told(decided, "code", "decision", "reason") == [
        ("IQ-1", "conditional", "forty are scratched")
    ]
    assert told(await plant.ask("quality.inspection_plans", inspection="Q-1"), "code") == [
        ("IP-1",)
    ]
    checked = await plant.ask("quality.characteristics", plan="IP-1")
    assert told(checked, "code", "kind") == [
        ("DIA", "variable"), ("FLAT", "variable"), ("LOOK", "attribute"),
    ]  # fmt: skip


async def test_a_patrol_is_decided_on_its_results_though_no_goods_wait(plant: Plant) -> None:
    await asked_for(plant, "Q-1")
    silent = await plant.refused(
        "early", "quality.decide_inspection", inspection="Q-1", decision="accept"
    )
    assert silent.code == "nothing-to-decide"
    await measured(plant, "Q-1", [{"characteristic": "LOOK", "ok": False}])
    await plant.do(
        "reject", "quality.decide_inspection", inspection="Q-1", decision="reject", reason="rust"
    )
    decided = await plant.ask("quality.inspections", stand="decided")
    assert told(decided, "code", "status", "decision", "failed") == [
        ("Q-1", "completed", "reject", 1)
    ]


async def test_defects_are_counted_by_what_was_found_and_by_what_caused_them(plant: Plant) -> None:
    await plant.order("WO-1", "100", step(10, "Turn"), step(20, "Pack"))
    await plant.do(
        "ten", "kernel.report_operation", job_order="WO-1-10", good="90",
        defects=[{"quantity": "6", "defect_code": "BURR"},
                 {"quantity": "2", "defect_code": "DENT"}],
    )  # fmt: skip
    await plant.do(
        "twenty", "kernel.report_operation", job_order="WO-1-20", good="80",
        defects=[{"quantity": "2", "defect_code": "DENT", "caused_at_job": "WO-1-10"}],
    )  # fmt: skip
    bars = await plant.ask("quality.pareto")
    assert told(bars, "key", "pieces", "share", "is_vital") == [
        ("BURR", 6, 0.6, True), ("DENT", 4, 0.4, True),
    ]  # fmt: skip
    caused = await plant.ask("quality.pareto", by="caused_at")
    assert told(caused, "key", "pieces") == [("", 8), ("Turn", 2)]
    lines = await plant.ask("quality.defects", defect_code="DENT")
    assert told(lines, "operation", "quantity", "caused_at") == [
        ("Pack", 2, "Turn"), ("Turn", 2, None),
    ]  # fmt: skip
    waits = await plant.ask("quality.to_judge")
    assert told(waits, "job_order", "quantity", "defect_codes") == [
        ("WO-1-10", 8, ["BURR", "DENT"]), ("WO-1-20", 2, ["DENT"]),
    ]  # fmt: skip
    await plant.do(
        "judge", "kernel.judge_defective", job_order="WO-1-10", quantity="8", verdict="scrap",
        defect_code="BURR",
    )  # fmt: skip
    assert told(await plant.ask("quality.to_judge"), "job_order") == [("WO-1-20",)]
    assert told(await plant.ask("quality.pareto"), "pieces") == [(6,), (4,)]


async def test_a_defect_that_is_taken_back_counts_no_longer(plant: Plant) -> None:
    await plant.order("WO-1", "100", step(10, "Turn"))
    await plant.do(
        "ten", "kernel.report_operation", job_order="WO-1-10", good="90",
        defects=[{"quantity": "6", "defect_code": "BURR"}],
    )  # fmt: skip
    await plant.do(
        "fewer", "kernel.correct_report", report=str(cause("ten")), good="92", reason="2",
        defects=[{"quantity": "4", "defect_code": "BURR"}],
    )  # fmt: skip
    assert told(await plant.ask("quality.defects"), "quantity") == [(4,)]
    assert told(await plant.ask("quality.pareto"), "key", "pieces", "reports") == [("BURR", 4, 1)]


async def test_goods_of_a_nonconformity_wait_in_their_store_until_they_are_scrapped(
    plant: Plant,
) -> None:
    await plant.execute("UPDATE material SET inspected = true WHERE code = 'PLATE'")
    arrived = {"material": "PLATE", "place": "WH1", "quantity": "100", "amount": "500", "lot": "L1"}
    await plant.do(
        "receive", "inventory.receive_material", site="F1", supplier="S1", inspection="IQ-1",
        lines=[arrived],
    )  # fmt: skip
    await plant.do(
        "reject", "quality.decide_inspection", inspection="IQ-1", decision="reject", reason="rust",
        parts=[{"lot": "L1", "accepted": "60", "rejected": "40"}],
    )  # fmt: skip
    job = (await plant.rows("SELECT id FROM job_order WHERE code = 'IQ-1'"))[0][0]
    await plant.row(
        "nonconformity", id=derived_id("nonconformity", "NC-1"), code="NC-1", title="rust",
        job_order=job, status="open",
    )  # fmt: skip
    goods = await plant.ask("quality.nonconforming_goods", nonconformity="NC-1")
    assert told(goods, "place", "lot", "quantity", "status", "job_order") == [
        ("WH1", "L1", 40, "rejected", None)
    ]
    line = {"material": "PLATE", "lot": "L1", "source": "WH1", "status": "rejected"}
    scrapped = {"site": "F1", "defect_code": "RUST", "reason": "beyond repair"}
    much = await plant.refused(
        "much", "inventory.scrap_material", **scrapped, lines=[{**line, "quantity": "41"}]
    )
    assert much.code == "shortage"
    await plant.do(
        "scrap", "inventory.scrap_material", **scrapped, lines=[{**line, "quantity": "40"}]
    )
    assert await plant.held("scrap:RUST") == 40
    assert await plant.held("WH1") == 60
    assert (await plant.ask("quality.nonconforming_goods", nonconformity="NC-1")).rows == []


async def test_who_sees_another_factory_sees_none_of_these_figures(plant: Plant) -> None:
    await study(plant)
    for name in ("quality.control_chart", "quality.measurements", "quality.capability"):
        assert (await plant.ask(name, LEAD, **DIA)).rows
        assert (await plant.ask(name, ELSEWHERE, **DIA)).rows == [], name
    assert (await plant.ask("quality.inspections", ELSEWHERE)).rows == []
    assert code_of(await plant.send("one", "quality.take_inspection", inspection="Q-9")) == (
        "not-found"
    )
