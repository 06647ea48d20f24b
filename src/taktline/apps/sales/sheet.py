"""Sales orders out of a sheet, a line in each row, as salespeople keep them in Excel."""

from collections.abc import Mapping, Sequence

from taktline.base.text import Text
from taktline.catalog.sheets.field import SheetField
from taktline.catalog.sheets.rows import SheetRow
from taktline.catalog.sheets.target import RowCommand, Target
from taktline.kernel.resources.from_sheet import CUSTOMER, MATERIAL, material_fields

HEAD = ("code", "site", "customer", "customer_number", "salesperson", "ordered_on", "note")
"""What is said of an order; the other columns are of its lines."""


class OrderTarget(Target, frozen=True, kw_only=True):
    """Rows of one order number are its lines; without a number, those of one customer's number."""

    def commands(self, rows: Sequence[SheetRow], *, same: Mapping[str, object]) -> list[RowCommand]:
        """Return one order for all rows that name it.

        A row that names neither number is an order of its own. What is said of the order counts
        from its first row.
        """
        found: dict[tuple[object, ...], list[SheetRow]] = {}
        for row in rows:
            found.setdefault(_order_of(row, same), []).append(row)
        return [self._command(group, same) for group in found.values()]

    def _command(self, rows: Sequence[SheetRow], same: Mapping[str, object]) -> RowCommand:
        head = {
            name: value
            for row in reversed(rows)
            for name, value in {**same, **row.values}.items()
            if name in HEAD
        }
        lines = [
            {name: value for name, value in {**same, **row.values}.items() if name not in HEAD}
            for row in rows
        ]
        return RowCommand(
            verb=self.verb, lines=tuple(row.line for row in rows), body={**head, "lines": lines},
            at=tuple(f"/lines/{place}" for place in range(len(rows))),
        )  # fmt: skip


def _order_of(row: SheetRow, same: Mapping[str, object]) -> tuple[object, ...]:
    said = {**same, **row.values}
    if said.get("code"):
        return ("code", said["code"])
    if said.get("customer_number"):
        return ("customer", said.get("customer"), said["customer_number"])
    return ("row", row.line)


SALES_ORDERS = OrderTarget(
    name="sales_order",
    verb="sales.create_sales_order",
    label=Text(en="Sales orders", zh="销售订单"),
    fields=(
        SheetField(
            name="code", label=Text(en="Order", zh="订单号"), kind="code",
            words=("销售订单", "销售订单号", "单号", "order no", "sales order", "SO"),
        ),
        SheetField(
            name="site", label=Text(en="Site", zh="工厂"), kind="link", to="site",
            words=("厂区", "plant", "factory"),
        ),
        SheetField(
            name="customer", label=Text(en="Customer", zh="客户"), kind="link", to="partner",
            required=True, words=("客户名称", "客户代码", "购货单位", "buyer"),
        ),
        SheetField(
            name="customer_number", label=Text(en="Customer's order number", zh="客户单号"),
            kind="code", words=("客户订单号", "客户采购单号", "合同号", "PO", "customer PO"),
        ),
        SheetField(
            name="salesperson", label=Text(en="Salesperson", zh="业务员"), kind="link",
            to="person", words=("销售员", "跟单员", "负责人", "sales"),
        ),
        SheetField(
            name="ordered_on", label=Text(en="Ordered on", zh="下单日期"), kind="date",
            words=("订单日期", "签订日期", "order date"),
        ),
        SheetField(
            name="material", label=Text(en="Material", zh="物料"), kind="link", to="material",
            required=True,
            words=("料号", "品号", "产品", "产品型号", "存货", "零件号", "part", "item", "product"),
        ),
        SheetField(
            name="customer_material", label=Text(en="Customer's part number", zh="客户料号"),
            kind="code", words=("客户品号", "客户图号", "customer part"),
        ),
        SheetField(
            name="quantity", label=Text(en="Quantity", zh="数量"), kind="number", required=True,
            words=("订单数量", "订购数量", "数量pcs", "qty", "order quantity"),
        ),
        SheetField(name="unit", label=Text(en="Unit", zh="单位"), words=("计量单位", "uom")),
        SheetField(
            name="promised_on", label=Text(en="Promised", zh="承诺交期"), kind="date",
            required=True,
            words=("交期", "交货期", "交货日期", "纳期", "due date", "delivery date", "due"),
        ),
        SheetField(
            name="wanted_on", label=Text(en="Wanted", zh="客户要求日"), kind="date",
            words=("要求交期", "客户交期", "需求日期", "required date"),
        ),
        SheetField(
            name="line", label=Text(en="Line", zh="行号"), kind="number", words=("序号", "项次"),
        ),
        SheetField(
            name="priority", label=Text(en="Priority", zh="优先级"), kind="number",
            words=("紧急程度", "优先"),
        ),
        SheetField(name="note", label=Text(en="Note", zh="备注"), words=("说明", "remark")),
        *material_fields(unit=False),
    ),
    makes={"customer": CUSTOMER, "material": MATERIAL},
)  # fmt: skip
