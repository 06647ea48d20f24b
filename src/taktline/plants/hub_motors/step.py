"""One thing somebody does at an instant: a command, who gives it, what it waits for."""

from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.base.instant import Instant


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A command of the simulated plant.

    Attributes:
        key: names the step for ever; the command's id follows from it, so that a step given again
            after a crash is booked once.
        at: when it happens, on the plant's clock.
        by: key of the user who gives it.
        reads: matters that must be as earlier steps left them.
        writes: matters it changes; later steps that read or write them wait for it.
        refers: fields of the body that take the record another step made.
    """

    key: str
    at: Instant
    by: str
    verb: str
    body: dict[str, object]
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    refers: dict[str, str] = {}

    @property
    def command_id(self) -> UUID:
        """The command's id."""
        return derived_id("hub-motors", "command", self.key)
