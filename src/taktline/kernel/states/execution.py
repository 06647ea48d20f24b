"""One execution of a program on one piece, from a machine's recording of it."""

from collections.abc import Iterable

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.states.mapping import MachineMapping
from taktline.kernel.states.signal import SECOND_US, Reading, Signal, in_order


class NoRunItem(Problem):
    """A mapping does not say which data item tells whether the machine runs."""

    title = Text(
        en="The mapping names no run item; without it nobody knows when an operation ran.",
        zh="映射未指定运行状态项；没有它就无法知道工序何时运行。",
    )
    status = 422


class Spell(msgspec.Struct, frozen=True, kw_only=True):
    """One value of the run state from when to when (end excluded)."""

    start_us: int
    end_us: int
    value: str

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return (self.end_us - self.start_us) / SECOND_US


class Execution(msgspec.Struct, frozen=True, kw_only=True):
    """What a machine did while it worked on one piece."""

    first_us: int | None  # First and last signal of the recording; None when it is empty.
    last_us: int | None
    start_us: int | None  # First running value; None when it never ran.
    end_us: int | None  # Last completing value; None when it was not finished.
    active_us: int  # Sum of the running spells.
    spells: tuple[Spell, ...]  # All run states in order, a repeated value joined.
    stops: tuple[Spell, ...]  # Those between start and end in which it did not run.
    programs: tuple[str, ...]  # In order, a repeated name once.
    tools: tuple[str, ...]  # In order of use, "no tool" left out, a repeated tool joined.
    part_count: float | None  # Last reading of the counter.
    signals: int

    @property
    def active_s(self) -> float:
        """Seconds in which the machine ran."""
        return self.active_us / SECOND_US


def execution_of(signals: Iterable[Signal], mapping: MachineMapping) -> Execution:
    """Read one execution from the recording of it.

    A run state lasts until the next one; the last until the recording's last signal. The operation
    starts with the first running value and ends with the last completing one.

    Args:
        signals: of one machine during one operation on one piece, in any order, doubles allowed.
        mapping: which data items mean run state, completion, program, tool and counter.

    Raises:
        NoRunItem: the mapping names no run item.
    """
    if mapping.run is None:
        raise NoRunItem
    ordered = in_order(signals)
    run, complete = mapping.run, mapping.complete
    spells = _spells(ordered, run.item)
    start_us = next((s.start_us for s in spells if run.holds(s.value)), None)
    completed = [
        s.at_us for s in ordered if complete and s.item == complete.item and complete.holds(s.value)
    ]
    end_us = completed[-1] if completed else None
    return Execution(
        first_us=ordered[0].at_us if ordered else None,
        last_us=ordered[-1].at_us if ordered else None,
        start_us=start_us,
        end_us=end_us,
        active_us=sum(s.end_us - s.start_us for s in spells if run.holds(s.value)),
        spells=tuple(spells),
        stops=tuple(
            s
            for s in spells
            if start_us is not None
            and s.start_us > start_us
            and not run.holds(s.value)
            and (end_us is None or s.start_us < end_us)
        ),
        programs=tuple(dict.fromkeys(_changes(ordered, mapping.program))),
        tools=_tools(ordered, mapping),
        part_count=_last_number(ordered, mapping.counter),
        signals=len(ordered),
    )


def executions_in(signals: Iterable[Signal], mapping: MachineMapping) -> list[Execution]:
    """Cut a continuous recording into its executions, in order.

    An execution begins with a running value and is over with a completing one; what follows up to
    the next running value (the counter, mostly) still belongs to it. Program and tool of the one
    before hold on until they change.

    Args:
        signals: of one machine, in any order, doubles allowed.
        mapping: which data items mean run state, completion, program, tool and counter.

    Raises:
        NoRunItem: the mapping names no run item.
    """
    if mapping.run is None:
        raise NoRunItem
    run, complete = mapping.run, mapping.complete
    parts: list[list[Signal]] = []
    held: dict[str, str] = {}
    is_over = True
    for signal in in_order(signals):
        if is_over and signal.item == run.item and run.holds(signal.value):
            is_over = False
            parts.append(
                [Reading(at_us=signal.at_us, item=item, value=held[item]) for item in held]
            )
        if complete is not None and signal.item == complete.item and complete.holds(signal.value):
            is_over = True
        if signal.item in (mapping.program, mapping.tool):
            held[signal.item] = signal.value
        if parts:
            parts[-1].append(signal)
    return [execution_of(part, mapping) for part in parts]


def _spells(ordered: list[Signal], item: str) -> list[Spell]:
    result: list[Spell] = []
    begun: Signal | None = None
    for signal in ordered:
        if signal.item != item or (begun is not None and signal.value == begun.value):
            continue
        if begun is not None:
            result.append(Spell(start_us=begun.at_us, end_us=signal.at_us, value=begun.value))
        begun = signal
    if begun is not None:
        last_us = ordered[-1].at_us
        result.append(Spell(start_us=begun.at_us, end_us=last_us, value=begun.value))
    return result


def _changes(ordered: list[Signal], item: str | None) -> list[str]:
    result: list[str] = []
    for signal in ordered:
        if signal.item == item and (not result or result[-1] != signal.value):
            result.append(signal.value)
    return result


def _tools(ordered: list[Signal], mapping: MachineMapping) -> tuple[str, ...]:
    result: list[str] = []
    for value in _changes(ordered, mapping.tool):
        tool = _plain(value)
        if tool not in mapping.no_tool and (not result or result[-1] != tool):
            result.append(tool)
    return tuple(result)


def _plain(value: str) -> str:
    """Write a number without idle zeros: 15.000000 is tool 15."""
    whole, point, fraction = value.partition(".")
    return whole if point and whole.isdecimal() and not fraction.strip("0") else value


def _last_number(ordered: list[Signal], item: str | None) -> float | None:
    for signal in reversed(ordered):
        if signal.item == item and signal.value.replace(".", "", 1).isdecimal():
            return float(signal.value)
    return None
