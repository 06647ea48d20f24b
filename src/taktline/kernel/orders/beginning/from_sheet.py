"""Half-done orders out of a sheet: one row an operation at which something lies or was lost."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from taktline.base.text import Text
from taktline.catalog.sheets.field import SheetField
from taktline.catalog.sheets.rows import SheetRow
from taktline.catalog.sheets.target import RowCommand, Target
from taktline.kernel.resources.from_sheet import MATERIAL, material_fields

HEAD = ("site", "occurred_at")
OPERATION = (
    "sequence", "operation", "waiting", "finished", "scrapped", "outside", "supplier", "lot",
    "value",
)  # fmt: skip


class HalfDone(Target, frozen=True, kw_only=True):
    """Rows of which those of one order become one command, each an operation of it."""

    def commands(self, rows: Sequence[SheetRow], *, same: Mapping[str, object]) -> list[RowCommand]:
        """Return one command an order.

        What is said of the order may stand in its first row only; rows that say something else of
        it are another order of the same code, which is refused there.
        """
        orders: list[tuple[dict[str, object], list[SheetRow]]] = []
        of_code: dict[object, list[tuple[dict[str, object], list[SheetRow]]]] = defaultdict(list)
        for row in rows:
            said = {k: v for k, v in {**same, **row.values}.items() if k not in OPERATION}
            alike = of_code[said.get("code")]
            known = next((one for one in alike if _fits(one[0], said)), None)
            if known is None:
                known = (said, [])
                alike.append(known)
                orders.append(known)
            known[0].update(said)
            known[1].append(row)
        return [self._opened(said, of) for said, of in orders]

    def _opened(
        self, said: Mapping[str, object], rows: Sequence[SheetRow]
    ) -> RowCommand:  # tidy: positional - an order and its rows
        head = {name: said[name] for name in HEAD if name in said}
        order = {name: value for name, value in said.items() if name not in HEAD}
        operations = [{k: v for k, v in row.values.items() if k in OPERATION} for row in rows]
        return RowCommand(
            verb=self.verb,
            lines=tuple(row.line for row in rows),
            body={**head, "orders": [{**order, "operations": operations}]},
            at=tuple(f"/orders/0/operations/{index}" for index in range(len(rows))),
        )


def _fits(
    known: Mapping[str, object], said: Mapping[str, object]
) -> bool:  # tidy: positional - two alike
    """Say whether two rows of one code are of one order: nothing contradicts."""
    return all(known[name] == value for name, value in said.items() if name in known)


OPENING_ORDERS = HalfDone(
    name="opening_order",
    verb="kernel.open_work_orders",
    label=Text(en="Half-done orders", zh="期初在制工单"),
    fields=(
        SheetField(
            name="code",
            label=Text(en="Work order", zh="工单号"),
            kind="code",
            required=True,
            words=("工单", "生产单号", "制令单", "制单", "单号", "任务单", "MO", "WO", "order"),
        ),
        SheetField(
            name="site",
            label=Text(en="Site", zh="工厂"),
            kind="link",
            to="site",
            required=True,
            words=("厂区", "plant", "factory"),
        ),
        SheetField(
            name="material",
            label=Text(en="Material", zh="物料"),
            kind="link",
            to="material",
            required=True,
            words=("料号", "品号", "产品", "零件号", "图号", "part", "item", "product"),
        ),
        SheetField(
            name="ordered",
            label=Text(en="Ordered", zh="订单数量"),
            kind="number",
            required=True,
            words=("数量", "计划数量", "生产数量", "计划数", "订单数", "qty", "order quantity"),
        ),
        SheetField(
            name="started_quantity",
            label=Text(en="Started quantity", zh="投产数量"),
            kind="number",
            words=("投产数", "投料数", "投料数量"),
        ),
        SheetField(
            name="route",
            label=Text(en="Route", zh="工艺路线"),
            words=("工艺", "工艺流程", "流程", "routing"),
        ),
        SheetField(
            name="work_master",
            label=Text(en="Work master", zh="作业模板"),
            kind="link",
            to="work_master",
            words=("工艺编号", "工艺版本"),
        ),
        SheetField(
            name="operation",
            label=Text(en="Operation", zh="工序"),
            words=("工序名称", "当前工序", "所在工序", "operation name"),
        ),
        SheetField(
            name="sequence",
            label=Text(en="Operation no.", zh="工序号"),
            kind="number",
            words=("序号", "工序序号", "op", "op no"),
        ),
        SheetField(
            name="waiting",
            label=Text(en="Waiting there", zh="待加工数"),
            kind="number",
            words=("在制数", "在制数量", "在制", "待加工", "结存", "现有数", "wip"),
        ),
        SheetField(
            name="finished",
            label=Text(en="Finished so far", zh="已完工数"),
            kind="number",
            words=("已完工", "完工数", "完成数", "已完成", "合格数", "good", "done"),
        ),
        SheetField(
            name="scrapped",
            label=Text(en="Scrapped so far", zh="已报废数"),
            kind="number",
            words=("报废", "报废数", "废品数", "scrap"),
        ),
        SheetField(
            name="outside",
            label=Text(en="At the supplier's", zh="委外在外数"),
            kind="number",
            words=("委外数", "外发数", "在外数", "委外未回", "sent outside"),
        ),
        SheetField(
            name="supplier",
            label=Text(en="Supplier", zh="委外供应商"),
            kind="link",
            words=("供应商", "外协厂", "加工商"),
        ),
        SheetField(
            name="lot",
            label=Text(en="Lot", zh="批次"),
            kind="code",
            words=("批号", "生产批号", "batch"),
        ),
        SheetField(
            name="value",
            label=Text(en="Put in so far", zh="已投入金额"),
            kind="number",
            words=("在制金额", "已发生成本", "金额", "cost so far"),
        ),
        SheetField(
            name="due_at",
            label=Text(en="Due", zh="交期"),
            kind="instant",
            day_means="end",
            words=("交货期", "交货日期", "due date", "delivery date"),
        ),
        SheetField(
            name="customer_ref",
            label=Text(en="Customer reference", zh="客户参考"),
            words=("客户", "客户名称", "客户订单号", "合同号", "customer"),
        ),
        SheetField(
            name="receipt_place",
            label=Text(en="Delivers to", zh="入库库位"),
            kind="link",
            words=("入库仓库", "仓库"),
        ),
        SheetField(
            name="occurred_at",
            label=Text(en="Opening day", zh="期初日期"),
            kind="instant",
            words=("启用日期", "建账日期", "opening date"),
        ),
        *material_fields(),
    ),
    makes={"material": MATERIAL},
)  # fmt: skip
"""Orders that were half done when we came, released and booked as they stand."""
