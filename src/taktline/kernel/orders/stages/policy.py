"""What a released order takes from the plant's stages and from its rules about order of reports."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from taktline.base.problem import Problem
from taktline.base.quantity import ZERO
from taktline.base.text import Text
from taktline.kernel.ledger.stock import Material
from taktline.kernel.orders.content import (
    Operation,
    OperationMaterial,
    ReportPolicy,
    WorkMasterContent,
)
from taktline.kernel.orders.rows import WorkOrder
from taktline.kernel.orders.shop import Shop
from taktline.kernel.resources.stages import is_on
from taktline.platform.transaction import Pending, Tx

# The nearest policy at or above a material's class, and that of each site.
INHERITED = """
    WITH RECURSIVE up AS (
        SELECT m.id AS material, c.id, c.parent, c.report_policy, 0 AS height
        FROM material m JOIN material_class c ON c.id = m.material_class
        WHERE m.id = ANY(%(materials)s::uuid[])
        UNION ALL SELECT up.material, c.id, c.parent, c.report_policy, up.height + 1
        FROM up JOIN material_class c ON c.id = up.parent WHERE up.height < 10),
    nearest AS (
        SELECT DISTINCT ON (material) material, report_policy FROM up
        WHERE report_policy IS NOT NULL ORDER BY material, height)
    SELECT material, report_policy FROM nearest
    UNION ALL SELECT id, report_policy FROM site WHERE report_policy IS NOT NULL"""


class StockNotKept(Problem):
    """An order would deliver into a store though stock is not switched on for its material."""

    title = Text(
        en="Stock (S4) is not switched on for {material}: leave the receipt place out, the pieces "
        "go to finished:{order}.",
        zh="{material} 未启用库存(S4):请勿填写入库库位,产出将放在 finished:{order}。",
    )


def ask_inherited(tx: Tx, materials: set[UUID]) -> Pending | None:
    """Queue the question what the classes of some materials and the sites say about reports."""
    return tx.send(INHERITED, {"materials": sorted(materials)}) if materials else None


async def take_inherited(shop: Shop, asked: Pending | None) -> None:
    """Note what material classes and sites say about reports out of order."""
    rows = [] if asked is None else await asked.rows()
    shop.inherited |= dict(msgspec.convert(rows, list[tuple[UUID, ReportPolicy]]))


def refuse_unkept(material: Material, order: WorkOrder) -> None:
    """Refuse a receipt place where no stock is kept of the material.

    Raises:
        StockNotKept: S4 is off for it.
    """
    if order.receipt_place is not None and not is_on(material.stages, "s4"):
        raise StockNotKept(material=material.code, order=order.code, at="/receipt_place")


def staged(shop: Shop, order: WorkOrder, content: WorkMasterContent) -> WorkMasterContent:
    """Return the operations as the plant's stages let them be worked.

    Without quality (S3) no first article is asked for; a component of which no stock (S4) is kept
    is not taken from anywhere. The policy of reports out of order is the operation's, else the
    route's, the material class's, the factory's, else `flagged` where the route was typed or no
    stock is kept; nothing lot- or serial-traced is ever flagged.

    Source: handbook, shopfloor sections 1 and 3.
    """
    material = None if order.material is None else shop.stock.materials.get(order.material)
    traced = material is not None and material.lot_traced != "none"
    keeps_stock = material is None or is_on(material.stages, "s4")
    default: ReportPolicy = "flagged" if content.is_typed or not keeps_stock else "strict"
    policy = content.report_policy or _inherited(shop.inherited, order) or default
    inspects = material is None or is_on(material.stages, "s3")
    return msgspec.structs.replace(
        content,
        operations=tuple(
            msgspec.structs.replace(
                one,
                report_policy="strict" if traced else one.report_policy or policy,
                first_article=one.first_article if inspects else ZERO,
                materials=_kept(shop, one),
            )
            for one in content.operations
        ),
    )


def _inherited(policies: Mapping[UUID, ReportPolicy], order: WorkOrder) -> ReportPolicy | None:
    of_class = None if order.material is None else policies.get(order.material)
    return of_class or policies.get(order.site)


def _kept(shop: Shop, operation: Operation) -> tuple[OperationMaterial, ...]:
    """Return the lines of materials that stock is kept of; tools and samples stay."""
    materials = shop.stock.materials
    return tuple(
        line
        for line in operation.materials
        if line.use in {"tool", "sample"} or is_on(materials[line.material_id].stages, "s4")
    )
