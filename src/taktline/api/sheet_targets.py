"""What can be brought in from a sheet beside the records of every entity with a form."""

from collections.abc import Mapping

from taktline.apps.quality.plan_sheet import INSPECTION_PLANS
from taktline.apps.quality.result_sheet import INSPECTION_RESULTS
from taktline.apps.sales.sheet import SALES_ORDERS
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.sheets.records import entity_target
from taktline.catalog.sheets.target import Target
from taktline.catalog.tenant import TenantCatalog
from taktline.kernel.ledger.from_sheet import OPENING_BALANCES
from taktline.kernel.orders.beginning.from_sheet import OPENING_ORDERS
from taktline.kernel.orders.from_sheet import WORK_ORDERS
from taktline.kernel.orders.masters.sheet import ROUTINGS
from taktline.kernel.orders.masters.values_sheet import ROUTING_VALUES
from taktline.kernel.resources.bills.sheet import BILLS

TARGETS: Mapping[str, Target] = {
    target.name: target
    for target in (
        WORK_ORDERS,
        OPENING_BALANCES,
        OPENING_ORDERS,
        BILLS,
        ROUTINGS,
        ROUTING_VALUES,
        SALES_ORDERS,
        INSPECTION_PLANS,
        INSPECTION_RESULTS,
    )
}
"""Targets whose rows become other commands than an entity's own `create`."""


class UnknownTarget(Problem):
    """Nothing of this name is brought in from sheets."""

    title = Text(
        en="Nothing called {target} can be brought in from a sheet.",
        zh="不支持从表格导入 {target}。",
    )
    status = 404


def target_of(catalog: TenantCatalog, name: str) -> Target:
    """Return what a sheet is brought in as.

    Raises:
        UnknownTarget: neither a target of ours nor an entity that people may create.
    """
    if name in TARGETS:
        return TARGETS[name]
    shape = catalog.shapes.get(name)
    if shape is None or not shape.is_generic or shape.is_lines:
        raise UnknownTarget(target=name[:80])
    return entity_target(shape)
