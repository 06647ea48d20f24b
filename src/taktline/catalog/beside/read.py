"""What stands beside a record, as somebody who sees the record may read it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.text import Text
from taktline.catalog.beside.commands import ATTACHED, ATTACHED_MAX, COMMENTS_MAX
from taktline.catalog.beside.load import ID
from taktline.catalog.path import Paths
from taktline.catalog.shape import Shape
from taktline.catalog.sight import Sight
from taktline.platform.registry import EventKind
from taktline.platform.transaction import Tx
from taktline.store.plan import AnyOf, Order, Output, QueryPlan
from taktline.store.queries import compile_query

HISTORY_PAGE = 50
"""Changes told at once."""
MASK = "***"
NEWEST = 2**62


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who did something: a user, a key or a device; no name = the installation itself."""

    id: UUID
    name: str | None


class CommentShown(msgspec.Struct, frozen=True, kw_only=True):
    """A comment as it stands.

    Attributes:
        text: None = it was taken back.
        changed_at: when it was said in other words; None = it was not.
    """

    id: UUID
    text: str | None
    written_by: Person
    written_at: datetime
    changed_at: datetime | None
    mentions: list[Person]


class Comments(msgspec.Struct, frozen=True, kw_only=True):
    """What was said about a record, the oldest first."""

    comments: list[CommentShown]


class MentionShown(msgspec.Struct, frozen=True, kw_only=True):
    """A comment that speaks to the reader, and the record it is about.

    Attributes:
        is_read: the reader said so.
    """

    comment: UUID
    entity: str
    record: UUID
    text: str
    by: str | None
    written_at: datetime
    is_read: bool


class Mentions(msgspec.Struct, frozen=True, kw_only=True):
    """What was said to the reader, the newest first."""

    mentions: list[MentionShown]


class AttachmentShown(msgspec.Struct, frozen=True, kw_only=True):
    """A file that hangs at a record; its content is read as any file's.

    Attributes:
        size: bytes.
    """

    file: UUID
    name: str
    media_type: str
    size: int
    attached_by: Person
    attached_at: datetime


class Attachments(msgspec.Struct, frozen=True, kw_only=True):
    """The files of a record, the newest first."""

    files: list[AttachmentShown]


class FieldChanged(msgspec.Struct, frozen=True, kw_only=True):
    """One field before and after; links are `{id, code}`."""

    field: str
    old: object
    new: object


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened to a record.

    Attributes:
        told: what the event says beside it; only fields the reader sees.
    """

    event: str
    label: Text
    by: Person
    occurred_at: datetime
    recorded_at: datetime
    changes: list[FieldChanged]
    told: dict[str, object]


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to a record, the newest first.

    Attributes:
        after: mark of the next page; None at the end.
    """

    rows: list[Happening]
    after: str | None = None


class _Wording(msgspec.Struct, frozen=True, kw_only=True):
    comment: UUID
    text: str | None
    mentions: list[UUID]
    written_by: UUID
    written_at: datetime


class _Attached(msgspec.Struct, frozen=True, kw_only=True):
    file: UUID
    name: str
    media_type: str
    size: int
    created_by: UUID
    created_at: datetime


class _Happened(msgspec.Struct, frozen=True, kw_only=True):
    position: int
    cause: UUID
    name: str
    payload: dict[str, object]
    occurred_at: datetime
    recorded_at: datetime
    principal: UUID


class _Changed(msgspec.Struct, frozen=True, kw_only=True):
    cause: UUID
    field: str
    old: object
    new: object


