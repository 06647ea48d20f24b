"""Which data items of a machine mean what: the document that makes signals into states."""

import msgspec

NOTHING: frozenset[str] = frozenset()


class ItemMeaning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A data item and the values of it that carry a meaning; compared as text, exactly."""

    item: str
    values: frozenset[str] = NOTHING

    def holds(self, value: str | None) -> bool:
        """Whether the value is one of those meant."""
        return value is not None and value in self.values


class MachineMapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the data items of one kind of machine mean; names no part, order or operation.

    Times are seconds. A meaning that is not given is never met.
    """

    run: ItemMeaning | None = None  # The item of the run state, and its running values.
    complete: ItemMeaning | None = None  # Values (of the same item, mostly) that end a program.
    availability: ItemMeaning | None = None  # Values that say the machine is reachable.
    alarms: tuple[ItemMeaning, ...] = ()  # Items and values that mean a fault.
    maintenance: ItemMeaning | None = None
    setup: ItemMeaning | None = None
    program: str | None = None  # Item naming the program that runs.
    tool: str | None = None  # Item naming the tool in the spindle.
    no_tool: frozenset[str] = frozenset({"0", ""})  # Tool values that mean none.
    counter: str | None = None  # Item counting pieces.
    counter_maximum: float | None = None  # Its largest value before it starts at 0 again.
    ideal_cycle_s: float | None = None  # Seconds of the fastest piece.
    unknown: frozenset[str] = frozenset({"UNAVAILABLE", ""})  # Values that mean: nobody knows.
    heartbeat_s: float | None = None  # Three of these without a word, and it is offline.
    debounce_s: float = 2.0  # A state that holds shorter is none.
    minor_stop_s: float = 300.0  # A stop that lasts as long is waiting, from its beginning.
    stale_s: float = 600.0  # A value older than this when a window opens is not believed.

    def items(self) -> frozenset[str]:
        """Return the data items that can change a state or a count."""
        meanings = (self.run, self.complete, self.availability, self.maintenance, self.setup)
        named = [m.item for m in (*meanings, *self.alarms) if m is not None]
        return frozenset([*named, *([self.counter] if self.counter else [])])
