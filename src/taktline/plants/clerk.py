"""Gives the commands of recorded plants: ids from natural keys, everything through the door."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from taktline.api.runtime import Runtime
from taktline.base.ids import derived_id
from taktline.base.instant import Instant, wire
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.command import Command
from taktline.platform.door import ITEMS_MAX
from taktline.platform.envelope import Answer, Item, Outcome
from taktline.platform.events.sealer import Sealer
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.tenancy import NewTenant, create_tenant
from taktline.store import TenantExists

_ENCODER = msgspec.json.Encoder(decimal_format="string", enc_hook=str)


class CommandRefused(Problem):
    """A command of a recorded plant was refused; nothing after it was given."""

    title = Text(
        en="{verb} of {key} was refused ({code}): {reason}",
        zh="{key} 的 {verb} 被拒绝({code}):{reason}",
    )


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One command to give.

    Attributes:
        key: what it is about; with the verb it names the command for ever.
        fields: the command's own.
        at: when it happened; the door's clock if None.
    """

    verb: str
    key: tuple[object, ...]
    fields: dict[str, object]
    at: Instant | None = None


class Clerk:
    """Gives commands of one source to one tenant; a command given before changes nothing."""

    def __init__(self, runtime: Runtime, tenant: str, *, source: str) -> None:
        """Begin.

        Args:
            runtime: the process.
            tenant: whose plant it is.
            source: root of all ids, for instance the example's name.
        """
        self.runtime = runtime
        self.tenant = tenant
        self.source = source

    def id_of(self, verb: str, *key: object) -> UUID:
        """Return the id of a command; the same for ever."""
        return derived_id(self.source, verb, *key)

    async def give(self, orders: Iterable[Order]) -> list[Answer]:
        """Give commands in order; neighbours of one verb are folded by the door.

        Raises:
            CommandRefused: the first one that was not accepted.
        """
        given = list(orders)
        answers: list[Answer] = []
        for order, outcome in zip(given, await self.try_all(given), strict=True):
            if isinstance(outcome, Problem):
                raise CommandRefused(
                    verb=order.verb,
                    key="/".join(str(part) for part in order.key),
                    code=outcome.code,
                    reason=str(outcome),
                )
            answers.append(outcome)
        return answers

    async def give_command(self, verb: str, command: Command) -> Answer:
        """Give one command that has an id of its own.

        Raises:
            Problem: its refusal.
        """
        item = Item(verb=verb, body=command, client=self.source)
        outcome = (await self.runtime.door.submit(self.tenant, SYSTEM, items=[item]))[0]
        if isinstance(outcome, Problem):
            raise outcome
        return outcome

    async def try_all(self, orders: Sequence[Order]) -> list[Outcome]:
        """Give commands in order; per command its answer or its refusal."""
        outcomes: list[Outcome] = []
        for begin in range(0, len(orders), ITEMS_MAX):
            items = [self._item(order) for order in orders[begin : begin + ITEMS_MAX]]
            outcomes += await self.runtime.door.submit(self.tenant, SYSTEM, items=items)
        return outcomes

    async def seal(self) -> None:
        """Seal what was given, so that the audit covers it without waiting for a worker."""
        runtime = self.runtime
        sealer = Sealer(runtime.store, key_of=runtime.seal_key, covered=runtime.registry.covered)
        await sealer.seal_all(self.tenant)

    def _item(self, order: Order) -> Item:
        body: dict[str, object] = {"id": str(self.id_of(order.verb, *order.key)), **order.fields}
        if order.at is not None:
            body["occurred_at"] = wire(order.at)
        return Item(verb=order.verb, body=_ENCODER.encode(body), client=self.source)


async def open_tenant(runtime: Runtime, code: str, *, currency: str, zone: str) -> None:
    """Make the tenant if it is not there yet.

    Raises:
        Invalid, BadTenantCode: currency, zone or code cannot be.
    """
    asked = NewTenant(code=code, name=code, ledger_currency=currency, zone=zone, language="en")
    try:
        await create_tenant(runtime.store, runtime.keys, runtime.gate.clock, asked=asked)
    except TenantExists:
        return
