"""Files: photos, drawings and certificates; uploaded first, linked to a record by a command."""

import re
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import msgspec

from taktline.base.ids import uuid7
from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.platform.command import Booked, Clock, Fact, Principal
from taktline.platform.database import Database
from taktline.platform.identity.access import reaches
from taktline.platform.identity.access import sees as shows_field
from taktline.platform.outside.file_store import FileStore
from taktline.platform.outside.sniff import Head, proven_type
from taktline.platform.transaction import Tx
from taktline.platform.verb import FactKind

SIZE_MAX = 50_000_000
"""Bytes of one file: a long video belongs elsewhere."""
NAME_LENGTH_MAX = 200
STAGED_FOR = timedelta(days=7)
"""An offline station may send its report days after the photo."""
STAGED_MAX = 500
"""Files one person may have staged: an upload that nobody links costs space all the same."""
SWEPT_AT_ONCE = 500
QUIET = timedelta(hours=1)
"""Content just put may still get its row: nothing younger is deleted."""
SHOWN_TYPES = frozenset(
    {"image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf", "text/plain"}
)
"""Shown in the browser; everything else is only saved, so that no upload runs as a page of ours."""
_MEDIA_TYPE = re.compile(r"^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$")
REFUSED_TYPES = frozenset({"text/html", "application/xhtml+xml", "image/svg+xml"})
"""They carry scripts; a browser that guesses would run them."""


class FileTooLarge(Problem):
    """An upload is longer than a file may be."""

    title = Text(en="A file has at most {limit} bytes.", zh="单个文件不得超过 {limit} 字节。")
    status = 413


class FileTypeRefused(Problem):
    """A kind of file that is not kept."""

    title = Text(
        en="Files of type {media_type} are not kept.", zh="不接受类型为 {media_type} 的文件。"
    )
    status = 415


class TooManyStaged(Problem):
    """Somebody uploads and uploads and links nothing."""

    title = Text(
        en="{count} files wait to be linked already; use or delete them first.",
        zh="已有 {count} 个文件等待关联;请先使用或删除。",
    )
    status = 429


class FileGone(Problem):
    """A command links a file that was never uploaded, or was staged too long."""

    title = Text(
        en="The file {id} is not there any more; upload it again.",
        zh="文件 {id} 已不存在;请重新上传。",
    )
    status = 409


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """What comes with an upload; both are the sender's words."""

    name: str
    media_type: str


class StoredFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it is kept.

    Attributes:
        hash: SHA-256 of the content; two files with one content share it on disk.
        staged_until: None once a record links it.
    """

    id: UUID
    hash: bytes
    name: str
    media_type: str
    size: int
    created_by: UUID
    staged_until: datetime | None

    @property
    def shown(self) -> bool:
        """Say whether a browser may show it rather than save it."""
        return self.media_type in SHOWN_TYPES


class FileLinked(Fact, frozen=True, kw_only=True):
    """A record now has a file; recorded beside the record's own fact."""

    file: UUID
    entity: str
    record: UUID
    field: str


class Sees(Protocol):
    """Whether a reader sees a record; fulfilled by the query compiler."""

    async def __call__(self, tx: Tx, reader: Principal, entity: str, record: UUID, /) -> bool:
        """Say so."""


async def stage_file(
    database: Database,
    store: FileStore,
    clock: Clock,
    *,
    tenant: str,
    by: Principal,
    upload: tuple[Upload, AsyncIterator[bytes]],
) -> StoredFile:
    """Keep an upload until a command links it.

    The content lies on disk before the row is written; a crash between leaves content without a
    row, which `sweep_orphans` removes.

    Raises:
        FileTypeRefused: a kind that is not kept.
        TooManyStaged: the sender has too many unlinked files.
        FileTooLarge: longer than SIZE_MAX.
    """
    told, content = upload
    media_type = accepted_type(told.media_type)
    now = clock()
    async with database.transaction(tenant, readonly=True) as tx:
        rows = await tx.fetch(
            "SELECT count(*) FROM file WHERE created_by = %(by)s AND staged_until > %(now)s",
            {"by": by.id, "now": now},
        )
    staged = msgspec.convert(rows[0][0], int)
    if staged >= STAGED_MAX:
        raise TooManyStaged(count=staged)
    head = Head()
    digest, size = await store.put(tenant, head.of(limited(content)))
    file = StoredFile(
        id=uuid7(),
        hash=digest,
        name=accepted_file_name(told.name),
        media_type=proven_type(media_type, head.bytes),
        size=size,
        created_by=by.id,
        staged_until=now + STAGED_FOR,
    )
    async with database.transaction(tenant) as tx:
        tx.execute(INSERT, {"now": now, **msgspec.structs.asdict(file)})
    return file


async def load_files(tx: Tx, ids: Iterable[UUID]) -> dict[UUID, StoredFile]:
    """Lock files that commands of a batch link, for their `load`."""
    rows = await tx.rows(LOAD, {"ids": list(ids)}, as_=StoredFile)
    return {row.id: row for row in rows}


def linkable(
    files: dict[UUID, StoredFile], file: UUID, *, by: Principal, now: Instant
) -> StoredFile:
    """Return a loaded file that a command of somebody may link, for their `decide`.

    A staged file is linked by who uploaded it; a linked one may be linked again only through a
    record that its reader already sees, so not here.

    Raises:
        FileGone: it is not there, staged too long, or somebody else's.
    """
    found = files.get(file)
    if found is None or found.created_by != by.id:
        raise FileGone(id=str(file))
    if found.staged_until is not None and found.staged_until <= now:
        raise FileGone(id=str(file))
    return found


