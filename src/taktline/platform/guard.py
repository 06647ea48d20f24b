"""What the door asks before a decision: rules that may refuse, scopes, and what was published."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.platform.command import Command, Fact, Principal
from taktline.platform.transaction import Tx
from taktline.platform.verb import AnyVerb


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What the database said of the records that some commands name, for grants with conditions.

    Attributes:
        admitted: by command id: conditions of grants that hold for all records it acts on.
        unseen: by command id: the permission to read that its asker lacks for a record it names.
        fixed: by command id: a field it would change that its asker may only read.
    """

    admitted: frozenset[tuple[UUID, str]] = frozenset()
    unseen: Mapping[UUID, str] = {}
    fixed: Mapping[UUID, str] = {}


NOTHING_LOOKED_AT = Looked()


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One command before its decision, with everything a condition may look at.

    Attributes:
        tenant: code of the tenant.
        verb: what is asked for.
        state: what the verb loaded, as folded by the commands before this one.
        command: the command, its time filled in.
        principal: who asks.
        now: our clock.
        on_behalf_of: the person it is given for, where that is not the asker.
        looked: what was asked of the records it names.
    """

    tenant: str
    verb: AnyVerb
    state: object
    command: Command
    principal: Principal
    now: Instant
    on_behalf_of: UUID | None = None
    looked: Looked = NOTHING_LOOKED_AT


class Guards(Protocol):
    """Rules "before" a verb. They may only refuse; what cannot be evaluated refuses."""

    def refuse(self, question: Question) -> Problem | None:
        """Return the refusal of the first rule that does not hold, None if all hold."""


class Scopes(Protocol):
    """Conditions of grants that hold on some records only, and rules of their fields."""

    async def look(
        self, tx: Tx, verb: AnyVerb, asked: Sequence[tuple[Command, Principal]]
    ) -> Looked:
        """Ask the database about the records that commands of one verb name."""

    def admits(self, scope: str, question: Question) -> bool:
        """Say whether the record a command acts on lies within the scope; False if unknown."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision came to, as far as rules over records look at it.

    Attributes:
        facts: what it returned.
        made: ids that came into being with the command: what bears one is new.
    """

    facts: Sequence[Fact]
    made: frozenset[UUID] = frozenset()


class Extras(Protocol):
    """A tenant's own fields of the records that commands write (`extra`)."""

    def asks(self, tenant: str) -> bool:
        """Whether the tenant has rules over such records, so that every command is asked."""

    def facts(
        self, tenant: str, state: object, *, extra: Mapping[str, object], told: Told
    ) -> list[Fact]:
        """Return what the fields write, beside the facts of the decision, or refuse a value."""

    async def broken(
        self, tx: Tx, decided: Sequence[tuple[UUID, Sequence[Fact]]]
    ) -> Mapping[UUID, Problem]:
        """Return which commands, by id, leave a record that breaks a rule; facts are written."""

    def reason(self, tenant: str, constraint: str, table: str) -> Problem | None:
        """Return the refusal that a constraint of the tenant's documents stands for, if it does."""


class Versions(msgspec.Struct, frozen=True):
    """Which state of the designed documents and of the rights holds."""

    catalog: int
    access: int


class Compiled(Protocol):
    """What this process has compiled from a tenant's documents and rights."""

    def versions(self, tenant: str) -> Versions | None:
        """Return what was compiled; None where nothing is compiled that could be stale."""

    async def reload(self, tenant: str) -> None:
        """Compile again what is in force now."""

    async def principal(self, tenant: str, principal: Principal) -> Principal:
        """Return the same asker with the rights of now."""

    def confirmed(self, tenant: str) -> None:
        """Note that a transaction has just found in force what was compiled; must not wait."""


class SecurityLog(Protocol):
    """Where denied attempts are written; they leave nothing in the audit, which holds facts."""

    def denied(self, tenant: str, principal: Principal, *, verb: str, code: str) -> None:
        """Keep one denied attempt; must not wait."""


class NoGuards:
    """A plant without rules of its own."""

    def refuse(self, question: Question) -> Problem | None:
        """Refuse nothing."""
        return None


class NoScopes:
    """Without somebody who can evaluate a scope, a grant that has one grants nothing."""

    async def look(
        self, tx: Tx, verb: AnyVerb, asked: Sequence[tuple[Command, Principal]]
    ) -> Looked:
        """Ask nothing."""
        return NOTHING_LOOKED_AT

    def admits(self, scope: str, question: Question) -> bool:
        """Deny."""
        return False


class NoExtras:
    """A plant whose records have no fields of its own."""

    def asks(self, tenant: str) -> bool:
        """Ask nothing."""
        return False

    def facts(
        self, tenant: str, state: object, *, extra: Mapping[str, object], told: Told
    ) -> list[Fact]:
        """Write nothing."""
        return []

    async def broken(
        self, tx: Tx, decided: Sequence[tuple[UUID, Sequence[Fact]]]
    ) -> Mapping[UUID, Problem]:
        """Refuse nothing."""
        return {}

    def reason(self, tenant: str, constraint: str, table: str) -> Problem | None:
        """No document asked for it."""
        return None


class NothingCompiled:
    """A process that compiles nothing from documents: only verbs written in Python."""

    def versions(self, tenant: str) -> Versions | None:
        """Return that nothing can be stale."""
        return None

    async def reload(self, tenant: str) -> None:
        """Nothing to do."""

    async def principal(self, tenant: str, principal: Principal) -> Principal:
        """Return the asker as they are."""
        return principal

    def confirmed(self, tenant: str) -> None:
        """Nothing to note."""


class SilentLog:
    """For processes without a security log, tests for instance."""

    def denied(self, tenant: str, principal: Principal, *, verb: str, code: str) -> None:
        """Keep nothing."""
