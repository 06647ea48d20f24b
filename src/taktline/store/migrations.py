"""Brings every schema to the tables the code expects: numbered SQL files, applied once each."""

import asyncio
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from importlib.resources.abc import Traversable
from typing import Literal

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.store.cell import CONTROL, Cell
from taktline.store.pool import Pool
from taktline.store.refusals import StatementRefused
from taktline.store.transaction import Observer, Transaction, opening_statements, transaction

_NAME = re.compile(r"^(\d{4})_(pre|post)_([a-z0-9_]+)\.sql$")
LOCK_TIMEOUT_MS = 10_000
STATEMENT_TIMEOUT_MS = 600_000
"""An index over a year of moves takes minutes."""

Phase = Literal["pre", "post"]
Place = Literal["control", "tenant"]


class BadMigration(Problem):
    """A numbered SQL file with a wrong name, or a number used twice."""

    title = Text(
        en="The migration {name} is not usable: {reason}", zh="迁移 {name} 不可用:{reason}"
    )
    status = 500


class MigrationChanged(Problem):
    """A file that was applied already reads differently now."""

    title = Text(
        en="The migration {name} was applied to {schema} in another wording: never edit an applied "
        "file, add a new one.",
        zh="迁移 {name} 已以不同内容应用于 {schema}:请勿修改已应用的文件,应新增文件。",
    )
    status = 500


class MigrationFailed(Problem):
    """PostgreSQL refused a migration; the schema stays as it was."""

    title = Text(
        en="The migration {name} failed in {schema}: {reason}",
        zh="迁移 {name} 在 {schema} 中失败:{reason}",
    )
    status = 500


class Migration(msgspec.Struct, frozen=True, kw_only=True):
    """One numbered file: `NNNN_pre_text.sql` before new code, `NNNN_post_text.sql` after it."""

    number: int
    phase: Phase
    name: str
    statements: tuple[str, ...]
    digest: str


class Migrated(msgspec.Struct, frozen=True, kw_only=True):
    """What a run of the migrator did.

    Attributes:
        applied: numbers of the files applied, by tenant (`control` for the control schema).
        failed: why a tenant was left as it was, by tenant.
    """

    applied: dict[str, tuple[int, ...]]
    failed: dict[str, Problem]


def migrations_in(sources: Iterable[Traversable], place: Place) -> tuple[Migration, ...]:
    """Read the numbered files of all packages, in the order of their numbers.

    Args:
        sources: `sql` folders; each may hold `control/` and `tenant/`.
        place: which of the two.

    Raises:
        BadMigration: a wrong name, or the same number twice.
    """
    found: dict[int, Migration] = {}
    for source in sources:
        folder = source / place
        if not folder.is_dir():
            continue
        for file in folder.iterdir():
            if file.name.endswith(".sql"):
                migration = read_migration(file.name, file.read_text(encoding="utf-8"))
                if migration.number in found:
                    raise BadMigration(name=file.name, reason="its number is used twice")
                found[migration.number] = migration
    return tuple(found[number] for number in sorted(found))


def read_migration(name: str, text: str) -> Migration:
    """Read one file.

    Raises:
        BadMigration: its name is not `NNNN_pre_text.sql` or `NNNN_post_text.sql`.
    """
    parts = _NAME.match(name)
    if parts is None:
        raise BadMigration(name=name, reason="its name is not NNNN_pre_text.sql")
    return Migration(
        number=int(parts.group(1)),
        phase="pre" if parts.group(2) == "pre" else "post",
        name=name,
        statements=tuple(split(text)),
        digest=hashlib.sha256(text.encode()).hexdigest()[:16],
    )


def split(text: str) -> list[str]:
    """Split SQL into statements: a `;` at the end of a line ends one. No PL/pgSQL (rule R5)."""
    statements: list[str] = []
    lines: list[str] = []
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("--"):
            continue
        lines.append(line)
        if line.rstrip().endswith(";"):
            statements.append("\n".join(lines).rstrip().rstrip(";"))
            lines = []
    if lines:
        statements.append("\n".join(lines))
    return statements


class Migrator:
    """Applies migrations as the owner; every schema in one transaction of its own."""

    def __init__(
        self,
        owners: Pool,
        sources: Sequence[Traversable],
        *,
        cell: Cell,
        observer: Observer | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._clock = clock
        self._cell = cell
        self._owners = owners
        self._observer = observer
        self._files: dict[Place, tuple[Migration, ...]] = {
            "control": migrations_in(sources, "control"),
            "tenant": migrations_in(sources, "tenant"),
        }

    async def migrate(
        self, tenants: Iterable[str], phases: Sequence[Phase] = ("pre", "post")
    ) -> Migrated:
        """Bring schemas up to date, several at a time; a tenant that fails does not stop others."""
        applied: dict[str, tuple[int, ...]] = {}
        failed: dict[str, Problem] = {}

        async def one(tenant: str) -> None:
            try:
                applied[tenant] = await self.migrate_one(tenant, phases)
            except Problem as failure:
                failed[tenant] = failure

        await asyncio.gather(*[one(tenant) for tenant in tenants])
        return Migrated(applied=applied, failed=failed)

    async def migrate_one(
        self, tenant: str, phases: Sequence[Phase] = ("pre", "post")
    ) -> tuple[int, ...]:
        """Bring one schema up to date.

        Raises:
            MigrationFailed, MigrationChanged: nothing was changed.
        """
        async with self.opened(tenant) as tx:
            return await self.apply(tx, phases)

    def opened(self, tenant: str) -> AbstractAsyncContextManager[Transaction]:
        """Return a transaction as the tenant's role, with the patience that DDL needs."""
        opening = opening_statements(
            self._cell.role(tenant),
            self._cell.schema(tenant),
            lock_timeout_ms=LOCK_TIMEOUT_MS,
            statement_timeout_ms=STATEMENT_TIMEOUT_MS,
        )
        return transaction(self._owners, tenant, opening, observer=self._observer)

    async def apply(self, tx: Transaction, phases: Sequence[Phase]) -> tuple[int, ...]:
        """Apply what is missing within a transaction that is open already."""
        schema = self._cell.schema(tx.tenant)
        files = self._files["control" if tx.tenant == CONTROL else "tenant"]
        seen = await self._seen(tx, schema)
        numbers: list[int] = []
        for file in files:
            if file.number in seen:
                if seen[file.number] != file.digest:
                    raise MigrationChanged(name=file.name, schema=schema)
            elif file.phase in phases:
                await self._run(tx, file, schema)
                numbers.append(file.number)
        return tuple(numbers)

    async def _seen(self, tx: Transaction, schema: str) -> dict[int, str]:
        tx.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (schema,))
        known = await tx.fetch(
            "SELECT 1 FROM pg_catalog.pg_tables "
            "WHERE schemaname = %s AND tablename = 'schema_version'",
            (schema,),
        )
        if not known:
            return {}
        rows = await tx.fetch("SELECT number, digest FROM schema_version", prepare=False)
        return {int(str(number)): str(digest) for number, digest in rows}

    async def _run(self, tx: Transaction, file: Migration, schema: str) -> None:
        for statement in file.statements:
            tx.execute(statement, prepare=False)
        tx.execute(
            "INSERT INTO schema_version (number, name, digest, applied_at) VALUES (%s, %s, %s, %s)",
            (file.number, file.name, file.digest, self._clock()),
            prepare=False,
        )
        try:
            await tx.sync()
        except StatementRefused as refusal:
            raise MigrationFailed(name=file.name, schema=schema, reason=str(refusal)) from refusal
