"""A work master is written as a whole: its draft is changed, or a new revision begins."""

from collections.abc import Sequence

import msgspec

from taktline.base.instant import Instant
from taktline.kernel.orders.circle import refuse_own_product
from taktline.kernel.orders.content import Operation, WorkMasterContent
from taktline.kernel.orders.facts import WorkMasterWritten
from taktline.kernel.orders.load import load_plans
from taktline.kernel.orders.read import Named
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.snapshot import hash_of
from taktline.kernel.orders.work_master import (
    ChangeWorkMaster,
    CreateWorkMaster,
    ReviseWorkMaster,
    WorkMasterKind,
    decide_change,
    decide_create,
    decide_revise,
    refuse_stale,
    resolved,
)
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.transaction import Tx


class WriteWorkMaster(Command, frozen=True, kw_only=True):
    """A work master says from now on what it says here; nothing happens where nothing differs.

    A draft is changed; where the newest revision was released, a new draft begins. One that is not
    there yet is drafted.

    Attributes:
        material: what it makes, code or id; only a new work master takes it.
        expected_version: of the draft that was read; None = whatever it is now.
    """

    code: str
    kind: WorkMasterKind = "routing"
    name: str | None = None
    name_en: str | None = None
    material: str | None = None
    operations: tuple[Operation, ...]
    note: str | None = None
    expected_version: int | None = None


class RetireWorkMaster(Command, frozen=True, kw_only=True):
    """A work master is used no more; orders that were released by it go on."""

    work_master: str
    expected_version: int


async def load_written(tx: Tx, commands: Sequence[WriteWorkMaster]) -> Shop:
    """Read all revisions of the work masters, and what they are to name."""
    named = Named(
        masters={command.code for command in commands},
        materials={one.material for one in commands if one.material is not None},
        routes=True,
    )
    operations = [one for command in commands for one in command.operations]
    return await load_plans(tx, named, operations=operations)


async def load_retired(tx: Tx, commands: Sequence[RetireWorkMaster]) -> Shop:
    """Read the work masters."""
    return await load_plans(tx, Named(masters={one.work_master for one in commands}))


def decide_write(shop: Shop, command: WriteWorkMaster, now: Instant, ids: Ids) -> list[Fact]:
    """Decide how a work master reads from now on.

    Raises:
        BadCode: the code cannot be one.
        BadOperation: an operation cannot be worked as written.
        RouteInItself: it uses up what it makes, directly or through its parts.
        NotFound: it names a material, work center or supplier that does not exist.
        StaleVersion: somebody else changed the draft.
    """
    known = [master for master in shop.work_masters.values() if master.code == command.code]
    if not known:
        return decide_create(shop, _creation(command), now, ids)
    newest = shop.work_master(command.code)
    content = resolved(
        shop,
        msgspec.structs.replace(
            newest.content,
            operations=command.operations,
            note=newest.content.note if command.note is None else command.note,
            is_typed=False,
        ),
    )
    name = newest.name if command.name is None else command.name
    name_en = newest.name_en if command.name_en is None else command.name_en
    if newest.kind == "routing":
        refuse_own_product(shop, newest.material, content.operations)
    same = (name, name_en) == (newest.name, newest.name_en)
    if same and _plain(content) == _plain(newest.content):
        return []
    if newest.status == "draft":
        return decide_change(shop, _change(command, newest.version), now, ids)
    refuse_stale(newest.code, newest.version, expected=command.expected_version)
    revise = ReviseWorkMaster(
        id=command.id, occurred_at=command.occurred_at, work_master=newest.code
    )
    return [
        WorkMasterWritten(
            work_master=msgspec.structs.replace(
                fact.work_master, name=name, name_en=name_en, content=content,
                content_hash=hash_of(content),
            )
        )
        if isinstance(fact, WorkMasterWritten)
        else fact
        for fact in decide_revise(shop, revise, now, ids)
    ]  # fmt: skip


def decide_retire(shop: Shop, command: RetireWorkMaster, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a work master is used no more.

    Raises:
        NotFound: there is no such work master.
        StaleVersion: somebody else changed it.
    """
    master = shop.work_master(command.work_master)
    refuse_stale(master.code, master.version, expected=command.expected_version)
    if master.status == "obsolete":
        return []
    retired = msgspec.structs.replace(master, status="obsolete", version=master.version + 1)
    told = Event(
        name="work_master.retired",
        entity="work_master",
        record=master.id,
        code=master.code,
        payload={"revision": master.revision, "kind": master.kind, "status": "obsolete"},
    )
    return [WorkMasterWritten(work_master=retired), told]


def _plain(content: WorkMasterContent) -> WorkMasterContent:
    """Return content as it is compared: whether it was typed in one line says nothing."""
    ordered = tuple(content.in_sequence())
    return msgspec.structs.replace(content, is_typed=False, operations=ordered)


def _creation(command: WriteWorkMaster) -> CreateWorkMaster:
    return CreateWorkMaster(
        id=command.id,
        occurred_at=command.occurred_at,
        code=command.code,
        kind=command.kind,
        name=command.name or command.code,
        name_en=command.name_en,
        material=command.material,
        operations=command.operations,
        note=command.note or "",
    )


def _change(command: WriteWorkMaster, version: int) -> ChangeWorkMaster:
    expected = command.expected_version
    return ChangeWorkMaster(
        id=command.id,
        occurred_at=command.occurred_at,
        work_master=command.code,
        expected_version=version if expected is None else expected,
        name=command.name,
        name_en=command.name_en,
        operations=command.operations,
        note=command.note,
    )
