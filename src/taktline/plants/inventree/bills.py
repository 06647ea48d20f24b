"""Bills with variants, inherited lines and substitutes written out, line by line."""

from decimal import Decimal

import msgspec

from taktline.plants.inventree.read import BomRow, Export

STEP = 10


class BillLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a bill as it is taken over.

    Attributes:
        group: lines of one group are alternatives of each other, the first one preferred; empty
            where there is no choice.
        is_preferred: what a work order asks for unless somebody chooses otherwise.
        source: number of the export's own line.
    """

    line: int
    part: int
    quantity: Decimal
    is_consumable: bool = False
    is_optional: bool = False
    group: str = ""
    is_preferred: bool = True
    source: int


def bills_of(export: Export) -> dict[int, list[BillLine]]:
    """Return the bill of every part that has one.

    A variant has its own lines and the inherited ones of every template above it, unless it says
    the same component itself. Substitutes, and variants where a line allows them, are alternatives.
    """
    own: dict[int, list[BomRow]] = {}
    for row in export.bom_items:
        own.setdefault(row.part, []).append(row)
    templates = {part.id: part.variant_of for part in export.parts}
    bills: dict[int, list[BillLine]] = {}
    for part in export.parts:
        rows = _rows(part.id, own, templates=templates)
        if rows:
            bills[part.id] = _lines(export, rows)
    return bills


def _rows(
    part: int, own: dict[int, list[BomRow]], *, templates: dict[int, int | None]
) -> list[BomRow]:
    rows = list(own.get(part, []))
    seen = {part}
    above = templates.get(part)
    while above is not None and above not in seen:
        named = {row.sub_part for row in rows}
        rows += [r for r in own.get(above, []) if r.inherited and r.sub_part not in named]
        seen.add(above)
        above = templates.get(above)
    return rows


def _lines(export: Export, rows: list[BomRow]) -> list[BillLine]:
    lines: list[BillLine] = []
    for row in rows:
        others = _alternatives(export, row)
        group = f"{row.id}" if others else ""
        for part in [row.sub_part, *others]:
            lines.append(
                BillLine(
                    line=STEP * (len(lines) + 1),
                    part=part,
                    quantity=row.quantity,
                    is_consumable=row.consumable,
                    is_optional=row.optional,
                    group=group,
                    is_preferred=part == row.sub_part,
                    source=row.id,
                )
            )
    return lines


def _alternatives(export: Export, row: BomRow) -> list[int]:
    found = [one.part for one in export.bom_substitutes if one.bom_item == row.id]
    if row.allow_variants:
        found += variants_of(export, row.sub_part)
    return [part for part in dict.fromkeys(found) if part != row.sub_part]


def variants_of(export: Export, part: int) -> list[int]:
    """Return all variants of a part, variants of variants too, nearest first."""
    found: list[int] = []
    above = [part]
    while above:
        above = [p.id for p in export.parts if p.variant_of in above and p.id not in found]
        found += above
    return found
