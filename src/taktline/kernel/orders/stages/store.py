"""Reads what is switched on and what rests on it; writes the choice."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import msgspec

from taktline.kernel.orders.stages.facts import StagesSet
from taktline.kernel.resources.stages import STAGES, Stage
from taktline.platform.command import Booked
from taktline.platform.transaction import Tx

CODES_MAX = 10
"""Materials named in one refusal: the rest is a number."""
PLANT = "*"
"""How the whole plant is called where a class could be meant."""

CLASSES = """
    WITH RECURSIVE up AS (
        SELECT c.id AS leaf, c.id, c.parent, 0 AS height
        FROM material_class c WHERE c.code = ANY(%(names)s::text[]) OR c.id::text = ANY(%(names)s)
        UNION ALL SELECT up.leaf, c.id, c.parent, up.height + 1
        FROM up JOIN material_class c ON c.id = up.parent WHERE up.height < 10)
    SELECT c.id, c.code,
        (SELECT g.stages FROM up JOIN stage g ON g.material_class = up.id
            WHERE up.leaf = c.id ORDER BY up.height LIMIT 1),
        EXISTS (SELECT 1 FROM stage g WHERE g.material_class = c.id)
    FROM material_class c
    WHERE c.code = ANY(%(names)s::text[]) OR c.id::text = ANY(%(names)s::text[])
    ORDER BY c.id"""

LOCK_PLANT = "SELECT stages FROM stage WHERE material_class IS NULL FOR UPDATE"

# A scope's materials: those of the class and of the classes below it; all where it names none.
USE = """
    WITH RECURSIVE below AS (
        SELECT c.id FROM material_class c WHERE c.id = %(material_class)s::uuid
        UNION SELECT c.id FROM below b JOIN material_class c ON c.parent = b.id),
    meant AS (
        SELECT m.id, m.code, m.lot_traced FROM material m
        WHERE NOT m.archived
            AND (%(material_class)s::uuid IS NULL OR m.material_class IN (SELECT id FROM below))),
    stocked AS (
        SELECT DISTINCT b.material, l.code <> '-' AS in_lots
        FROM balance b JOIN place p ON p.id = b.place JOIN lot l ON l.id = b.lot
        WHERE b.quantity <> 0 AND p.kind IN ('store', 'line_side', 'transit')),
    unopened AS (
        SELECT m.code FROM meant m
        WHERE NOT EXISTS (SELECT 1 FROM move v WHERE v.material = m.id AND (
            v.source_kind IN ('opening', 'supplier') OR v.target_kind IN ('store', 'line_side'))))
    SELECT
        (SELECT count(*) FROM unopened)::integer,
        ARRAY(SELECT code FROM unopened ORDER BY code LIMIT %(limit)s),
        ARRAY(SELECT m.code FROM meant m WHERE EXISTS (
            SELECT 1 FROM stocked s WHERE s.material = m.id) ORDER BY m.code LIMIT %(limit)s),
        ARRAY(SELECT m.code FROM meant m WHERE EXISTS (
            SELECT 1 FROM stocked s WHERE s.material = m.id AND s.in_lots)
            ORDER BY m.code LIMIT %(limit)s),
        (SELECT count(*) FROM work_order w WHERE w.material IN (SELECT id FROM meant)
            AND w.status NOT IN ('closed', 'cancelled', 'aborted'))::integer,
        EXISTS (SELECT 1 FROM work_order w WHERE w.material IN (SELECT id FROM meant)
            AND w.status <> 'draft')"""

WRITE = """
    INSERT INTO stage (id, material_class, stages, reason, created_at, created_by, updated_at,
        updated_by)
    SELECT id, material_class, string_to_array(stages, ','), reason, at, by, at, by
    FROM unnest(%(ids)s::uuid[], %(classes)s::uuid[], %(stages)s::text[], %(reasons)s::text[],
        %(at)s::timestamptz[], %(by)s::uuid[])
        AS t (id, material_class, stages, reason, at, by)
    ON CONFLICT (id) DO UPDATE SET stages = excluded.stages, reason = excluded.reason,
        version = stage.version + 1, updated_at = excluded.updated_at,
        updated_by = excluded.updated_by"""


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What a choice of stages is about, and what rests on it.

    Attributes:
        name: code of the class; `*` for the whole plant.
        stages: what is on now: chosen here, else above, else everything.
        is_chosen: somebody chose for this very scope before.
        has_begun: an order of such a material was released.
        unopened: materials that nothing was ever booked into stock of; likewise some codes.
        in_stock: some materials that stand in stock; `in_lots` those that stand there in lots.
        open_orders: work orders that are not over.
    """

    name: str
    material_class: UUID | None = None
    stages: tuple[Stage, ...] = STAGES
    is_chosen: bool = False
    has_begun: bool = False
    unopened: int = 0
    unopened_codes: tuple[str, ...] = ()
    in_stock: tuple[str, ...] = ()
    in_lots: tuple[str, ...] = ()
    open_orders: int = 0


