"""Commands that follow from other commands: from a retried fact, a rule, a flow."""

from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.command import Command, Fact, Principal


class TooDeep(Problem):
    """Commands that cause commands went round in a loop."""

    title = Text(
        en="{verb} would be the {depth}th command in a row that causes another; at most {limit}.",
        zh="{verb} 将成为连续触发的第 {depth} 个命令,最多 {limit} 个。",
    )
    status = 409


class Caused(msgspec.Struct, frozen=True, kw_only=True):
    """A command that something else gives.

    Attributes:
        verb: name of the verb.
        body: what is asked for; its id is derived, so that it is booked once.
        principal: in whose name, with whose rights.
        client: which program or device first sent it; None where it began here.
    """

    verb: str
    body: bytes | Command
    principal: Principal
    client: str | None = None


class Then(Fact, frozen=True, kw_only=True):
    """A fact of a decision: another command is decided next, in the same transaction.

    If it is refused, the command that asked for it is refused with the same words.
    """

    next: Caused


def caused_id(subscriber: str, cause: UUID, ordinal: int, *, index: int = 0) -> UUID:
    """Return the id of a command that a subscriber gives because of an event; always the same."""
    return derived_id("caused", subscriber, cause, ordinal, index)
