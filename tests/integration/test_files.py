"""Files on a real disk and database: whole or not at all, seen by who sees the record."""

from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from taktline.base.ids import uuid7
from taktline.base.problem import NotFound
from taktline.platform.command import Booked, Grant, Principal, Stamp
from taktline.platform.identity.access import FieldRule, RoleGrant
from taktline.platform.outside.file import (
    FileGone,
    FileLinked,
    FileTooLarge,
    StoredFile,
    Upload,
    limited,
    linkable,
    load_files,
    readable_file,
    record_links,
    stage_file,
    sweep_files,
    sweep_orphans,
)
from taktline.platform.outside.file_store import DiskFiles
from taktline.platform.outside.housekeeping import KeepHouse, housekeeping
from taktline.store import Store
from tests.identity_ground import Ground, new_ground

pytestmark = pytest.mark.anyio

ANNA = Principal(id=UUID(int=1), name="Anna")
BEN = Principal(id=UUID(int=2), name="Ben", grants=(Grant(needs="lot:read"),))
CEM = Principal(id=UUID(int=3), name="Cem", grants=(Grant(needs="lot:read", node=UUID(int=7)),))


async def pieces(*content: bytes) -> AsyncIterator[bytes]:
    for piece in content:
        yield piece


class Shelf:
    """A ground with a folder for files."""

    def __init__(self, ground: Ground, folder: Path) -> None:
        self.ground, self.folder = ground, folder
        self.disk = DiskFiles(folder)

    async def upload(self, *content: bytes) -> StoredFile:
        told = Upload(name="photo.jpg", media_type="image/jpeg")
        return await stage_file(
            self.ground.store,
            self.disk,
            self.ground.hands,
            tenant=self.ground.tenant,
            by=ANNA,
            upload=(told, pieces(*content)),
        )

    async def link(self, file: UUID, record: UUID) -> None:
        now = self.ground.hands()
        stamp = Stamp(cause=uuid7(), by=ANNA.id, occurred_at=now, recorded_at=now)
        fact = FileLinked(file=file, entity="lot", record=record, field="photo")
        async with self.ground.store.transaction(self.ground.tenant) as tx:
            record_links(tx, [Booked(fact, stamp)])

    async def content(self, file: StoredFile) -> bytes:
        return b"".join([p async for p in self.disk.get(self.ground.tenant, file.hash)])

    async def read(self, file: UUID, reader: Principal) -> StoredFile:
        async with self.ground.store.transaction(self.ground.tenant, readonly=True) as tx:
            return await readable_file(tx, file, reader)

    async def sweep(self) -> int:
        ground = self.ground
        return await sweep_files(ground.store, self.disk, ground.hands, tenant=ground.tenant)


@pytest.fixture
async def shelf(store: Store, tmp_path: Path) -> Shelf:
    return Shelf(await new_ground(store), tmp_path)


async def test_a_file_comes_back_as_it_was_sent_and_is_kept_once(shelf: Shelf) -> None:
    one, other = await shelf.upload(b"ab", b"cd"), await shelf.upload(b"abcd")
    assert one.hash == other.hash == sha256(b"abcd").digest()
    assert one.size == 4
    assert await shelf.content(one) == b"abcd"
    assert len([p for p in shelf.folder.rglob("*") if p.is_file()]) == 1


async def test_an_upload_that_breaks_off_leaves_nothing(shelf: Shelf) -> None:
    with pytest.raises(FileTooLarge):
        await shelf.disk.put(shelf.ground.tenant, limited(pieces(b"abc", b"def"), limit=5))
    assert [p for p in shelf.folder.rglob("*") if p.is_file()] == []


async def test_a_staged_file_is_its_senders_and_a_linked_one_the_records_readers(
    shelf: Shelf,
) -> None:
    file = (await shelf.upload(b"x")).id
    assert (await shelf.read(file, ANNA)).id == file
    with pytest.raises(NotFound):
        await shelf.read(file, BEN)
    await shelf.link(file, uuid7())
    assert (await shelf.read(file, BEN)).staged_until is None
    for stranger in (ANNA, CEM):
        with pytest.raises(NotFound):
            await shelf.read(file, stranger)


async def test_who_does_not_see_the_field_does_not_read_its_file(shelf: Shelf) -> None:
    file = (await shelf.upload(b"drawing")).id
    await shelf.link(file, uuid7())
    assert (await shelf.read(file, BEN)).id == file
    rule = FieldRule(field="photo", level="masked")
    dora = Principal(
        id=UUID(int=4), name="Dora", grants=(RoleGrant(needs="lot:read", fields=(rule,)),)
    )
    with pytest.raises(NotFound):
        await shelf.read(file, dora)


async def test_only_the_sender_links_a_file_and_only_in_time(shelf: Shelf) -> None:
    file = (await shelf.upload(b"x")).id
    async with shelf.ground.store.transaction(shelf.ground.tenant) as tx:
        files = await load_files(tx, [file])
    now = shelf.ground.hands()
    assert linkable(files, file, by=ANNA, now=now).id == file
    for by, at, wanted in (
        (BEN, now, file),
        (ANNA, now + timedelta(days=8), file),
        (ANNA, now, uuid7()),
    ):
        with pytest.raises(FileGone):
            linkable(files, wanted, by=by, now=at)


async def test_what_nobody_links_is_swept_and_what_somebody_links_stays(shelf: Shelf) -> None:
    kept, shared_, lost = [await shelf.upload(c) for c in (b"kept", b"kept", b"lost")]
    await shelf.link(kept.id, uuid7())
    assert await shelf.sweep() == 0
    shelf.ground.hands.turn(timedelta(days=8))
    assert await shelf.sweep() == 2
    assert await shelf.content(kept) == b"kept"
    assert shared_.hash == kept.hash
    with pytest.raises(NotFound):
        await shelf.content(lost)


async def test_content_without_a_row_is_swept_once_it_is_old(shelf: Shelf) -> None:
    ground = shelf.ground
    digest, _ = await shelf.disk.put(ground.tenant, pieces(b"orphan"))
    await sweep_orphans(ground.store, shelf.disk, ground.hands, tenant=ground.tenant)
    assert await shelf.disk.digests(ground.tenant) == [digest]
    ground.hands.turn(timedelta(hours=2))
    await sweep_orphans(ground.store, shelf.disk, ground.hands, tenant=ground.tenant)
    assert await shelf.disk.digests(ground.tenant) == []


async def test_housekeeping_throws_away_what_is_old_and_nothing_else(shelf: Shelf) -> None:
    ground = shelf.ground
    kind = housekeeping(ground.gate, shelf.disk)
    kept, lost = await shelf.upload(b"kept"), await shelf.upload(b"lost")
    await shelf.link(kept.id, uuid7())
    ground.gate.log.note("wrong-credentials", "somebody", tenant=ground.tenant)
    await ground.gate.log.write()
    await kind.run(ground.tenant, KeepHouse())
    assert await shelf.content(lost) == b"lost"
    ground.hands.turn(timedelta(days=401))
    await kind.run(ground.tenant, KeepHouse())
    assert await shelf.content(kept) == b"kept"
    with pytest.raises(NotFound):
        await shelf.content(lost)
    async with ground.store.transaction(ground.tenant, readonly=True) as tx:
        assert await tx.fetch("SELECT count(*) FROM security_log") == [(0,)]