WORDINGS = """
    SELECT comment, text, mentions, written_by, written_at FROM record_comment
    WHERE entity = %(entity)s AND record = %(record)s ORDER BY comment, id LIMIT %(limit)s
"""
WORDINGS_MAX = 10 * COMMENTS_MAX
MENTIONS_MAX = 20
"""Comments told at once to who is spoken to: what is older was read, or is found at its record."""
MENTIONS = """
    SELECT c.comment, c.entity, c.record, c.text, u.name AS by, c.written_at,
        EXISTS (SELECT 1 FROM mention_read r
                WHERE r.reader = %(reader)s::uuid AND r.comment = c.comment) AS is_read
    FROM record_comment c LEFT JOIN user_account u ON u.id = c.written_by
    WHERE c.mentions @> ARRAY[%(reader)s::uuid] AND c.text IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM record_comment later WHERE later.comment = c.comment AND later.id > c.id)
    ORDER BY c.written_at DESC, c.id DESC LIMIT %(limit)s
"""
FILES = """
    SELECT l.file, f.name, f.media_type, f.size, l.created_by, l.created_at
    FROM file_link l JOIN file f ON f.id = l.file
    WHERE l.entity = %(entity)s AND l.record = %(record)s AND l.field = %(field)s
    ORDER BY l.created_at DESC, l.id DESC LIMIT %(limit)s
"""
HAPPENED = """
    SELECT e.position, e.cause, e.name, e.payload, e.occurred_at, e.recorded_at, c.principal
    FROM event e JOIN command c ON c.id = e.cause
    WHERE e.record = %(record)s AND e.entity = %(entity)s AND e.position < %(before)s::bigint
    ORDER BY e.position DESC LIMIT %(limit)s
"""
CHANGED = """
    SELECT cause, field, old, new FROM record_history
    WHERE record = %(record)s AND cause = ANY(%(causes)s::uuid[]) ORDER BY cause, field
"""
NAMES = """
    SELECT id, name FROM user_account WHERE id = ANY(%(ids)s::uuid[])
    UNION ALL SELECT id, name FROM api_key WHERE id = ANY(%(ids)s::uuid[])
    UNION ALL SELECT id, name FROM device WHERE id = ANY(%(ids)s::uuid[])
"""


