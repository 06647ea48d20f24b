"""One running process: the database, the door, and who may come through it."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

import msgspec

from taktline.api.registry import REGISTRY, SYSTEM, WORDS
from taktline.catalog.catalogs import Catalogs
from taktline.catalog.facts import RecordMade, RecordWritten
from taktline.catalog.scope import RecordScopes
from taktline.catalog.scope_kept import KeptScopes
from taktline.engines.rules.follow import rules_subscriber
from taktline.engines.rules.guard import RuleGuards
from taktline.engines.rules.refusal_log import RuleLog
from taktline.kernel.resources.places import EquipmentPlaces
from taktline.platform.clock import SystemClock
from taktline.platform.door import Door
from taktline.platform.events.live import Feeds
from taktline.platform.events.wake import topic
from taktline.platform.identity.gate import Gate
from taktline.platform.identity.living import LivingSessions
from taktline.platform.identity.password import Hasher
from taktline.platform.identity.principal import Rights
from taktline.platform.identity.rate import Familiar, RateLimits
from taktline.platform.identity.security_log import SecurityLog
from taktline.platform.judge import Desk
from taktline.platform.outside.file_store import DiskFiles
from taktline.platform.registry import Registry
from taktline.platform.secret import KeyRing, master_key
from taktline.platform.setting import Settings
from taktline.store import Bell, DatabaseSettings, Store, open_store

STREAMS_MAX = 2_000
"""Live streams of one process; each costs a little memory. A screen that gets none asks again."""


class Runtime(msgspec.Struct, frozen=True, kw_only=True):
    """What every request of a process has at hand."""

    store: Store
    door: Door
    registry: Registry
    gate: Gate
    rights: Rights
    bell: Bell
    keys: KeyRing
    settings: Settings
    log: SecurityLog
    rule_log: RuleLog
    files: DiskFiles
    catalogs: Catalogs
    feeds: Feeds
    living: LivingSessions
    limits: RateLimits | None = None
    familiar: Familiar = msgspec.field(default_factory=Familiar)
    streams: asyncio.Semaphore = msgspec.field(
        default_factory=lambda: asyncio.Semaphore(STREAMS_MAX)
    )

    async def keep_logs(self) -> None:
        """Write denied attempts and what rules refused, until cancelled."""
        await asyncio.gather(self.log.run(), self.rule_log.run())

    def seal_key(self, tenant: str) -> bytes:
        """Return the key a tenant's events are sealed with; it is never in the database."""
        return self.keys.derived("seal", tenant)


@asynccontextmanager
async def running(
    settings: Settings, *, limited: bool = True, durable: bool = True
) -> AsyncIterator[Runtime]:
    """Open everything a process needs, tables brought up to date; close it in order.

    Args:
        settings: of the installation.
        limited: callers have a rate limit; False for benches, which measure what lies behind it.
        durable: False is for tests only: commits do not wait for the disk.

    Raises:
        Problem: why it cannot start, and what to do.
    """
    sources = [files(package) / "sql" for package in REGISTRY.sql]
    store = await open_store(database_of(settings, durable=durable), sources)
    try:
        await store.migrate()
        runtime = _assembled(settings, store, limited=limited)
        await runtime.bell.open()
        try:
            yield runtime
        finally:
            await runtime.door.close()
            await runtime.bell.close()
    finally:
        await store.close()


def database_of(settings: Settings, *, durable: bool = True) -> DatabaseSettings:
    """Return what the settings say about the database."""
    return DatabaseSettings(
        folder=settings.data_dir,
        url=settings.database_url.reveal() if settings.database_url else None,
        cell=settings.cell,
        pg_bin=settings.pg_bin,
        port=settings.pg_port,
        connections=settings.database_connections,
        durable=durable,
        archive=settings.archive_dir,
    )


def _assembled(settings: Settings, store: Store, *, limited: bool) -> Runtime:
    clock = store.clock = SystemClock()
    keys = master_key(settings.secret_dir, os.environ)
    bell = Bell(lambda: store.cell.app)
    log = SecurityLog(store, clock)
    places = EquipmentPlaces((RecordMade, RecordWritten))
    rights = Rights(store, clock, places=places)
    catalogs = Catalogs(store, SYSTEM, clock=clock, rights=rights)
    rules = rules_subscriber(catalogs.current, clock)
    registry = msgspec.structs.replace(
        REGISTRY, of_tenant=catalogs, subscribers={**REGISTRY.subscribers, rules.name: rules}
    )
    rule_log = RuleLog(store, clock)
    desk = Desk(
        registry=registry,
        clock=clock,
        guards=KeptScopes(
            catalogs.known, RuleGuards(catalogs.known, WORDS, refused=rule_log.refused)
        ),
        scopes=RecordScopes(catalogs, clock),
        compiled=catalogs,
        log=log,
        extras=catalogs,
        places=places,
    )
    gate = Gate(database=store, keys=keys, hasher=Hasher(), clock=clock, log=log, places=places)
    return Runtime(
        store=store,
        door=Door(store, desk, committed=lambda tenant: bell.ring(topic("committed", tenant))),
        registry=registry,
        gate=gate,
        feeds=Feeds(store, bell),
        living=LivingSessions(gate),
        rights=rights,
        bell=bell,
        keys=keys,
        settings=settings,
        log=log,
        rule_log=rule_log,
        files=DiskFiles(settings.file_dir or settings.data_dir / "files"),
        catalogs=catalogs,
        limits=RateLimits() if limited else None,
    )


async def tenant_codes(store: Store) -> list[str]:
    """Return the codes of the tenants that work goes on for."""
    return [tenant.code for tenant in await store.tenants() if tenant.state == "active"]
