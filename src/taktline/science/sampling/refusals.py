"""Refusals of acceptance sampling: what the standard's tables do not hold."""

from taktline.base.problem import Problem
from taktline.base.text import Text


class LotTooSmall(Problem):
    """A lot of one piece is not sampled."""

    title = Text(
        en="A lot of {size} cannot be sampled; the tables begin at 2.",
        zh="批量 {size} 不能抽样；表格从 2 开始。",
    )
    status = 422


class NoSuchPlan(Problem):
    """The asked AQL, level, letter or state is not in the tables."""

    title = Text(
        en="ISO 2859-1 has no {what} {value}; it has {known}.",
        zh="ISO 2859-1 没有 {what} {value}；可选 {known}。",
    )
    status = 422


class InspectionDiscontinued(Problem):
    """Too many lots were refused under tightened inspection; a person has to act first."""

    title = Text(
        en="Inspection is discontinued after {rejected} refused lots; resume it after corrective "
        "action.",
        zh="已有 {rejected} 批不合格，检验已暂停；采取纠正措施后再恢复。",
    )
    status = 409
