"""The queries that quality brings beyond one inspection's results."""

from taktline.apps.quality.figures import charts, defects, labels, plans, tasks, values
from taktline.base.text import Text
from taktline.platform.query import Query
from taktline.platform.registry import AnyQuery

QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="quality.inspections", params=tasks.TasksParams, row=tasks.TaskRow,
        needs="inspection:read", run=tasks.inspections, label=Text("Inspections", "检验任务"),
        labels=labels.TASKS, of="job_order", units={"unit": ("ordered",)},
        source=tasks.every_inspection,
    ),
    Query(
        name="quality.waiting", params=tasks.OneParams, row=tasks.WaitingRow,
        needs="inspection:read", run=tasks.waiting,
        label=Text("What waits for a decision", "待判物料"),
    ),
    Query(
        name="quality.inspection_plans", params=plans.PlansParams, row=plans.PlanRow,
        needs="characteristic:read", run=plans.inspection_plans,
        label=Text("Inspection plans", "检验方案"),
    ),
    Query(
        name="quality.characteristics", params=plans.CharacteristicsParams,
        row=plans.CharacteristicRow, needs="characteristic:read", run=plans.characteristics,
        label=Text("Characteristics of a plan", "方案的检验特性"),
        units={"unit": ("target", "lsl", "usl", "natural_limit")},
    ),
    Query(
        name="quality.measurements", params=values.ValuesParams, row=values.ValueRow,
        needs="test_result:read", run=values.measurements,
        label=Text("Measured values", "测量值"), units={"unit": ("value", "lsl", "usl")},
    ),
    Query(
        name="quality.control_chart", params=charts.ChartParams, row=charts.PointRow,
        needs="test_result:read", run=charts.control_chart,
        label=Text("Control chart", "控制图"),
    ),
    Query(
        name="quality.capability", params=values.ValuesParams, row=charts.CapableRow,
        needs="test_result:read", run=charts.capability,
        label=Text("Capability", "过程能力"),
    ),
    Query(
        name="quality.histogram", params=charts.HistogramParams, row=charts.BinRow,
        needs="test_result:read", run=charts.histogram, label=Text("Histogram", "直方图"),
    ),
    Query(
        name="quality.pareto", params=defects.ParetoParams, row=defects.ParetoRow,
        needs="defect_line:read", run=defects.pareto,
        label=Text("Defects by cause", "不良帕累托"),
    ),
    Query(
        name="quality.defects", params=defects.DefectsParams, row=defects.JudgedDefectRow,
        needs="defect_line:read", run=defects.defects,
        label=Text("Defects one by one", "不良明细"), units={"unit": ("quantity",)},
    ),
    Query(
        name="quality.to_judge", params=defects.JudgeParams, row=defects.JudgeRow,
        needs="job_order:read", run=defects.to_judge,
        label=Text("Pieces to be judged", "待判不良"), labels=labels.TO_JUDGE,
        key=("job_order", "lot"), units={"unit": ("quantity",)},
    ),
    Query(
        name="quality.nonconforming_goods", params=defects.GoodsParams, row=defects.GoodsRow,
        needs="nonconformity:read", run=defects.nonconforming_goods,
        label=Text("Goods of a nonconformity", "不合格品单的物料"),
    ),
)  # fmt: skip