class _Named(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str


async def read_comments(tx: Tx, entity: str, record: UUID) -> Comments:
    """Return what was said about a record; the reader was found to see it."""
    asked = {"entity": entity, "record": record, "limit": WORDINGS_MAX}
    said: dict[UUID, list[_Wording]] = defaultdict(list)
    for one in await tx.rows(WORDINGS, asked, as_=_Wording):
        said[one.comment].append(one)
    ids = {w.written_by for ws in said.values() for w in ws}
    ids |= {user for words in said.values() for user in words[-1].mentions}
    names = await _names(tx, ids)
    shown = [_comment(comment, words, names) for comment, words in said.items()]
    return Comments(comments=sorted(shown, key=lambda one: (one.written_at, one.id)))


def _comment(comment: UUID, words: Sequence[_Wording], names: Mapping[UUID, str]) -> CommentShown:
    first, last = words[0], words[-1]
    mentions = last.mentions if last.text is not None else []
    return CommentShown(
        id=comment,
        text=last.text,
        written_by=_person(first.written_by, names),
        written_at=first.written_at,
        changed_at=last.written_at if len(words) > 1 else None,
        mentions=[_person(user, names) for user in mentions],
    )


async def read_mentions(tx: Tx, reader: UUID) -> list[MentionShown]:
    """Return what was said to somebody; whether they see the records is still to be asked."""
    asked = {"reader": reader, "limit": MENTIONS_MAX}
    return await tx.rows(MENTIONS, asked, as_=MentionShown)


async def read_attachments(tx: Tx, entity: str, record: UUID) -> Attachments:
    """Return the files that hang at a record; the reader was found to see it."""
    asked = {"entity": entity, "record": record, "field": ATTACHED, "limit": ATTACHED_MAX}
    rows = await tx.rows(FILES, asked, as_=_Attached)
    names = await _names(tx, {row.created_by for row in rows})
    return Attachments(
        files=[
            AttachmentShown(
                file=row.file,
                name=row.name,
                media_type=row.media_type,
                size=row.size,
                attached_by=_person(row.created_by, names),
                attached_at=row.created_at,
            )
            for row in rows
        ]
    )


async def read_history(
    tx: Tx, sight: Sight, record: UUID, *, events: Mapping[str, EventKind], after: int | None
) -> History:
    """Return what happened to a record that the reader was found to see.

    Args:
        sight: what the reader sees of its kind; hidden fields are left out, masked ones starred.
        events: how events are called.
        after: mark of the page before.
    """
    asked = {
        "entity": sight.shape.name,
        "record": record,
        "before": NEWEST if after is None else after,
        "limit": HISTORY_PAGE + 1,
    }
    found = await tx.rows(HAPPENED, asked, as_=_Happened)
    rows = found[:HISTORY_PAGE]
    causes = {"record": record, "causes": list(dict.fromkeys(row.cause for row in rows))}
    changed: dict[UUID, list[_Changed]] = defaultdict(list)
    for one in await tx.rows(CHANGED, causes, as_=_Changed):
        changed[one.cause].append(one)
    names = await _names(tx, {row.principal for row in rows})
    said = [(one.field, v) for some in changed.values() for one in some for v in (one.old, one.new)]
    said += [pair for row in rows for pair in row.payload.items()]
    codes = await _codes(tx, sight, said)
    return History(
        rows=[
            Happening(
                event=row.name,
                label=_label(row.name, events),
                by=_person(row.principal, names),
                occurred_at=row.occurred_at,
                recorded_at=row.recorded_at,
                changes=_changes(sight, changed[row.cause], codes),
                told=_told(sight, row.payload, codes),
            )
            for row in rows
        ],
        after=str(rows[-1].position) if len(found) > HISTORY_PAGE else None,
    )


def _label(name: str, events: Mapping[str, EventKind]) -> Text:
    kind = events.get(name)
    return Text(en=name, zh=name) if kind is None else kind.label


def _changes(
    sight: Sight, changed: Iterable[_Changed], codes: Mapping[UUID, str]
) -> list[FieldChanged]:
    found = []
    for one in changed:
        level = _level(sight, one.field)
        if level == "hidden":
            continue
        if level == "masked":
            found.append(FieldChanged(field=one.field, old=MASK, new=MASK))
            continue
        old, new = (_value(sight.shape, one.field, v, codes) for v in (one.old, one.new))
        found.append(FieldChanged(field=one.field, old=old, new=new))
    return found


def _level(sight: Sight, name: str) -> str:
    """Return how much of a field is seen; a unit's column is seen with its field."""
    for field, shaped in sight.shape.fields.items():
        if name in (field, shaped.beside):
            return sight.level_of(sight.shape, field)
    return "read" if name in sight.shape.entity.system else "hidden"


def _told(
    sight: Sight, payload: Mapping[str, object], codes: Mapping[UUID, str]
) -> dict[str, object]:
    """Return what an event says of fields: those the reader sees."""
    levels = {name: _level(sight, name) for name in payload if name in sight.shape.fields}
    return {
        name: MASK if levels[name] == "masked" else _value(sight.shape, name, payload[name], codes)
        for name in levels
        if levels[name] != "hidden"
    }


def _value(shape: Shape, name: str, value: object, codes: Mapping[UUID, str]) -> object:
    # tidy: positional - a value and what it is called
    field = shape.fields.get(name)
    if field is None or field.field.type not in ("link", "links") or value is None:
        return value
    linked = [
        {"id": one, "code": codes.get(known) if (known := id_of(str(one))) else None, "title": None}
        for one in (value if isinstance(value, list) else [value])
    ]
    return linked if field.field.type == "links" else linked[0]


async def _codes(tx: Tx, sight: Sight, said: Iterable[tuple[str, object]]) -> dict[UUID, str]:
    """Return the codes of the records that links pointed at: whoever sees the link sees them."""
    by_entity: dict[str, set[UUID]] = defaultdict(set)
    for name, value in said:
        field = sight.shape.fields.get(name)
        if field is None or field.field.type not in ("link", "links"):
            continue
        ids = (id_of(str(v)) for v in (value if isinstance(value, list) else [value]))
        by_entity[field.field.to or ""] |= {known for known in ids if known is not None}
    found: dict[UUID, str] = {}
    for entity, linked in by_entity.items():
        shape = sight.shapes.get(entity)
        if shape is not None and shape.has_code and linked:
            found |= await _codes_of(tx, sight, shape, ids=linked)
    return found


async def _codes_of(tx: Tx, sight: Sight, shape: Shape, *, ids: set[UUID]) -> dict[UUID, str]:
    code = Paths(sight.shapes, shape).find("code").ref
    plan = QueryPlan(
        table=shape.table,
        outputs=(Output(name="id", ref=ID), Output(name="code", ref=code)),
        filters=(AnyOf(ref=ID, values=sorted(ids)),),
        order=(Order(ref=ID),),
        limit=len(ids),
    )
    query = compile_query(plan)
    rows = await tx.fetch(query.sql, query.params, prepare=False)
    return {msgspec.convert(row[0], UUID): str(row[1]) for row in rows}


async def _names(tx: Tx, ids: set[UUID]) -> dict[UUID, str]:
    if not ids:
        return {}
    return {one.id: one.name for one in await tx.rows(NAMES, {"ids": sorted(ids)}, as_=_Named)}


def _person(id: UUID, names: Mapping[UUID, str]) -> Person:
    return Person(id=id, name=names.get(id))
