"""SHDR: adapters' lines, recorded files and the seconds of each state."""

import csv
import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from taktline.connect.machines.mtconnect import (
    Condition,
    Duration,
    Observation,
    ShdrParser,
    instant_of,
    microseconds_of,
    read_recording,
    recording_of,
    state_durations,
)
from tests.shared_inputs import shared

T = "2026-01-05T08:00:00.500000Z"
T_US = microseconds_of(datetime(2026, 1, 5, 8, 0, 0, 500_000, tzinfo=UTC))


def parsed(line: str, parser: ShdrParser | None = None) -> list[Observation]:
    return (parser or ShdrParser()).parse(line)


def test_a_line_is_a_time_an_item_and_a_value() -> None:
    (found,) = parsed(f"{T}|Program_Status|ACTIVE\r\n")
    assert found == Observation(at_us=T_US, item="Program_Status", value="ACTIVE")
    assert found.at == datetime(2026, 1, 5, 8, 0, 0, 500_000, tzinfo=UTC)


def test_one_line_may_carry_several_items() -> None:
    found = parsed(f"{T}|Xpos|1.5|Ypos| 2.5 |line|7")
    assert [(o.item, o.value) for o in found] == [("Xpos", "1.5"), ("Ypos", "2.5"), ("line", "7")]


def test_a_condition_keeps_its_particulars() -> None:
    (found,) = parsed(f"{T}|logic|Warning|8100004F|||79 PRELUBRICATION SPINDLE ACTIVE")
    assert found.value == "WARNING"
    assert found.condition == Condition(
        native_code="8100004F", text="79 PRELUBRICATION SPINDLE ACTIVE"
    )


def test_a_line_of_three_pairs_is_no_condition() -> None:
    found = parsed(f"{T}|a|1|b|2|c|3")
    assert [o.item for o in found] == ["a", "b", "c"]


def test_with_a_device_model_only_its_conditions_are_conditions() -> None:
    line = f"{T}|mode|NORMAL|b|2|c|3"
    assert [o.item for o in parsed(line, ShdrParser(conditions={"logic"}))] == ["mode", "b", "c"]
    mixed = f"{T}|x|1|logic|fault|7|||too hot|y|2"
    found = parsed(mixed, ShdrParser(conditions={"logic"}))
    assert [(o.item, o.value) for o in found] == [("x", "1"), ("logic", "FAULT"), ("y", "2")]


def test_a_time_series_keeps_its_values_and_how_long_they_took() -> None:
    (found,) = parsed(f"{T}|accel|4|100|1.0 2.0 3.0 4.0")
    assert (found.item, found.value, found.duration_s) == ("accel", "1.0 2.0 3.0 4.0", 0.04)


def test_a_message_has_a_code_and_a_text() -> None:
    (found,) = parsed(f"{T}|message|M01|Door open")
    assert found.value == "Door open"
    assert found.condition == Condition(native_code="M01", text="Door open")


def test_a_duration_stands_behind_the_time() -> None:
    (found,) = parsed("2026-01-05T08:00:00.5Z@120.5|Sload|33")
    assert (found.at_us, found.duration_s) == (T_US, 120.5)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-01-05T08:00:00Z", 0.0),
        ("2026-01-05T08:00:00.1718750Z", 0.171875),
        ("2026-01-05T09:00:00.25+01:00", 0.25),
        ("2026-01-05T08:00:00.25", 0.25),
        ("2026-01-05T08:00:07.302Z", 7.302),
    ],
)
def test_times_are_exact_to_the_microsecond_and_utc_without_zone(text: str, seconds: float) -> None:
    (found,) = parsed(f"{text}|a|1")
    start = datetime(2026, 1, 5, 8, tzinfo=UTC)
    assert found.at == start + timedelta(seconds=seconds)
    assert instant_of(microseconds_of(found.at)) == found.at


def test_an_escaped_bar_belongs_to_the_value() -> None:
    (found,) = parsed(rf'{T}|program|"a\|b"')
    assert found.value == "a|b"


def test_assets_are_skipped_and_counted() -> None:
    parser = ShdrParser()
    lines = [
        f"{T}|@ASSET@|T1|CuttingTool|--multiline--ABC",
        "<CuttingTool>",
        f"{T}|looks|like a value",
        "--multiline--ABC",
        f"{T}|@ASSET@|T2|CuttingTool|<CuttingTool/>",
        f"{T}|tool|T1",
    ]
    assert [o.item for o in parser.parse_all(lines)] == ["tool"]
    assert (parser.assets, parser.lines, parser.foreign) == (2, 1, 0)


