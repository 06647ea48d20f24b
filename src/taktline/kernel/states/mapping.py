"""Which data items of a machine mean what: the document that makes signals into states."""

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text

LATE_S_MAX = 3_600.0
"""What is kept of a machine to take in late signals: an hour of them at most."""
NOTHING: frozenset[str] = frozenset()


class BadMapping(Problem):
    """A mapping document that does not say what a machine's words mean."""

    title = Text(
        en="The mapping does not say what it must: {reason}.", zh="映射文档无效:{reason}。"
    )
    status = 400


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
    late_s: float | None = None  # How late a signal may come by itself; ten minutes if not given.
    series: frozenset[str] = NOTHING  # Items kept as measured series; "*" for every number.

    def items(self) -> frozenset[str]:
        """Return the data items that can change a state or a count."""
        meanings = (self.run, self.complete, self.availability, self.maintenance, self.setup)
        named = [m.item for m in (*meanings, *self.alarms) if m is not None]
        return frozenset([*named, *([self.counter] if self.counter else [])])


def mapping_of(given: dict[str, object]) -> MachineMapping:
    """Read a mapping as it was sent or stored.

    Raises:
        BadMapping: a field is unknown or of the wrong kind, or nothing means a state or a count.
    """
    try:
        mapping = msgspec.convert(given, MachineMapping)
    except msgspec.ValidationError as wrong:
        raise BadMapping(reason=str(wrong), at="/mapping") from None
    if mapping.run is None and mapping.counter is None:
        raise BadMapping(reason="it names neither `run` nor `counter`", at="/mapping")
    if mapping.run is not None and not mapping.run.values:
        raise BadMapping(reason="`run` names no running values", at="/mapping/run/values")
    times = {
        "ideal_cycle_s": mapping.ideal_cycle_s,
        "heartbeat_s": mapping.heartbeat_s,
        "minor_stop_s": mapping.minor_stop_s,
        "counter_maximum": mapping.counter_maximum,
    }
    for name, value in times.items():
        if value is not None and not value > 0:
            raise BadMapping(reason=f"`{name}` is above 0", at=f"/mapping/{name}")
    late_s = LATE_S_MAX if mapping.late_s is None else mapping.late_s
    if mapping.debounce_s < 0 or not 0 <= late_s <= LATE_S_MAX:
        raise BadMapping(
            reason=f"`debounce_s` is 0 or more, `late_s` 0 to {LATE_S_MAX:g}", at="/mapping"
        )
    return mapping
