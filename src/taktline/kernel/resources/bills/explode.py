"""What a product consists of, level by level, and what a material goes into. Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.quantity import ZERO
from taktline.kernel.resources.bills.rows import LEVELS_MAX, Bill, BillLine, Bills

ROWS_MAX = 10_000
"""Rows of one explosion; a product with more is looked at assembly by assembly."""
PLACES = Decimal("0.000001")
"""What the ledger keeps of a quantity."""


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One place of a material in a product.

    Attributes:
        path: line numbers from the top, such as `2.1`.
        quantity: what the whole asked for needs, in the material's base unit, with expected scrap.
        bill: by which it is made itself; None = it is bought, or closes a circle.
        is_circle: it stands above itself; what is below is not shown again.
    """

    path: tuple[int, ...]
    line: BillLine
    quantity: Decimal
    bill: Bill | None
    is_circle: bool


def exploded(
    bills: Bills, top: Bill, made: Mapping[UUID, Bill], *, quantity: Decimal, depth: int
) -> Iterator[Node]:
    """Return everything a bill needs, depth first, in the order of the lines.

    A component needs `quantity / bill quantity * quantity per / (1 - scrap share)`; a fixed one its
    quantity once. What an assembly makes beside its product (`produce`, co- and by-product) is no
    need and is left out.

    Args:
        made: by which bill each material is made.
        quantity: how many of the top bill's material, above 0.
        depth: levels at most, 1 to LEVELS_MAX.
    """
    way = ((0, top.material),)
    return _below(bills, top, made, quantity=quantity, way=way, depth=min(depth, LEVELS_MAX))


Way = tuple[tuple[int, UUID], ...]
"""Line numbers and materials from the top down; the top itself has the number 0."""


def _below(
    bills: Bills, bill: Bill, made: Mapping[UUID, Bill], *, quantity: Decimal, way: Way, depth: int
) -> Iterator[Node]:
    above = {material for _, material in way}
    for line in bills.lines.get(bill.id, ()):
        if line.use in ("produce", "co_product", "by_product"):
            continue
        is_circle = line.material in above
        own = None if is_circle else made.get(line.material)
        need = needed(line, bill, quantity=quantity)
        here: Way = (*way, (line.line, line.material))
        path = tuple(number for number, _ in here[1:])
        yield Node(path=path, line=line, quantity=need, bill=own, is_circle=is_circle)
        if own is not None and len(path) < depth and line.use == "consume":
            yield from _below(bills, own, made, quantity=need, way=here, depth=depth)


def needed(line: BillLine, bill: Bill, *, quantity: Decimal) -> Decimal:
    """Return how much of a line a quantity of the bill's material needs, rounded as it is kept."""
    per = line.quantity_per if line.is_fixed else line.quantity_per * quantity / bill.quantity
    return (per / (1 - line.scrap_share)).quantize(PLACES)


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """One way on which a material goes into another.

    Attributes:
        depth: 1 = directly.
        quantity: of the material asked for in one of this one, in its base unit.
        is_top: nothing that is known is made of it.
    """

    path: tuple[str, ...]
    depth: int
    bill: Bill
    line: BillLine
    quantity: Decimal
    is_top: bool
    is_circle: bool


def used_in(bills: Bills, material: UUID, *, depth: int) -> Iterator[Use]:
    """Return every material one goes into, upwards, each way by itself.

    Args:
        bills: those that count, with their lines.
        depth: levels at most, 1 to LEVELS_MAX.
    """
    above: dict[UUID, list[BillLine]] = {}
    for lines in bills.lines.values():
        for line in lines:
            if line.material_bill in bills.bills:
                above.setdefault(line.material, []).append(line)
    yield from _above(
        bills, above, material, quantity=Decimal(1), way=(material,), depth=min(depth, LEVELS_MAX)
    )


def _above(
    bills: Bills, above: Mapping[UUID, list[BillLine]], material: UUID, *, quantity: Decimal,
    way: tuple[UUID, ...], depth: int,
) -> Iterator[Use]:  # fmt: skip
    lines = sorted(above.get(material, ()), key=lambda one: _place(bills, one))
    for line in lines:
        bill = bills.bills[line.material_bill]
        is_circle = bill.material in way
        per = (quantity * needed(line, bill, quantity=Decimal(1))).quantize(PLACES)
        yield Use(
            path=tuple(bills.parts[one].code for one in (*way[1:], bill.material)),
            depth=len(way),
            bill=bill,
            line=line,
            quantity=per,
            is_top=not above.get(bill.material),
            is_circle=is_circle,
        )
        if not is_circle and len(way) < depth:
            further = (*way, bill.material)
            yield from _above(
                bills, above, bill.material, quantity=per, way=further, depth=depth
            )  # fmt: skip


def _place(bills: Bills, line: BillLine) -> tuple[str, int, int]:
    bill = bills.bills[line.material_bill]
    return bills.parts[bill.material].code, -bill.revision, line.line


COMPARED = (
    "quantity_per", "is_fixed", "scrap_share", "use", "issue_method", "substitute_group",
    "cost_share",
)  # fmt: skip
"""What of a line may differ between two versions; its number alone says nothing."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One component in two versions of a bill; one side is None where it is not there."""

    left: BillLine | None
    right: BillLine | None
    fields: tuple[str, ...]


def compared(left: list[BillLine], right: list[BillLine]) -> list[Difference]:
    """Return two versions side by side: the same material at the same operation is the same line.

    A material that stands there several times is paired in the order of the lines.
    """
    rights = _by_place(right)
    found: list[Difference] = []
    for place, line in _by_place(left).items():
        other = rights.pop(place, None)
        fields = () if other is None else _differing(line, other)
        found.append(Difference(left=line, right=other, fields=fields))
    found += [Difference(left=None, right=line, fields=()) for line in rights.values()]
    return sorted(found, key=lambda one: (one.left or one.right or left[0]).line)


def _by_place(lines: list[BillLine]) -> dict[tuple[UUID, str, int], BillLine]:
    found: dict[tuple[UUID, str, int], BillLine] = {}
    for line in sorted(lines, key=lambda one: one.line):
        number = 0
        while (line.material, line.operation or "", number) in found:
            number += 1
        found[line.material, line.operation or "", number] = line
    return found


def _differing(line: BillLine, other: BillLine) -> tuple[str, ...]:
    return tuple(
        name for name in COMPARED if (getattr(line, name) or ZERO) != (getattr(other, name) or ZERO)
    )
