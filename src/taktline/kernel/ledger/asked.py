"""What the ledger's queries share: pages, whom they show what, and what codes mean."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.problem import Invalid
from taktline.platform.command import Principal
from taktline.platform.identity.access import nodes_for, sees
from taktline.platform.query import PAGE_MAX, Page
from taktline.platform.transaction import Tx

R = TypeVar("R", bound=msgspec.Struct)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What every page of the ledger's queries carries.

    Attributes:
        limit: rows per page, 1..1000.
        after: the cursor the page before ended with.
    """

    limit: int = 100
    after: str | None = None


SEEN = """(%(nodes)s::uuid[] IS NULL OR p.site = ANY(%(nodes)s::uuid[]) OR p.equipment IN (
        WITH RECURSIVE below AS (
            SELECT unnest(%(nodes)s::uuid[]) AS id
            UNION SELECT c.id FROM equipment c JOIN below b ON c.parent = b.id
        ) SELECT id FROM below))"""
"""Which places `p` a reader sees; without nodes all of them."""

BUSINESS_DAY = """((%(now)s::timestamptz AT TIME ZONE s.zone)
        - make_interval(secs => s.day_starts_s::double precision))::date"""
"""The day that it is now at a site `s`; `now` is the transaction's `present`."""

MATERIALS = "SELECT id FROM material WHERE code = %(code)s OR id = %(id)s::uuid"
LOTS = """
    SELECT l.id FROM lot l
    WHERE (l.code = %(code)s OR l.id = %(id)s::uuid)
        AND (%(material)s::text IS NULL OR l.material IN (
            SELECT m.id FROM material m WHERE m.code = %(material)s OR m.id = %(material_id)s))"""
PLACES = "SELECT id FROM place WHERE code = %(code)s OR id = %(id)s::uuid"


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """The records that codes or ids of a question mean; None = it does not ask for any."""

    materials: list[UUID] | None = None
    lots: list[UUID] | None = None
    places: list[UUID] | None = None


async def named_in(
    tx: Tx, *, material: str | None, lot: str | None, place: str | None = None
) -> Named:
    """Find what a question names, in one round trip; a code may mean a place of every site."""
    own = id_of(material) if material else None
    sent: list[tuple[str, str, dict[str, object]]] = []
    for kind, sql, code in (
        ("materials", MATERIALS, material), ("lots", LOTS, lot), ("places", PLACES, place),
    ):  # fmt: skip
        if code is not None:
            params: dict[str, object] = {"code": code, "id": id_of(code)}
            if kind == "lots":
                params |= {"material": material, "material_id": own}
            sent.append((kind, sql, params))
    answers = await tx.fetch_many([(sql, params) for _, sql, params in sent]) if sent else []
    found = {kind: rows for (kind, _, _), rows in zip(sent, answers, strict=True)}
    return Named(
        materials=_ids(found, "materials"), lots=_ids(found, "lots"), places=_ids(found, "places")
    )


def _ids(found: dict[str, list[tuple[object, ...]]], kind: str) -> list[UUID] | None:
    rows = found.get(kind)
    return None if rows is None else [one for (one,) in msgspec.convert(rows, list[tuple[UUID]])]


def bounded_limit(limit: int) -> int:
    """Return the rows of a page.

    Raises:
        Invalid: not 1..1000.
    """
    if not 1 <= limit <= PAGE_MAX:
        raise Invalid(reason=f"limit must be 1 to {PAGE_MAX}", at="/limit")
    return limit


def paged(asked: Asked) -> dict[str, object]:
    """Return limit and cursor as parameters."""
    after = id_of(asked.after) if asked.after else None
    return {"limit": bounded_limit(asked.limit), "after": after}


def nodes_of(reader: Principal, needs: str) -> list[UUID] | None:
    """Return the nodes a reader is limited to; None = everything."""
    nodes = nodes_for(reader, needs)
    return None if nodes is None else list(nodes)


def rows_as(rows: Sequence[tuple[object, ...]], kind: type[R]) -> list[R]:
    """Return rows as structs, columns to fields by position."""
    names = kind.__struct_fields__
    return [msgspec.convert(dict(zip(names, row, strict=True)), kind) for row in rows]


def valued(
    rows: Sequence[tuple[object, ...]], kind: type[R], reader: Principal, *, of: str
) -> list[R]:  # tidy: positional - rows and their reader
    """Return rows as structs, without their value where the reader may not see it."""
    found = rows_as(rows, kind)
    if sees(reader, of, "value"):
        return found
    return [msgspec.structs.replace(row, value=None) for row in found]


def page_of(rows: list[R], asked: Asked) -> Page[R]:
    """Say where the next page begins, where there may be one."""
    last = rows[-1] if len(rows) == asked.limit else None
    after: object = getattr(last, "id", None)
    return Page(rows=rows, after=None if after is None else str(after))
