"""Recorded operations of a real run: what each of forty recordings says of its operation."""

import csv
import gzip
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from taktline.connect.machines.mtconnect import read_recording, recording_of, state_durations
from taktline.kernel.states.execution import (
    Execution,
    NoRunItem,
    execution_of,
    executions_in,
)
from taktline.kernel.states.history import history
from taktline.kernel.states.mapping import ItemMeaning, MachineMapping
from taktline.kernel.states.signal import Reading
from tests.shared_inputs import shared

HURCO = MachineMapping(
    run=ItemMeaning(item="Program_Status", values=frozenset({"ACTIVE"})),
    complete=ItemMeaning(item="Program_Status", values=frozenset({"PROGRAM_COMPLETED"})),
    program="Program_Name_Running",
    tool="Current_Tool",
    counter="Part_Count",
)


def recorded(name: str) -> Path:
    return shared("nist-box-assembly/shdr") / f"{name}.gz"


@cache
def seen_in(path: Path) -> Execution:
    """Each recording is read once, for all the tests."""
    recording = read_recording(path)
    assert recording.foreign <= 2, "the recorder cut its last line off, no more"
    return execution_of(recording.observations, HURCO)


def wire(at_us: int | None) -> str:
    """An instant as the table writes it, cut to the millisecond."""
    assert at_us is not None
    at = datetime.fromtimestamp(at_us // 1_000_000, UTC).replace(microsecond=at_us % 1_000_000)
    return at.isoformat(timespec="milliseconds")


def instant(text: str) -> str:
    return datetime.fromisoformat(text).isoformat(timespec="milliseconds")


def operations() -> list[dict[str, str]]:
    with shared("nist-box-assembly/operations_plate.csv").open() as file:
        return list(csv.DictReader(file))


def test_every_recorded_operation_of_the_plate_is_the_worked_answer() -> None:
    rows = operations()
    assert len(rows) == 40
    for row in rows:
        seen = seen_in(recorded(row["file"]))
        assert wire(seen.first_us) == instant(row["first_event"])
        assert wire(seen.last_us) == instant(row["last_event"])
        assert wire(seen.start_us) == instant(row["start"]), row["file"]
        assert wire(seen.end_us) == instant(row["end"]), row["file"]
        assert seen.active_s == pytest.approx(float(row["active_s"]), abs=6e-4)
        assert ">".join(s.value for s in seen.spells) == row["program_status_sequence"]
        assert ">".join(seen.tools) == row["tools"]
        assert ";".join(seen.programs) == row["program"]
        assert seen.part_count == float(row["part_count"])
        assert seen.signals == int(row["events"])


def test_the_seconds_of_each_run_state_add_up_to_the_published_ones() -> None:
    totals: dict[tuple[str, str], tuple[int, int]] = {}
    stops = 0
    for row in operations():
        seen = seen_in(recorded(row["file"]))
        stops += sum(s.value == "FEED_HOLD" for s in seen.stops)
        for spell in seen.spells:
            times, total = totals.get((row["op"], spell.value), (0, 0))
            length_us = spell.end_us - spell.start_us
            totals[row["op"], spell.value] = (times + 1, total + length_us)
    with shared("nist-box-assembly/program_status_seconds_plate.csv").open() as file:
        for known in csv.DictReader(file):
            times, total = totals[known["op"], known["program_status"]]
            assert times == int(known["transitions_into"])
            assert total / 1e6 == pytest.approx(float(known["seconds"]), abs=6e-4)
    assert stops == 68 + 10


def test_every_recorded_operation_of_the_run_is_understood_by_the_same_mapping() -> None:
    paths = sorted(shared("nist-box-assembly/shdr").iterdir())
    assert len(paths) == 100
    for path in paths:
        seen = seen_in(path)
        assert seen.start_us is not None, path.name
        assert seen.end_us is not None, path.name
        assert seen.start_us < seen.end_us
        assert 0 < seen.active_us <= seen.end_us - seen.start_us, path.name
        assert seen.part_count is not None


def test_one_continuous_stream_is_cut_into_the_same_twenty_operations() -> None:
    rows = [row for row in operations() if row["op"] == "1"]
    stream = [o for r in rows for o in read_recording(recorded(r["file"])).observations]
    seen = executions_in(stream, HURCO)
    assert [wire(e.start_us) for e in seen] == [instant(row["start"]) for row in rows]
    assert [wire(e.end_us) for e in seen] == [instant(row["end"]) for row in rows]
    assert [e.part_count for e in seen] == [float(row["part_count"]) for row in rows]
    for execution, row in zip(seen, rows, strict=True):
        assert execution.active_s == pytest.approx(float(row["active_s"]), abs=6e-4)


def test_shuffled_and_doubled_lines_are_the_same_operation() -> None:
    path = recorded("Plate-Op1-Hurco04-19of20.txt")
    with gzip.open(path, "rt") as file:
        lines = file.readlines()
    mixed = sorted(lines, key=lambda line: line[::-1]) + lines[::5]
    assert execution_of(recording_of(mixed).observations, HURCO) == seen_in(path)


def test_the_recording_makes_states_that_fill_its_time_and_counts_no_piece_from_before() -> None:
    observations = read_recording(recorded("Plate-Op1-Hurco04-11of20.txt")).observations
    start, end = observations[0].at_us, observations[-1].at_us
    seen = history(observations, mapping=HURCO, start_us=start, end_us=end)
    assert sum(one.end_us - one.start_us for one in seen.intervals) == end - start
    assert {one.state for one in seen.intervals} == {"offline", "executing"}
    assert seen.produced == 0


def test_92_dropped_connections_leave_a_whole_day_and_stale_values_count_for_nothing() -> None:
    path = shared("mtconnect/gfagie01/GFAgie01-20161013-20161014.txt.gz")
    day = datetime(2016, 10, 13, 5, tzinfo=UTC)
    start = int(day.timestamp()) * 1_000_000
    mapping = MachineMapping(
        run=ItemMeaning(item="execution", values=frozenset({"ACTIVE"})), debounce_s=0
    )
    observations = read_recording(path).observations
    end = observations[-1].at_us + 1
    seen = history(observations, mapping=mapping, start_us=start, end_us=end)
    known = {
        d.value: d.seconds
        for d in state_durations(observations, start_us=start, end_us=end, items={"execution"})
    }
    seconds = seen.seconds()
    assert seconds["executing"] == pytest.approx(known["ACTIVE"], abs=1e-5)
    assert seconds["idle_no_order"] == pytest.approx(known["READY"], abs=1e-5)
    assert seconds["offline"] == pytest.approx(known["UNAVAILABLE"], abs=1e-5)
    assert sum(one.state == "offline" for one in seen.intervals) == 92
    assert seen.production == ()
    believed = [o for o in observations if o.at_us < start]
    assert believed, "the file opens with values of days before"
    assert seen.intervals[0].state == "offline"


def test_an_operation_that_was_not_finished_has_no_end() -> None:
    told = [("ACTIVE", 10), ("FEED_HOLD", 20), ("ACTIVE", 25), ("STOPPED", 40)]
    signals = [Reading(at_us=at, item="Program_Status", value=value) for value, at in told]
    seen = execution_of([*signals, Reading(at_us=50, item="x", value="1")], HURCO)
    assert (seen.start_us, seen.end_us, seen.active_us) == (10, None, 25)
    assert [(s.value, s.start_us, s.end_us) for s in seen.stops] == [
        ("FEED_HOLD", 20, 25),
        ("STOPPED", 40, 50),
    ]


def test_an_empty_recording_is_an_operation_of_nothing() -> None:
    assert execution_of([], HURCO) == Execution(
        first_us=None,
        last_us=None,
        start_us=None,
        end_us=None,
        active_us=0,
        spells=(),
        stops=(),
        programs=(),
        tools=(),
        part_count=None,
        signals=0,
    )


def test_without_a_run_item_nobody_knows_when_an_operation_ran() -> None:
    with pytest.raises(NoRunItem):
        execution_of([], MachineMapping(counter="Part_Count"))
