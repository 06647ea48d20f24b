"""A subscriber: reads every event once, in order, and answers with rows and commands of its own."""

from collections.abc import Awaitable, Callable, Sequence

import msgspec

from taktline.base.problem import Problem
from taktline.platform.caused import Caused
from taktline.platform.events.event import SealedEvent
from taktline.platform.transaction import Tx

SUBSCRIBER_BATCH_MAX = 200
"""Events read into one transaction."""

React = Callable[[Tx, Sequence[SealedEvent]], Awaitable[Sequence[tuple[SealedEvent, Caused]]]]
Refused = Callable[[Tx, Sequence[tuple[SealedEvent, Caused, Problem]]], None]


class Subscriber(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who follows what happens.

    Attributes:
        name: `<package>.<noun>`; names its cursor, so it never changes.
        events: public names of the events it wants; None = all.
        react: writes its own rows in the transaction and returns commands, each with the event that
            is its reason (ids from `caused_id`); rows, commands and cursor commit together.
        batch: events at most in one transaction.
        refused: writes down which of the commands were refused, in the same transaction; the
            others stand. None: a refused command fails its event, which becomes a dead letter.
    """

    name: str
    react: React
    events: frozenset[str] | None = None
    batch: int = SUBSCRIBER_BATCH_MAX
    refused: Refused | None = None
