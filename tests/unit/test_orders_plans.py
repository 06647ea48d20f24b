"""Routes typed in one line, planned cost, shares of a report: the small sums of orders."""

from decimal import Decimal
from uuid import UUID

import pytest

from taktline.base.ids import derived_id
from taktline.base.quantity import ZERO
from taktline.kernel.orders.content import (
    Operation,
    OperationDependency,
    OperationMaterial,
    WorkMasterContent,
)
from taktline.kernel.orders.route import BadRoute, parse_route
from taktline.kernel.orders.shares import NoShare, PersonLine, SharesDiffer, person_shares
from taktline.kernel.orders.snapshot import planned_costs
from taktline.kernel.orders.work_master import BadOperation, resolved
from tests.unit.orders_floor import Floor
from tests.unit.walkthrough import materials, operations

D = Decimal
PERSONS = [derived_id("person", name) for name in ("Li", "Wang", "Zhao")]


@pytest.mark.parametrize(
    "text",
    ["下料→数车→钻攻→发黑(委外)→磨→检→包装", "下料->数车 -> 钻攻/发黑（委外）;磨；检\n包装"],
)
def test_a_route_typed_in_one_line_becomes_operations(text: str) -> None:
    content = parse_route(text)
    operations = content.operations
    names = [operation.name for operation in operations]
    assert names == ["下料", "数车", "钻攻", "发黑", "磨", "检", "包装"]
    assert [operation.sequence for operation in operations] == [10, 20, 30, 40, 50, 60, 70]
    assert [operation.name for operation in operations if operation.is_outside] == ["发黑"]
    assert content.is_typed, "so that its reports may come out of order, unless a class says no"


@pytest.mark.parametrize("text", ["", "A->->B", "A->", "→".join("x" * 100), "A->" + "b" * 81])
def test_a_route_with_a_step_that_cannot_be_read_is_refused(text: str) -> None:
    parse_route("A->B")
    with pytest.raises(BadRoute):
        parse_route(text)


def test_planned_cost_counts_what_both_branches_of_a_join_cost_once() -> None:
    def operation(sequence: int, hours: str, *before: int) -> Operation:
        return Operation(
            sequence=sequence,
            name="x",
            planned_labor_s=D(hours) * 3600,
            labor_rate=D(10),
            dependencies=tuple(OperationDependency(predecessor=one) for one in before),
        )

    content = WorkMasterContent(
        operations=(
            operation(10, "1"), operation(20, "2", 10), operation(30, "3", 10),
            operation(40, "4", 20, 30),
        )
    )  # fmt: skip
    costs = planned_costs(content, ordered=D(1), price=lambda _: ZERO)
    assert costs == {10: D(10), 20: D(30), 30: D(40), 40: D(100)}


def test_scrap_share_and_fixed_quantities_raise_the_planned_cost() -> None:
    line = OperationMaterial(
        material=str(UUID(int=1)), quantity_per=D(9), scrap_share=D("0.1"), fixed=D(50)
    )
    content = WorkMasterContent(operations=(Operation(sequence=10, name="x", materials=(line,)),))
    costs = planned_costs(content, ordered=D(100), price=lambda _: D(2))
    assert costs == {10: D(21)}


def test_an_operation_that_cannot_be_worked_is_refused() -> None:
    floor = Floor(*materials())
    resolved(floor.shop, WorkMasterContent(operations=operations()))
    twice = (Operation(sequence=10, name="A"), Operation(sequence=10, name="B"))
    with pytest.raises(BadOperation, match="stands twice"):
        resolved(floor.shop, WorkMasterContent(operations=twice))
    with pytest.raises(BadOperation) as none:
        resolved(floor.shop, WorkMasterContent(operations=()))
    assert none.value.say("zh") == "工序 -:须有 1 至 200 道工序。"
    lossy = OperationMaterial(material="PLATE", scrap_share=D(1))
    with pytest.raises(BadOperation, match="scrap share"):
        resolved(
            floor.shop,
            WorkMasterContent(operations=(Operation(sequence=10, name="A", materials=(lossy,)),)),
        )


def test_shares_by_coefficient_are_exact() -> None:
    lines = tuple(PersonLine(person=str(one)) for one in PERSONS)
    found = person_shares(lines, PERSONS, rule="equal", pieces=D(100), labor_s=D(100), places=0)
    assert [one.quantity for one in found] == [34, 33, 33]
    assert sum(one.share for one in found) == 1
    assert sum(one.labor_s for one in found) == 100


def test_given_pieces_must_come_to_the_report() -> None:
    def given(*pieces: str) -> tuple[PersonLine, ...]:
        return tuple(
            PersonLine(person=str(one), quantity=D(quantity))
            for one, quantity in zip(PERSONS, pieces, strict=False)
        )

    found = person_shares(
        given("30", "10"), PERSONS[:2], rule="given", pieces=D(40), labor_s=ZERO, places=0
    )
    assert [one.quantity for one in found] == [30, 10]
    with pytest.raises(SharesDiffer):
        person_shares(
            given("30", "9"), PERSONS[:2], rule="given", pieces=D(40), labor_s=ZERO, places=0
        )
    with pytest.raises(NoShare):
        person_shares(
            given("40", "0"), [PERSONS[0]] * 2, rule="given", pieces=D(40), labor_s=ZERO, places=0
        )
