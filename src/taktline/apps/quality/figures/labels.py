"""What the columns of quality's lists are called, and what their words mean."""

from collections.abc import Mapping

from taktline.base.text import Text

TASKS: Mapping[str, Text] = {
    "kind": Text(en="For", zh="检验类别"),
    "kind.incoming": Text(en="Incoming", zh="来料"),
    "kind.first_article": Text(en="First article", zh="首件"),
    "kind.patrol": Text(en="Patrol", zh="巡检"),
    "kind.final": Text(en="Final", zh="终检"),
    "kind.other": Text(en="Other", zh="其他"),
    "code": Text(en="Inspection", zh="检验单"),
    "name": Text(en="Name of the material", zh="物料名称"),
    "supplier": Text(en="Supplier", zh="供应商"),
    "lots": Text(en="Lots", zh="批次"),
    "sample_size": Text(en="Sample size", zh="样本量"),
    "inspected": Text(en="Inspected", zh="已检件数"),
    "failed": Text(en="Failed", zh="不合格件数"),
    "taken_by": Text(en="Taken by", zh="领取人"),
    "created_at": Text(en="Asked for", zh="请检时间"),
    "due_at": Text(en="Due", zh="要求时间"),
    "waits_s": Text(en="Waits, s", zh="等待秒数"),
}

TO_JUDGE: Mapping[str, Text] = {
    "name": Text(en="Name of the material", zh="物料名称"),
    "quantity": Text(en="Waits", zh="待判数量"),
    "since": Text(en="Since", zh="最近报出"),
    "waits_s": Text(en="Waits, s", zh="等待秒数"),
    "defect_codes": Text(en="Defects", zh="不良代码"),
}
