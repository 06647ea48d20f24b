"""A route must not make a material from itself, directly or through what its parts are made of."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from taktline.base.code import id_of
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.ledger.asked import rows_as
from taktline.kernel.orders.content import Operation
from taktline.kernel.orders.shop import Made, Shop
from taktline.platform.transaction import Tx

EDGES_MAX = 10_000
"""Parts looked through below the components of one route."""

# What one material is made of, by bills and by released routes.
MADE_OF = """
    (SELECT l.material AS component
    FROM material_bill b JOIN material_bill_line l ON l.material_bill = b.id
    WHERE b.material = {product} AND NOT b.archived AND NOT l.archived
        AND b.status <> 'obsolete' AND l.use = 'consume'
    UNION
    SELECT (c.said ->> 'material')::uuid
    FROM work_master m
    CROSS JOIN json_array_elements(m.content::json -> 'operations') AS o(said)
    CROSS JOIN json_array_elements(coalesce(o.said -> 'materials', '[]')) AS c(said)
    WHERE m.material = {product} AND m.status = 'released' AND m.kind = 'routing'
        AND coalesce(c.said ->> 'use', 'consume') = 'consume')"""

# UNION ends at whatever was seen before.
BELOW = f"""
    WITH RECURSIVE made AS (
        SELECT n.material AS product, m.component
        FROM unnest(%(materials)s::uuid[]) AS n(material)
        CROSS JOIN LATERAL {MADE_OF.format(product="n.material")} m
        UNION
        SELECT a.component, m.component
        FROM made a
        CROSS JOIN LATERAL {MADE_OF.format(product="a.component")} m
    )
    SELECT m.product, p.code AS product_code, m.component, c.code AS component_code
    FROM made m
    JOIN material p ON p.id = m.product
    JOIN material c ON c.id = m.component
    ORDER BY p.code, c.code
    LIMIT %(limit)s"""


class RouteInItself(Problem):
    """A route would use up what it makes, directly or through what its parts are made of."""

    title = Text(
        en="{material} cannot be made of itself: {path}. Take {component} out of the route, or "
        "make the order one of rework.",
        zh="{material} 不能由自身制成:{path}。请从工艺中去掉 {component},或改用返工类工单。",
    )
    status = 422


def consumed_by(operations: Iterable[Operation]) -> list[str]:
    """Return what operations use up, as they name it, each once."""
    lines = (line for one in operations for line in one.materials if line.use == "consume")
    return list(dict.fromkeys(line.material for line in lines))


async def load_made(tx: Tx, shop: Shop, operations: Iterable[Operation]) -> None:
    """Read what the components of operations are made of, however deep."""
    known = {one.code: one.id for one in shop.stock.materials.values()}
    named = (id_of(one) or known.get(one) for one in consumed_by(operations))
    materials = sorted({one for one in named if one is not None})
    if materials:
        rows = await tx.fetch(BELOW, {"materials": materials, "limit": EDGES_MAX})
        shop.made = tuple(rows_as(rows, Made))


def refuse_own_product(shop: Shop, product: UUID | None, operations: Sequence[Operation]) -> None:
    """Refuse a route that uses up what it makes.

    Args:
        product: what it makes; None = nothing that stands in the material master.

    Raises:
        RouteInItself: a component is the product, or is made of it; the path is named.
    """
    if product is None:
        return
    onward: dict[UUID, list[Made]] = defaultdict(list)
    for made in shop.made:
        onward[made.product].append(made)
    code = shop.stock.materials[product].code
    for reference in consumed_by(operations):
        component = shop.material(reference)
        path = _path(onward, [component.code], start=component.id, goal=product)
        if path is not None:
            raise RouteInItself(
                material=code, component=component.code, path=" → ".join([code, *path]),
                at="/operations",
            )  # fmt: skip


def _path(
    onward: dict[UUID, list[Made]], codes: list[str], *, start: UUID, goal: UUID
) -> list[str] | None:
    """Return the codes from a component down to the product; None where none leads there."""
    left = [(start, codes)]
    seen = {start}
    while left:
        material, path = left.pop(0)
        if material == goal:
            return path
        for made in onward[material]:
            if made.component not in seen:
                seen.add(made.component)
                left.append((made.component, [*path, made.component_code]))
    return None
