"""Reads where the records stand that are commented, what was said of them, and their files."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from taktline.catalog.beside.commands import ATTACHED, AboutRecord, AttachFile, WriteComment
from taktline.catalog.path import Paths
from taktline.catalog.shape import SITE, Shape
from taktline.catalog.sight import equipment_ref
from taktline.platform.outside.file import StoredFile, load_files
from taktline.platform.transaction import Tx
from taktline.store.plan import AnyOf, Order, Output, QueryPlan, Ref
from taktline.store.queries import compile_query

Keys = dict[str, object]
"""Kinds and ids of the records that are named."""
ID = Ref(column="id", type="uuid", nullable=False)

SAID = """
    SELECT c.comment, c.text, c.written_by FROM record_comment c
    WHERE c.comment = ANY(%(comments)s::uuid[]) ORDER BY c.comment, c.id
"""
COUNTED = """
    SELECT record, count(DISTINCT comment) FROM record_comment
    WHERE entity = ANY(%(entities)s::text[]) AND record = ANY(%(records)s::uuid[]) GROUP BY record
"""
HANGING = """
    SELECT record, file, created_by FROM file_link
    WHERE entity = ANY(%(entities)s::text[]) AND record = ANY(%(records)s::uuid[])
      AND field = %(field)s
"""
PEOPLE = "SELECT id FROM user_account WHERE id = ANY(%(users)s::uuid[])"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A record, as far as one must know it to say something beside it.

    Attributes:
        path: its place in the hierarchy, the site first; () = it has none.
        is_placed: whether permissions may hold at a place only.
    """

    code: str
    site: UUID | None
    path: tuple[UUID, ...]
    is_placed: bool


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A comment as it stands: its latest words (None = taken back), and who wrote it first."""

    comment: UUID
    text: str | None
    written_by: UUID


class Beside(msgspec.Struct, kw_only=True, eq=False):
    """What a batch of such commands looks at.

    Attributes:
        shapes: all entities.
        standing: the records that are there, by kind and id.
        said: the comments that are changed.
        commented: comments by record.
        hanging: who attached which file, by record.
        files: the uploads.
        people: the users that are mentioned and there.
    """

    shapes: Mapping[str, Shape]
    standing: dict[tuple[str, UUID], Standing]
    said: dict[UUID, Said]
    commented: dict[UUID, int]
    hanging: dict[UUID, dict[UUID, UUID]]
    files: dict[UUID, StoredFile]
    people: set[UUID]


class BesideLoader(msgspec.Struct, frozen=True, kw_only=True):
    """Loads for a tenant whose documents shape these entities."""

    shapes: Mapping[str, Shape]

    async def load(self, tx: Tx, commands: Sequence[AboutRecord]) -> Beside:
        """Read everything a batch needs: one query per table that is commented, four more."""
        named: dict[str, set[UUID]] = defaultdict(set)
        for command in commands:
            named[command.entity].add(command.record)
        standing: dict[tuple[str, UUID], Standing] = {}
        for entity, records in named.items():
            shape = self.shapes.get(entity)
            if shape is not None and may_be_named(shape):
                found = await _standing(tx, self.shapes, shape, records=records)
                standing |= {(entity, record): one for record, one in found.items()}
        keys: Keys = {
            "entities": list(named),
            "records": [r for some in named.values() for r in some],
        }
        comments = [c for one in commands if (c := getattr(one, "comment", None)) is not None]
        users = {user for one in commands if isinstance(one, WriteComment) for user in one.mentions}
        files = [one.file for one in commands if isinstance(one, AttachFile)]
        return Beside(
            shapes=self.shapes,
            standing=standing,
            said=await _said(tx, comments),
            commented=await _counted(tx, keys),
            hanging=await _hanging(tx, keys),
            files=await load_files(tx, files) if files else {},
            people=await _people(tx, users),
        )


def may_be_named(shape: Shape) -> bool:
    """Whether single records of a kind are there to be spoken of."""
    return not shape.is_lines and "id" in shape.entity.system


async def _standing(
    tx: Tx, shapes: Mapping[str, Shape], shape: Shape, *, records: set[UUID]
) -> dict[UUID, Standing]:
    paths = Paths(shapes, shape)
    outputs = [Output(name="id", ref=ID)]
    code = paths.find("code").ref if shape.has_code else ID
    outputs.append(Output(name="code", ref=code))
    if shape.is_placed:
        name = SITE if SITE in shape.fields else f"place.{SITE}"
        site = ID if shape.name == SITE else paths.find(name).ref
        outputs.append(Output(name="site", ref=site))
        outputs.append(Output(name="equipment", ref=equipment_ref(shape, paths) or site))
    plan = QueryPlan(
        table=shape.table,
        links=paths.links,
        outputs=tuple(outputs),
        filters=(AnyOf(ref=ID, values=sorted(records)),),
        order=(Order(ref=ID),),
        limit=len(records),
    )
    query = compile_query(plan)
    rows = await tx.fetch(query.sql, query.params, prepare=False)
    found = {}
    for record, called, *places in rows:
        path = tuple(dict.fromkeys(place for place in places if isinstance(place, UUID)))
        found[msgspec.convert(record, UUID)] = Standing(
            code=str(called),
            site=path[0] if path else None,
            path=path,
            is_placed=shape.is_placed,
        )
    return found


async def _said(tx: Tx, comments: Sequence[UUID]) -> dict[UUID, Said]:
    if not comments:
        return {}
    found: dict[UUID, Said] = {}
    for row in await tx.rows(SAID, {"comments": list(comments)}, as_=Said):
        first = found.get(row.comment, row)
        found[row.comment] = Said(comment=row.comment, text=row.text, written_by=first.written_by)
    return found


async def _counted(tx: Tx, keys: Keys) -> dict[UUID, int]:
    rows = await tx.fetch(COUNTED, keys)
    return {msgspec.convert(row[0], UUID): msgspec.convert(row[1], int) for row in rows}


async def _hanging(tx: Tx, keys: Keys) -> dict[UUID, dict[UUID, UUID]]:
    found: dict[UUID, dict[UUID, UUID]] = defaultdict(dict)
    for row in await tx.fetch(HANGING, {**keys, "field": ATTACHED}):
        record, file, by = (msgspec.convert(value, UUID) for value in row)
        found[record][file] = by
    return found


async def _people(tx: Tx, users: set[UUID]) -> set[UUID]:
    if not users:
        return set()
    rows = await tx.fetch(PEOPLE, {"users": sorted(users)})
    return {msgspec.convert(row[0], UUID) for row in rows}
