"""The chain of events: every event gets its place once, and nobody changes the past unseen."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from taktline.base.ids import uuid7
from taktline.platform.events import wake
from taktline.platform.events.anchor import anchor_of, anchors_of, append_anchor, write_anchors
from taktline.platform.events.audit import Audit, AuditReport
from taktline.platform.events.event import read_events
from taktline.platform.events.sealer import Sealer
from taktline.platform.events.wake import topic
from taktline.store import Store
from taktline.store.listen import Bell
from tests.integration.test_door import Shop
from tests.toy_plant import REGISTRY, pour, set_up_jars

pytestmark = pytest.mark.anyio

KEY = bytes(range(32))
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
Found = set[tuple[str, str]]


class Vault(Shop):
    """A shop whose events are sealed."""

    def __init__(self, store: Store, tenant: str) -> None:
        super().__init__(store, tenant)
        self.sealer = Sealer(store, key_of=lambda tenant: KEY, covered=REGISTRY.covered)

    async def tamper(self, *statements: str) -> None:
        async with self.store.transaction(self.tenant) as tx:
            for statement in statements:
                tx.execute(statement, prepare=False)

    async def audit(self, anchors: Path | None = None) -> AuditReport:
        audit = Audit(self.store, self.tenant, key=KEY, covered=REGISTRY.covered)
        return await audit.verify(anchors_of(anchors, self.tenant) if anchors else [])

    async def found(self, anchors: Path | None = None) -> Found:
        report = await self.audit(anchors)
        assert report.ok == (not report.findings)
        return {(finding.kind, finding.table) for finding in report.findings}

    async def head(self) -> tuple[int, bytes]:
        async with self.store.transaction(self.tenant) as tx:
            row = (await tx.fetch("SELECT position, seal FROM event_head"))[0]
        return msgspec.convert(row, tuple[int, bytes])

    async def anchor(self, path: Path) -> None:
        position, seal = await self.head()
        anchor = anchor_of(self.tenant, KEY, position=position, seal=seal, now=NOON)
        append_anchor(path, anchor)


@pytest.fixture
async def vault(bare_store: Store, bare_tenant: str) -> Vault:
    async with bare_store.transaction(bare_tenant) as tx:
        await set_up_jars(tx)
    vault = Vault(bare_store, bare_tenant)
    jar = await vault.jar()
    for _ in range(3):
        await vault.submit(*(pour(jar, 1) for _ in range(3)))
    await vault.one(pour(jar, -500, offline=True))
    assert await vault.sealer.seal_all(vault.tenant) == 11
    return vault


async def test_events_are_numbered_without_gaps_in_the_order_of_their_commands(
    vault: Vault,
) -> None:
    async with vault.store.transaction(vault.tenant) as tx:
        window = await read_events(tx, 0)
        poured = await read_events(tx, 2, names=["jar.poured"], limit=3)
    assert [event.position for event in window.events] == list(range(1, 12))
    held = [event.payload.get("held") for event in window.events[1:10]]
    assert [float(str(h)) for h in held] == [float(n) for n in range(1, 10)]
    assert [event.position for event in poured.events] == [3, 4, 5]
    assert (poured.until, poured.more) == (5, True)
    assert window.until == 11


async def test_two_sealers_at_once_give_every_event_one_place(vault: Vault) -> None:
    jar = await vault.jar("J-2")
    await vault.submit(*(pour(jar, 1) for _ in range(40)))
    other = Sealer(vault.store, key_of=lambda tenant: KEY, covered=REGISTRY.covered)
    seals = [s.seal(vault.tenant, limit=7) for s in (vault.sealer, other) * 4]
    assert sum(await asyncio.gather(*seals)) == 41
    assert (await vault.audit()).ok


async def test_a_running_sealer_is_woken_by_a_commit(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wake, "POLL_S", 60.0)
    bell = Bell(lambda: vault.store.cell.app)

    async def tenants() -> Sequence[str]:
        return [vault.tenant]

    running = asyncio.create_task(vault.sealer.run(bell, tenants=tenants))
    with bell.listener(topic("sealed", vault.tenant)) as listener:
        await asyncio.sleep(0.1)
        await vault.jar("J-2")
        bell.ring(topic("committed", vault.tenant))
        assert await listener.wait(20)
    running.cancel()


async def test_an_untouched_history_is_proved_and_says_what_is_not(vault: Vault) -> None:
    await vault.jar("J-2")
    report = await vault.audit()
    assert report.ok
    assert (report.position, report.events, report.commands, report.unsealed) == (11, 11, 11, 1)
    assert "pour" in report.tables
    assert len(report.not_covered) == 5


LAST_POUR = "(SELECT id FROM pour ORDER BY recorded_at DESC LIMIT 1)"
LAST_COMMAND = "(SELECT cause FROM event WHERE position = 10)"
NEW = "01890a5d-ac96-774b-bcce-b302099a8057"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([f"UPDATE command SET principal = id WHERE id = {LAST_COMMAND}"], ("changed", "command")),
        ([f"UPDATE command SET body = '{{}}' WHERE id = {LAST_COMMAND}"], ("changed", "command")),
        ([f"UPDATE command SET answer = '{{}}' WHERE id = {LAST_COMMAND}"], ("changed", "command")),
        ([f"DELETE FROM command WHERE id = {LAST_COMMAND}"], ("removed", "command")),
        (
            [
                "INSERT INTO command (id, verb, principal, depth, occurred_at, clock_uncertain, "
                f"recorded_at, confirm, body_hash, answer) SELECT '{NEW}', verb, principal, depth, "
                "occurred_at, clock_uncertain, recorded_at, confirm, body_hash, answer "
                f"FROM command WHERE id = {LAST_COMMAND}"
            ],
            ("inserted", "command"),
        ),
        ([f"UPDATE pour SET amount = 2 WHERE id = {LAST_POUR}"], ("changed", "pour")),
        ([f"DELETE FROM pour WHERE id = {LAST_POUR}"], ("removed", "pour")),
        (
            [
                "INSERT INTO pour (id, jar, amount, cause, recorded_at) "
                f"SELECT '{NEW}', jar, amount, cause, recorded_at FROM pour WHERE id = {LAST_POUR}"
            ],
            ("inserted", "pour"),
        ),
        (
            [
                "INSERT INTO pour (id, jar, amount, cause, recorded_at) "
                f"SELECT '{NEW}', jar, amount, '{NEW}', recorded_at FROM pour LIMIT 1"
            ],
            ("inserted", "pour"),
        ),
        (["UPDATE parked_fact SET code = 'x'"], ("changed", "parked_fact")),
        (["UPDATE event SET payload = '{}' WHERE position = 4"], ("changed", "event")),
        (["UPDATE event SET seal = sha256(seal) WHERE position = 4"], ("changed", "event")),
        (["UPDATE event SET covers = '' WHERE position = 4"], ("changed", "event")),
        (["DELETE FROM event WHERE position = 4"], ("removed", "event")),
        (["DELETE FROM event WHERE position = 11"], ("tail_cut", "event")),
        (
            [
                "UPDATE event SET position = -4 WHERE position = 4",
                "UPDATE event SET position = 4 WHERE position = 5",
                "UPDATE event SET position = 5 WHERE position = -4",
            ],
            ("changed", "event"),
        ),
        (
            [
                "UPDATE event SET position = -position WHERE position > 4",
                "UPDATE event SET position = 1 - position WHERE position < 0",
                "INSERT INTO event (cause, ordinal, position, name, version, entity, record, code, "
                "payload, depth, occurred_at, recorded_at, covers, seal) "
                f"SELECT '{NEW}', 0, 5, name, version, entity, record, code, payload, depth, "
                "occurred_at, recorded_at, covers, seal FROM event WHERE position = 4",
                "UPDATE event_head SET position = 12",
            ],
            ("changed", "event"),
        ),
        (["UPDATE event_head SET seal = sha256(seal)"], ("changed", "event_head")),
    ],
)
async def test_whatever_is_done_behind_the_doors_back_is_found(
    vault: Vault, statements: list[str], expected: tuple[str, str]
) -> None:
    assert await vault.found() == set()
    await vault.tamper(*statements)
    assert expected in await vault.found()


CUT = (
    "DELETE FROM pour WHERE cause IN (SELECT cause FROM event WHERE position > 8)",
    "DELETE FROM parked_fact WHERE id IN (SELECT cause FROM event WHERE position > 8)",
    "DELETE FROM command WHERE id IN (SELECT cause FROM event WHERE position > 8)",
    "DELETE FROM event WHERE position > 8",
    "UPDATE event_head SET position = 8, seal = (SELECT seal FROM event WHERE position = 8)",
)


async def test_a_clean_cut_of_the_tail_is_found_by_the_anchor_only(
    vault: Vault, tmp_path: Path
) -> None:
    file = tmp_path / "anchors.jsonl"
    await vault.anchor(file)
    await vault.tamper(*CUT)
    assert await vault.found() == set()
    assert ("tail_cut", "event") in await vault.found(file)
    jar = await vault.jar("J-9")
    await vault.submit(*(pour(jar, 1) for _ in range(4)))
    await vault.sealer.seal_all(vault.tenant)
    assert ("changed", "event") in await vault.found(file)


async def test_anchors_are_written_where_the_chain_has_grown(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path / "kept" / "anchors.jsonl"

    async def written() -> int:
        return await write_anchors(
            vault.store, [vault.tenant], key_of=lambda tenant: KEY, path=file, now=NOON
        )

    assert [await written(), await written()] == [1, 0]
    await vault.jar("J-2")
    await vault.sealer.seal_all(vault.tenant)
    assert await written() == 1
    report = await vault.audit(file)
    assert (report.ok, report.anchored) == (True, 12)


async def test_a_changed_anchor_is_no_anchor(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path / "anchors.jsonl"
    await vault.anchor(file)
    file.write_bytes(file.read_bytes().replace(b'"position":11', b'"position":8'))
    assert ("anchor_changed", "anchor") in await vault.found(file)


async def test_another_key_proves_nothing(vault: Vault) -> None:
    audit = Audit(vault.store, vault.tenant, key=bytes(32), covered=REGISTRY.covered)
    assert (await audit.verify()).found == 11


def test_ids_of_tests_are_real_ids() -> None:
    assert UUID(NEW).version == uuid7().version
