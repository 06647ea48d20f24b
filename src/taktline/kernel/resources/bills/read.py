"""Reads bills with what stands below or above them: sets of materials, never path by path."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.problem import NotFound
from taktline.kernel.resources.bills.rows import (
    BILLS_MAX,
    LEVELS_MAX,
    Bill,
    BillLine,
    Bills,
    Part,
    in_force,
)
from taktline.platform.transaction import Tx

BILL = """b.id, b.code, b.name, b.name_en, b.material, b.revision::integer AS revision, b.status,
        b.effective_on, b.quantity, b.archived, b.version"""
LINE = """l.id, l.material_bill, l.line::integer AS line, l.material, l.use, l.quantity_per,
        l.is_fixed, l.scrap_share, l.operation, l.issue_method, l.substitute_group, l.cost_share,
        l.archived, l.version"""
# UNION keeps each material once per level, so that a circle ends at the last level at the latest.
BELOW = f"""
    WITH RECURSIVE need AS (
        SELECT unnest(%(materials)s::uuid[]) AS material, 0 AS depth
        UNION
        SELECT l.material, n.depth + 1 FROM need n
        JOIN material_bill b ON b.material = n.material AND NOT b.archived
            AND b.status <> 'obsolete'
        JOIN material_bill_line l ON l.material_bill = b.id AND NOT l.archived
        WHERE n.depth < {LEVELS_MAX}
    )
    SELECT {BILL} FROM material_bill b
    WHERE b.id = ANY(%(bills)s::uuid[]) OR (NOT b.archived AND b.status <> 'obsolete'
        AND b.material IN (SELECT material FROM need))
    ORDER BY b.id LIMIT {BILLS_MAX}"""
ABOVE = f"""
    WITH RECURSIVE used AS (
        SELECT %(material)s::uuid AS material, 0 AS depth
        UNION
        SELECT b.material, u.depth + 1 FROM used u
        JOIN material_bill_line l ON l.material = u.material AND NOT l.archived
        JOIN material_bill b ON b.id = l.material_bill AND NOT b.archived
        WHERE u.depth < {LEVELS_MAX}
    )
    SELECT {BILL} FROM material_bill b
    WHERE NOT b.archived AND b.material IN (SELECT material FROM used)
    ORDER BY b.id LIMIT {BILLS_MAX}"""
NAMED = f"""
    SELECT {BILL} FROM material_bill b
    WHERE (b.id = %(id)s::uuid OR b.code = %(code)s::text) AND NOT b.archived
    ORDER BY b.revision"""
LINES = f"""
    SELECT {LINE} FROM material_bill_line l
    WHERE l.material_bill = ANY(%(bills)s::uuid[]) AND NOT l.archived
    ORDER BY l.material_bill, l.line"""
PARTS = """
    SELECT m.id, m.code, m.name, m.name_en, u.code AS unit, m.archived
    FROM material m JOIN unit u ON u.id = m.unit
    WHERE m.id = ANY(%(ids)s::uuid[]) OR m.code = ANY(%(codes)s::text[])"""
# A bill takes effect on a day of the plant's.
TODAY = """
    SELECT (%(now)s::timestamptz AT TIME ZONE coalesce(
        (SELECT s.zone FROM site s WHERE NOT s.archived ORDER BY s.code LIMIT 1), 'UTC'))::date"""


async def today(tx: Tx) -> date:
    """Return the plant's day."""
    return msgspec.convert((await tx.fetch(TODAY, {"now": tx.present}))[0][0], date)


async def below(tx: Tx, materials: Iterable[UUID], *, bills: Iterable[UUID] = ()) -> Bills:
    """Return every bill from which materials are made, level by level, with its lines."""
    params = {"materials": list(materials), "bills": list(bills)}
    return await with_lines(tx, await tx.rows(BELOW, params, as_=Bill))


async def above(tx: Tx, material: UUID) -> Bills:
    """Return every bill a material goes into, level by level, with its lines."""
    return await with_lines(tx, await tx.rows(ABOVE, {"material": material}, as_=Bill), material)


async def with_lines(tx: Tx, bills: list[Bill], *also: UUID) -> Bills:
    """Return bills with their lines and the materials these name."""
    lines: dict[UUID, list[BillLine]] = {bill.id: [] for bill in bills}
    for line in await tx.rows(LINES, {"bills": list(lines)}, as_=BillLine):
        lines[line.material_bill].append(line)
    ids = {bill.material for bill in bills} | set(also)
    ids |= {line.material for each in lines.values() for line in each}
    parts = await tx.rows(PARTS, {"ids": list(ids), "codes": []}, as_=Part)
    return Bills(
        bills={bill.id: bill for bill in bills}, lines=lines, parts={p.id: p for p in parts}
    )


async def part(tx: Tx, reference: str) -> Part:
    """Return a material by code or id.

    Raises:
        NotFound: there is none.
    """
    known = id_of(reference)
    params = {"ids": [] if known is None else [known], "codes": [reference]}
    found = await tx.rows(PARTS, params, as_=Part)
    if not found:
        raise NotFound(kind="material", code=reference, at="/material")
    return found[0]


async def named(tx: Tx, reference: str, *, at: str = "/material_bill") -> Bill:
    """Return one bill: by id, by code (the one in force), or by code and revision (`B-1#2`).

    Raises:
        NotFound: there is none.
    """
    code, mark, revision = reference.rpartition("#")
    if not mark or not revision.isdigit():
        code, revision = reference, ""
    bills = await tx.rows(NAMED, {"id": id_of(reference), "code": code}, as_=Bill)
    if revision:
        bills = [bill for bill in bills if bill.revision == int(revision)]
    found = bills[0] if len(bills) == 1 else in_force(bills, await today(tx))
    if found is None:
        raise NotFound(kind="material_bill", code=reference, at=at)
    return found


def chosen(bills: Bills, day: date) -> dict[UUID, Bill]:
    """Return by which bill each material is made on a day."""
    by_material: dict[UUID, list[Bill]] = {}
    for bill in bills.bills.values():
        by_material.setdefault(bill.material, []).append(bill)
    found = {material: in_force(each, day) for material, each in by_material.items()}
    return {material: bill for material, bill in found.items() if bill is not None}