def test_protocol_lines_carry_no_values_but_the_heartbeat() -> None:
    parser = ShdrParser()
    assert list(parser.parse_all(["* PING", "* PONG 10000", "* shdrVersion: 2.0", ""])) == []
    assert (parser.heartbeat_ms, parser.foreign) == (10_000, 0)


def test_foreign_lines_are_counted_and_stop_nothing() -> None:
    parser = ShdrParser()
    lines = ["nonsense", "yesterday|a|1", f"{T}|a", f"{T}||1", "2026-13-45T99:00:00Z|a|1"]
    assert [o.value for o in parser.parse_all([*lines, f"{T}|a|1"])] == ["1"]
    assert (parser.foreign, parser.lines) == (5, 1)


def test_a_line_without_time_gets_our_clock_when_live() -> None:
    (live,) = ShdrParser().parse("|a|1", received_us=42)
    assert live.at_us == 42
    assert ShdrParser().parse("|a|1") == []


def test_a_recording_is_ordered_as_a_whole_and_says_nothing_twice() -> None:
    early, late = "2026-01-05T08:00:00Z", "2026-01-05T08:00:01Z"
    lines = [f"{late}|a|2", f"{early}|b|1", f"{early}|a|9", f"{early}|a|1", f"{late}|a|2"]
    found = recording_of(lines)
    assert [(o.item, o.value) for o in found.observations] == [
        ("a", "1"),
        ("a", "9"),
        ("b", "1"),
        ("a", "2"),
    ]
    assert found.duplicates == 1
    assert recording_of(lines[::-1]).observations == found.observations


def test_every_line_of_the_real_recordings_is_understood() -> None:
    with shared("mtconnect/gfagie01_files.csv").open() as file:
        days = {row["day"]: row for row in csv.DictReader(file)}
    for path in sorted(shared("mtconnect/gfagie01").iterdir()):
        row = days[path.name.split("-")[1]]
        found = read_recording(path)
        assert found.lines == int(row["shdr_lines"])
        assert found.foreign == int(row["other_lines"])
        assert found.assets == 0
        # A point beside "first": the table has no digits where they are all zero.
        assert found.observations[0].at == datetime.fromisoformat(row["first"])
        assert found.observations[-1].at == datetime.fromisoformat(row["last"])


def day_start(path: Path) -> int:
    day = datetime.strptime(path.name.split("-")[1], "%Y%m%d").replace(hour=5, tzinfo=UTC)
    return microseconds_of(day)


def durations_of(path: Path, observations: list[Observation]) -> list[Duration]:
    start = day_start(path)
    items = {"avail", "estop", "execution", "mode"}
    return state_durations(observations, start_us=start, end_us=start + 86_400_000_000, items=items)


def test_the_state_seconds_of_a_real_day_are_the_worked_answer() -> None:
    with shared("mtconnect/gfagie01_state_seconds_example.csv").open() as file:
        wanted = [
            (r["data_item"], r["value"], int(r["times_entered"]), float(r["seconds"]))
            for r in csv.DictReader(file)
        ]
    path = shared("mtconnect/gfagie01/GFAgie01-20160513-20160514.txt.gz")
    found = durations_of(path, read_recording(path).observations)
    assert [(d.item, d.value, d.times, round(d.seconds, 3)) for d in found] == wanted


def test_shuffled_and_doubled_lines_give_the_same_seconds() -> None:
    path = shared("mtconnect/gfagie01/GFAgie01-20161012-20161013.txt.gz")
    with gzip.open(path, "rt") as file:
        lines = file.readlines()
    straight = durations_of(path, recording_of(lines).observations)
    mixed = sorted(lines, key=lambda line: hash(line[::-1])) + lines[::7]
    assert durations_of(path, recording_of(mixed).observations) == straight
    by_item: dict[str, int] = {}
    for duration in straight:
        by_item[duration.item] = by_item.get(duration.item, 0) + duration.microseconds
    last = read_recording(path).observations[-1].at_us
    assert set(by_item.values()) == {last - day_start(path)}


def test_a_value_from_before_the_window_counts_from_its_start() -> None:
    observations = [
        Observation(at_us=0, item="a", value="ON"),
        Observation(at_us=50, item="a", value="ON"),
        Observation(at_us=150, item="a", value="OFF"),
        Observation(at_us=400, item="b", value="x"),
    ]
    found = state_durations(observations, start_us=100, end_us=300, items={"a"})
    assert [(d.value, d.times, d.microseconds) for d in found] == [("OFF", 1, 150), ("ON", 1, 50)]