class Chosen(msgspec.Struct, kw_only=True):
    """The scopes a batch names, by the name it gives them."""

    scopes: dict[str, Scope] = {}

    def scope(self, reference: str | None) -> Scope | None:
        """Return the scope that is meant; None where there is no such class."""
        return self.scopes.get(reference or PLANT)


class NamesClass(Protocol):
    """A command about a material class or the whole plant."""

    @property
    def material_class(self) -> str | None:
        """Its id or code; None = the whole plant."""


async def load_stages(tx: Tx, commands: Sequence[NamesClass]) -> Chosen:
    """Lock what the plant has chosen and read what rests on each scope that is named."""
    plant = await tx.fetch(LOCK_PLANT)
    inherited = msgspec.convert(plant[0][0], tuple[Stage, ...]) if plant else STAGES
    names = {command.material_class for command in commands if command.material_class is not None}
    chosen = Chosen()
    if any(command.material_class is None for command in commands):
        scope = Scope(name=PLANT, stages=inherited, is_chosen=bool(plant))
        chosen.scopes[PLANT] = await _used(tx, scope)
    rows = await tx.fetch(CLASSES, {"names": sorted(names)})
    found = msgspec.convert(rows, list[tuple[UUID, str, tuple[Stage, ...] | None, bool]])
    for id_, code, stages, is_chosen in found:
        scope = Scope(
            name=code, material_class=id_, stages=stages or inherited, is_chosen=is_chosen
        )
        used = await _used(tx, scope)
        chosen.scopes |= {code: used, str(id_): used}
    return chosen


async def _used(tx: Tx, scope: Scope) -> Scope:
    params = {"material_class": scope.material_class, "limit": CODES_MAX}
    unopened, codes, stocked, in_lots, open_orders, has_begun = (await tx.fetch(USE, params))[0]
    return msgspec.structs.replace(
        scope,
        unopened=unopened,
        unopened_codes=tuple(msgspec.convert(codes, list[str])),
        in_stock=tuple(msgspec.convert(stocked, list[str])),
        in_lots=tuple(msgspec.convert(in_lots, list[str])),
        open_orders=open_orders,
        has_begun=has_begun,
    )


def record_stages(tx: Tx, booked: Sequence[Booked[StagesSet]]) -> None:
    """Write the choices; of several for one scope the last stands."""
    last = {one.fact.id: one for one in booked}.values()
    tx.execute(
        WRITE,
        {
            "ids": [one.fact.id for one in last],
            "classes": [one.fact.material_class for one in last],
            "stages": [",".join(one.fact.stages) for one in last],
            "reasons": [one.fact.reason for one in last],
            "at": [one.stamp.recorded_at for one in last],
            "by": [one.stamp.by for one in last],
        },
    )