async def readable_file(
    tx: Tx, file: UUID, reader: Principal, *, sees: Sees | None = None
) -> StoredFile:
    """Return a file if the reader may read it: their own staged one, or one of a record they see.

    Args:
        sees: says which of some records of an entity the reader sees (the query compiler); without
            it only readers of all records of the entity, in the whole tenant, get the file.

    Raises:
        NotFound: there is none, or the reader may not know that there is.
    """
    files = await tx.rows(READ, {"id": file}, as_=StoredFile)
    links = await tx.rows(LINKS, {"id": file}, as_=_Link)
    if not files:
        raise NotFound(kind="file", code=str(file))
    if files[0].staged_until is not None and files[0].created_by == reader.id:
        return files[0]
    for link in links:
        if not shows_field(reader, link.entity, link.field):
            continue
        parts = reaches(reader, f"{link.entity}:read")
        if any(part.node is None and part.scope is None for part in parts):
            return files[0]
        if parts and sees is not None and await sees(tx, reader, link.entity, link.record):
            return files[0]
    raise NotFound(kind="file", code=str(file))


async def sweep_files(database: Database, store: FileStore, clock: Clock, *, tenant: str) -> int:
    """Delete files that nobody linked in time, and content that no file has; returns how many."""
    now = clock()
    async with database.transaction(tenant) as tx:
        rows = await tx.fetch(SWEEP, {"now": now, "limit": SWEPT_AT_ONCE})
        hashes = {msgspec.convert(row[0], bytes) for row in rows}
        kept = await tx.fetch(KEPT, {"hashes": list(hashes)})
    for digest in hashes - {msgspec.convert(row[0], bytes) for row in kept}:
        await store.delete(tenant, digest, before=now - QUIET)
    return len(rows)


async def sweep_orphans(database: Database, store: FileStore, clock: Clock, *, tenant: str) -> int:
    """Delete content that no file has, left by a crash in an upload; returns how many looked at."""
    digests = await store.digests(tenant)
    for start in range(0, len(digests), SWEPT_AT_ONCE):
        part = digests[start : start + SWEPT_AT_ONCE]
        async with database.transaction(tenant, readonly=True) as tx:
            kept = await tx.fetch(KEPT, {"hashes": part})
        for digest in set(part) - {msgspec.convert(row[0], bytes) for row in kept}:
            await store.delete(tenant, digest, before=clock() - QUIET)
    return len(digests)


def record_links(tx: Tx, facts: Sequence[Booked[FileLinked]]) -> None:
    """Write links; a linked file is staged no more."""
    tx.execute(
        LINK,
        {
            "ids": [uuid7() for _ in facts],
            "files": [b.fact.file for b in facts],
            "entities": [b.fact.entity for b in facts],
            "records": [b.fact.record for b in facts],
            "fields": [b.fact.field for b in facts],
            "at": [b.stamp.recorded_at for b in facts],
            "by": [b.stamp.by for b in facts],
        },
    )
    tx.execute(
        "UPDATE file SET staged_until = NULL WHERE id = ANY(%(files)s::uuid[])",
        {"files": [b.fact.file for b in facts]},
    )


FILE_FACT_KINDS = (FactKind(fact=FileLinked, record=record_links),)


def accepted_type(media_type: str) -> str:
    """Return a media type without parameters, in small letters.

    Raises:
        FileTypeRefused: it is none, or one that carries scripts.
    """
    plain = media_type.partition(";")[0].strip().lower()
    if not _MEDIA_TYPE.match(plain) or plain in REFUSED_TYPES:
        raise FileTypeRefused(media_type=media_type[:80])
    return plain


def accepted_file_name(name: str) -> str:
    """Return the last part of a name as it may stand in a header; never empty."""
    last = re.split(r"[\\/]", name)[-1].strip()
    printable = "".join(c for c in last if c.isprintable())[:NAME_LENGTH_MAX]
    return printable or "file"


async def limited(content: AsyncIterator[bytes], limit: int = SIZE_MAX) -> AsyncIterator[bytes]:
    """Pass content on until it is too long.

    Raises:
        FileTooLarge: more than `limit` bytes.
    """
    size = 0
    async for chunk in content:
        size += len(chunk)
        if size > limit:
            raise FileTooLarge(limit=limit)
        yield chunk


class _Link(msgspec.Struct, frozen=True, kw_only=True):
    entity: str
    record: UUID
    field: str


INSERT = """
    INSERT INTO file (id, hash, name, media_type, size, created_at, created_by, staged_until)
    VALUES (%(id)s, %(hash)s, %(name)s, %(media_type)s, %(size)s, %(now)s, %(created_by)s,
            %(staged_until)s)
"""
LOAD = """
    SELECT id, hash, name, media_type, size, created_by, staged_until FROM file
    WHERE id = ANY(%(ids)s::uuid[]) ORDER BY id FOR UPDATE
"""
READ = """
    SELECT id, hash, name, media_type, size, created_by, staged_until FROM file
    WHERE id = %(id)s
"""
LINKS = "SELECT entity, record, field FROM file_link WHERE file = %(id)s ORDER BY id LIMIT 100"
SWEEP = """
    DELETE FROM file WHERE id IN (
        SELECT id FROM file WHERE staged_until <= %(now)s
        ORDER BY staged_until, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
    RETURNING hash
"""
KEPT = "SELECT DISTINCT hash FROM file WHERE hash = ANY(%(hashes)s::bytea[])"
LINK = """
    INSERT INTO file_link (id, file, entity, record, field, created_at, created_by)
    SELECT id, file, entity, record, field, at, by
    FROM unnest(%(ids)s::uuid[], %(files)s::uuid[], %(entities)s::text[], %(records)s::uuid[],
                %(fields)s::text[], %(at)s::timestamptz[], %(by)s::uuid[])
         AS t (id, file, entity, record, field, at, by)
    ON CONFLICT (file, entity, record, field) DO NOTHING
"""
