"""What a batch needs to know of places, lots, materials, holds and sites: one statement for all.

It comes after the balances were locked: a lot's holds are those of that moment.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

import msgspec

from taktline.kernel.ledger.stock import (
    HandlingUnit,
    Lot,
    Material,
    OpenHold,
    Place,
    SiteDay,
    staged,
)
from taktline.platform.recordset import table_of, told
from taktline.platform.transaction import Row

UNITS = """unit_tree AS (
        SELECT unnest(%(handling_units)s::uuid[]) AS id
        UNION SELECT h.id FROM handling_unit h JOIN unit_tree t ON h.parent = t.id
    )"""
# What is named is looked up by key, written as arrays and not as joins: where PostgreSQL joins, it
# would rather read all of a table, as long as that is small or it expects many to be named.
SERIALS = """
        UNION SELECT unnest(ARRAY(
            SELECT x.{column} FROM balance x WHERE x.is_serial AND x.lot = n.lot))
        FROM unnest(%(lots)s::uuid[]) AS n(lot)"""
"""Wherever named serials stand."""
BRANCHES = {
    "pairs": """
        UNION SELECT unnest(ARRAY(
            SELECT x.{column} FROM balance x
            WHERE x.place = w.place AND x.material = w.material AND x.quantity <> 0))
        FROM unnest(%(pair_places)s::uuid[], %(pair_materials)s::uuid[]) AS w(place, material)""",
    "whole_lots": """
        UNION SELECT x.{column} FROM balance x WHERE x.lot = ANY(%(whole_lots)s::uuid[])""",
    "whole_places": """
        UNION SELECT x.{column} FROM balance x WHERE x.place = ANY(%(whole_places)s::uuid[])""",
    "handling_units": """
        UNION SELECT x.{column} FROM balance x JOIN unit_tree t ON x.handling_unit = t.id""",
}
"""How a batch names stock beside keys; only the branches it uses are sent."""
TOLD: dict[str, tuple[str, ...]] = {
    "place": ("whole_lots", "handling_units"),
    "lot": ("pairs", "whole_places", "handling_units"),
    "material": ("whole_places", "handling_units"),
}
"""By which branches a batch reaches places, lots and materials that it does not name."""

PLACES = """
    SELECT id, site, code, kind, may_go_below, is_physical, takes_unreleased, job_order, partner,
        equipment
    FROM place
    WHERE id = ANY({ids})"""
PLACES_REACHED = f"""ARRAY(
        SELECT unnest(%(places)s::uuid[]){SERIALS.format(column="place")}
        {{more}})"""

MEANT = """meant AS MATERIALIZED (
        SELECT unnest(%(lots)s::uuid[]) AS id
        {more})"""
"""The lots a batch names or reaches."""

LOTS = """
    SELECT id, material, code, is_serial, produced_at, received_at, expires_on, supplier,
        supplier_lot
    FROM lot
    WHERE id = ANY({ids})"""
LOTS_REACHED = "ARRAY(SELECT id FROM meant)"

# What is switched on for a material: chosen for its class, for one above it, for the plant; nothing
# where nobody ever chose. Only plants that chose pay for the look upwards.
STAGES = """
    CASE WHEN EXISTS (SELECT 1 FROM stage) THEN (
        WITH RECURSIVE up AS (
            SELECT c.id, c.parent, 0 AS height FROM material_class c WHERE c.id = m.material_class
            UNION ALL SELECT c.id, c.parent, up.height + 1
            FROM up JOIN material_class c ON c.id = up.parent WHERE up.height < 10)
        SELECT g.stages FROM stage g LEFT JOIN up ON up.id = g.material_class
        WHERE up.id IS NOT NULL OR g.material_class IS NULL
        ORDER BY up.height NULLS LAST LIMIT 1) END"""

MATERIALS = f"""
    SELECT m.id, m.code, u.code AS unit, u.places::integer AS unit_places, m.lot_traced, m.costing,
        m.standard_cost, m.shelf_life_days::integer, m.shelf_life_min_days::integer,
        m.may_go_below, m.over_receipt, m.inspected, coalesce({STAGES}, '{{{{}}}}') AS stages,
        w.code AS second_unit, m.catch_weight_tolerance AS second_tolerance,
        m.archived AS is_archived
    FROM material m JOIN unit u ON u.id = m.unit
    LEFT JOIN unit w ON w.id = m.catch_weight_unit
    WHERE m.id = ANY({{ids}})"""
MATERIALS_REACHED = """ARRAY(
        SELECT unnest(%(materials)s::uuid[])
        UNION SELECT l.material FROM lot l WHERE l.id = ANY(%(lots)s::uuid[])
        {more})"""

HOLDS = """
    SELECT id, code, lot, reason FROM hold
    WHERE released_at IS NULL AND lot = ANY({ids})
    ORDER BY placed_at, code"""

FREE_TOTALS = """
    SELECT b.material, b.place, sum(b.quantity) AS quantity
    FROM balance b
    WHERE b.quantity <> 0 AND b.status = 'available' AND b.owner IS NULL AND b.is_physical
        AND b.material IN (SELECT n.id FROM ({counted}) AS n (id))
        AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.lot = b.lot AND h.released_at IS NULL)
    GROUP BY b.material, b.place"""
COUNTED = "SELECT unnest(%(materials)s::uuid[])"
PROMISED = """SELECT DISTINCT r.material FROM reservation r
            WHERE r.status = 'open' AND r.balance IS NULL
                AND r.material = ANY(%(materials)s::uuid[])"""

HANDLING_UNITS = """
    SELECT h.id, h.code, h.site, h.parent FROM handling_unit h JOIN unit_tree t ON t.id = h.id"""

SITES = """
    SELECT s.id, s.code, s.zone, s.day_starts_s::integer, s.currency,
        (SELECT max(ends_on) + 1 FROM period WHERE status = 'closed') AS open_from,
        EXISTS (SELECT 1 FROM closed_opening o WHERE o.site = s.id) AS is_opened
    FROM site s"""


class Site(SiteDay, frozen=True, kw_only=True):
    """A site as it is read.

    Attributes:
        open_from: the first day of the tenant that may still be posted to; None = every day.
        is_opened: its opening is over.
    """

    open_from: date | None = None
    is_opened: bool = False


class _Free(msgspec.Struct, frozen=True, kw_only=True):
    material: UUID
    place: UUID
    quantity: Decimal


class Masters(msgspec.Struct, frozen=True, kw_only=True):
    """What one statement told; holds by lot, what is free by material and place."""

    places: list[Place]
    lots: list[Lot]
    materials: list[Material]
    holds: dict[UUID, tuple[OpenHold, ...]]
    sites: list[Site]
    free_at: dict[tuple[UUID, UUID], Decimal]
    handling_units: list[HandlingUnit]


TABLES = ("places", "lots", "materials", "holds", "sites", "totals", "units")
_PLACES = msgspec.json.Decoder(list[Place])
_LOTS = msgspec.json.Decoder(list[Lot])
_MATERIALS = msgspec.json.Decoder(list[Material])
_HOLDS = msgspec.json.Decoder(list[OpenHold])
_SITES = msgspec.json.Decoder(list[Site])
_FREE = msgspec.json.Decoder(list[_Free])
_UNITS = msgspec.json.Decoder(list[HandlingUnit])


def filled(
    template: str, branches: Sequence[str], *, wanted: str = "", column: str = "id"
) -> str:  # fmt: skip
    """Return a statement with the parts that a batch needs, and no others.

    Args:
        wanted: the question for the balances it names, where the statement asks for them.
        column: of a balance, where the statement asks for what balances lead to.
    """
    reached = [branch for branch in branches if branch in TOLD.get(column, ())]
    with_tree = "handling_units" in branches
    return template.format(
        units=f"{UNITS}, " if with_tree else "",
        with_units=f"WITH RECURSIVE {UNITS}" if with_tree else "",
        wanted=wanted,
        more="".join(BRANCHES[branch].format(column=column) for branch in reached),
    )


@lru_cache(maxsize=128)
def masters_statement(
    branches: tuple[str, ...], *, counted: bool, soft_totals: bool, unasked: frozenset[str]
) -> str:
    """Return the statement that tells a batch's masters: one column for each of TABLES.

    Args:
        counted: materials are named, so that soft reservations may matter.
        soft_totals: what is free of them is needed, promised or not.
        unasked: tables in which nothing can be found.
    """
    asked = {
        "places": PLACES.format(ids=filled(PLACES_REACHED, branches, column="place")),
        "lots": LOTS.format(ids=LOTS_REACHED),
        "materials": MATERIALS.format(ids=filled(MATERIALS_REACHED, branches, column="material")),
        "holds": HOLDS.format(ids=LOTS_REACHED),
        "sites": SITES,
        "totals": FREE_TOTALS.format(counted=COUNTED if soft_totals else PROMISED),
        "units": HANDLING_UNITS,
    }
    left_out = {
        *unasked,
        *(() if counted else ("totals",)),
        *(() if "handling_units" in branches else ("units",)),
    }
    columns = ["NULL" if name in left_out else table_of(asked[name]) for name in TABLES]
    tree = f"{UNITS}, " if "handling_units" in branches else ""
    meant = filled(MEANT, branches, column="lot")
    return f"WITH RECURSIVE {tree}{meant} SELECT {', '.join(columns)}"


@lru_cache
def known_masters_statement() -> str:
    """Return the statement that tells the masters of a batch that names all it reaches.

    What leads from one to the other is not gone after, nor is it asked what is free: whoever sends
    this has to look whether that was enough (`load.reaches_further`).
    """
    asked = {
        "places": PLACES.format(ids="%(places)s::uuid[]"),
        "lots": LOTS.format(ids="%(lots)s::uuid[]"),
        "materials": MATERIALS.format(ids="%(materials)s::uuid[]"),
        "holds": HOLDS.format(ids="%(lots)s::uuid[]"),
        "sites": SITES,
    }
    columns = [table_of(asked[name]) if name in asked else "NULL" for name in TABLES]
    return f"SELECT {', '.join(columns)}"


def masters_of(row: Row) -> Masters:
    """Return what the statement told."""
    places, lots, materials, holds, sites, totals, units = row
    by_lot: dict[UUID, tuple[OpenHold, ...]] = {}
    for hold in told(holds, _HOLDS):
        by_lot[hold.lot] = (*by_lot.get(hold.lot, ()), hold)
    return Masters(
        places=told(places, _PLACES),
        lots=told(lots, _LOTS),
        materials=[staged(one) for one in told(materials, _MATERIALS)],
        holds=by_lot,
        sites=told(sites, _SITES),
        free_at={(one.material, one.place): one.quantity for one in told(totals, _FREE)},
        handling_units=told(units, _UNITS),
    )
