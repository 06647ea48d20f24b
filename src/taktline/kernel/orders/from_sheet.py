"""Work orders out of a sheet, as planners keep them in Excel."""

from taktline.base.text import Text
from taktline.catalog.sheets.field import SheetField
from taktline.catalog.sheets.target import Target
from taktline.kernel.resources.from_sheet import MATERIAL, material_fields

WORK_ORDERS = Target(
    name="work_order",
    verb="kernel.create_work_order",
    label=Text(en="Work orders", zh="工单"),
    fields=(
        SheetField(
            name="code",
            label=Text(en="Work order", zh="工单号"),
            kind="code",
            required=True,
            words=("工单", "生产单号", "制令单", "制单", "单号", "任务单", "生产任务单", "生产工单",
                   "MO", "WO", "order", "production order"),
        ),
        SheetField(
            name="site",
            label=Text(en="Site", zh="工厂"),
            kind="link",
            to="site",
            required=True,
            words=("车间工厂", "厂区", "plant", "factory"),
        ),
        SheetField(
            name="material",
            label=Text(en="Material", zh="物料"),
            kind="link",
            to="material",
            required=True,
            words=("料号", "品号", "产品", "产品型号", "存货", "零件号", "图号", "part", "item",
                   "product", "sku"),
        ),
        SheetField(
            name="ordered",
            label=Text(en="Quantity", zh="数量"),
            kind="number",
            required=True,
            words=("计划数量", "订单数量", "生产数量", "计划数", "订单数", "计划产量", "数量pcs",
                   "ordered", "qty", "order quantity", "planned quantity"),
        ),
        SheetField(
            name="started_quantity",
            label=Text(en="Started quantity", zh="投产数量"),
            kind="number",
            words=("投产数", "投料数", "投料数量", "开单数"),
        ),
        SheetField(
            name="due_at",
            label=Text(en="Due", zh="交期"),
            kind="instant",
            day_means="end",
            words=("交货期", "交货日期", "需求日期", "要求完成日期", "完成日期", "计划完成", "纳期",
                   "交付日期", "due date", "delivery date", "required date"),
        ),
        SheetField(
            name="planned_start_at",
            label=Text(en="Planned start", zh="计划开工"),
            kind="instant",
            words=("开工日期", "计划开工日期", "开始日期", "上线日期", "start date", "start"),
        ),
        SheetField(
            name="planned_end_at",
            label=Text(en="Planned end", zh="计划完工"),
            kind="instant",
            day_means="end",
            words=("完工日期", "计划完工日期", "end date"),
        ),
        SheetField(
            name="route",
            label=Text(en="Route", zh="工艺路线"),
            words=("工序", "工艺", "工艺流程", "加工工序", "流程", "routing", "operations"),
        ),
        SheetField(
            name="work_master",
            label=Text(en="Work master", zh="作业模板"),
            kind="link",
            to="work_master",
            words=("工艺编号", "工艺版本", "recipe"),
        ),
        SheetField(
            name="priority",
            label=Text(en="Priority", zh="优先级"),
            kind="number",
            words=("紧急程度", "优先"),
        ),
        SheetField(
            name="customer_ref",
            label=Text(en="Customer reference", zh="客户参考"),
            words=("客户", "客户名称", "客户订单号", "客户单号", "合同号", "订单号", "customer",
                   "customer order", "PO"),
        ),
        SheetField(
            name="receipt_place",
            label=Text(en="Delivers to", zh="入库库位"),
            kind="link",
            words=("入库仓库", "仓库", "warehouse"),
        ),
        *material_fields(),
    ),
    makes={"material": MATERIAL},
)  # fmt: skip
"""One row is one draft; it is released on the list, one by one or many at once."""
