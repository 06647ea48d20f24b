"""Asks rules about the past before they are in force, and changes nothing."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.catalog.tenant import TenantCatalog
from taktline.engines.rules.compiled import Before, Rules
from taktline.engines.rules.follow import Fired, fired
from taktline.engines.rules.guard import judged
from taktline.engines.rules.reading import Reader
from taktline.engines.rules.words import Vocabulary, context_before
from taktline.platform.command import Command, Principal
from taktline.platform.database import Database
from taktline.platform.events.event import SealedEvent
from taktline.platform.guard import Question
from taktline.platform.transaction import Tx
from taktline.platform.verb import AnyVerb

EVENTS_MAX = 10_000
"""Events or commands that one rule is asked about: a year of a busy line's completions."""
AT_ONCE = 500

PAST_EVENTS = """
    SELECT position, cause, ordinal, name, version, entity, record, code, site, payload, depth,
           occurred_at, recorded_at
    FROM event WHERE name = %(name)s::text AND position IS NOT NULL
    ORDER BY position DESC LIMIT %(limit)s
"""
PAST_COMMANDS = """
    SELECT id, body FROM command WHERE verb = %(verb)s::text AND body IS NOT NULL
    ORDER BY recorded_at DESC LIMIT %(limit)s
"""

Outcome = Literal["held", "refused", "undecided", "not concerned", "unreadable"]


class GuardTried(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule would have said to one past command.

    Attributes:
        outcome: held = it would have let it pass; unreadable = its body or state is gone.
    """

    command: UUID
    outcome: Outcome
    problem: Problem | None = None


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A past command; None where its body cannot be read any more."""

    id: UUID
    command: Command | None


class _Undone(Exception):  # noqa: N818 - ends a transaction that must leave nothing
    """What was loaded is let go again."""


async def past_events(
    tx: Tx, event: str, *, reader: Reader, rules: Rules, limit: int
) -> list[Fired]:
    """Return what rules would have made of the latest events of one name, oldest first."""
    rows = await tx.rows(PAST_EVENTS, {"name": event, "limit": limit}, as_=SealedEvent)
    rows.reverse()
    found: list[Fired] = []
    for first in range(0, len(rows), AT_ONCE):
        found += [one async for one in fired(rows[first : first + AT_ONCE], reader, rules)]
    return found


async def past_commands(tx: Tx, verb: AnyVerb, *, limit: int) -> list[Given]:
    """Return the latest accepted commands of one verb, oldest first."""
    rows = await tx.fetch(PAST_COMMANDS, {"verb": verb.name, "limit": limit})
    return [
        Given(id=msgspec.convert(row[0], UUID), command=_read(row[1], verb))
        for row in reversed(rows)
    ]


def _read(body: object, verb: AnyVerb) -> Command | None:
    try:
        if isinstance(body, (str, bytes)):
            found: Command = msgspec.json.decode(body, type=verb.command)
        else:
            found = msgspec.convert(body, verb.command, strict=False)
    except msgspec.MsgspecError:
        return None
    return found


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """Where rules before a verb are tried: a tenant's database, with the app as it would be."""

    database: Database
    tenant: str
    words: Vocabulary
    catalog: TenantCatalog
    now: Instant

    async def tried(self, rule: Before, given: Given, verb: AnyVerb) -> GuardTried:
        """Ask a rule about one past command, on the state as it is now; nothing is left behind."""
        if given.command is None:
            return GuardTried(command=given.id, outcome="unreadable")
        states: list[object] = []
        try:
            async with self.database.transaction(self.tenant) as tx:
                states.append(await verb.load(tx, [given.command]))
                raise _Undone
        except _Undone:
            pass
        except Problem:
            return GuardTried(command=given.id, outcome="unreadable")
        question = Question(
            tenant=self.tenant,
            verb=verb,
            state=states[0],
            command=given.command,
            principal=Principal(id=given.id, name="backtest", kind="system"),
            now=self.now,
        )
        context = context_before(question, self.words, self.catalog)
        return _judged(rule, question, context)


def _judged(rule: Before, question: Question, context: Mapping[str, object]) -> GuardTried:
    command = question.command.id
    if rule.when is not None and rule.when.compiled(context, now=question.now).value is False:
        return GuardTried(command=command, outcome="not concerned")
    problem = judged(rule, context, question)
    if problem is None:
        return GuardTried(command=command, outcome="held")
    outcome: Outcome = "refused" if problem.code == "refused-by-rule" else "undecided"
    return GuardTried(command=command, outcome=outcome, problem=problem)
