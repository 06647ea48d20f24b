"""Four days of a real mill's log: how long each state item had each value."""

import csv
import gzip
import shutil
from pathlib import Path

import pytest

from taktline.plants.replay.states import BadDay, NoLogs, StatesSaid, replay_states
from tests.shared_inputs import shared

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "mtconnect"


@pytest.fixture(scope="module")
def said() -> StatesSaid:
    return replay_states(example=EXAMPLE, recorded=shared("mtconnect"))


def test_the_worked_day_comes_out_to_the_millisecond(said: StatesSaid) -> None:
    with (shared("mtconnect") / "gfagie01_state_seconds_example.csv").open() as file:
        wanted = [
            ("GFAgie01", r["day"], r["data_item"], r["value"], int(r["times_entered"]),
             float(r["seconds"]))
            for r in csv.DictReader(file)
        ]  # fmt: skip
    found = [
        (m.machine, m.day, m.data_item, m.value, m.times, m.seconds)
        for m in said.machines
        if m.day == "20160513"
    ]
    assert [row[:5] for row in found] == [row[:5] for row in wanted]
    assert [row[5] for row in found] == pytest.approx([row[5] for row in wanted], abs=0.0011)


def test_every_day_of_the_folder_is_there_and_none_is_longer_than_a_day(said: StatesSaid) -> None:
    with (shared("mtconnect") / "gfagie01_files.csv").open() as file:
        assert {m.day for m in said.machines} == {row["day"] for row in csv.DictReader(file)}
    totals: dict[tuple[str, str], float] = {}
    for m in said.machines:
        totals[m.day, m.data_item] = totals.get((m.day, m.data_item), 0.0) + m.seconds
    assert all(total <= 86_400 for total in totals.values())


def test_an_adapter_that_dropped_ninety_two_times_is_counted_so(said: StatesSaid) -> None:
    dropped = [m for m in said.machines if (m.day, m.value) == ("20161013", "UNAVAILABLE")]
    assert {m.times for m in dropped if m.data_item == "execution"} == {92}


def test_a_folder_without_logs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoLogs):
        replay_states(example=EXAMPLE, recorded=tmp_path)
    shutil.copytree(shared("mtconnect") / "gfagie01", tmp_path / "gfagie01")
    assert replay_states(example=EXAMPLE, recorded=tmp_path).machines


def test_a_day_in_two_files_is_one_log(said: StatesSaid, tmp_path: Path) -> None:
    [packed] = (shared("mtconnect") / "gfagie01").glob("*-20160513-*")
    lines = gzip.decompress(packed.read_bytes()).splitlines(keepends=True)
    (tmp_path / "gfagie01").mkdir()
    for suffix, part in ((".txt", lines[::2]), (".txt.gz", [*lines[1::2], *lines[:99]])):
        file = tmp_path / "gfagie01" / f"GFAgie01-20160513-20160514{suffix}"
        whole = b"".join(part)
        file.write_bytes(gzip.compress(whole) if suffix.endswith("gz") else whole)
    found = replay_states(example=EXAMPLE, recorded=tmp_path)
    assert found.machines == [m for m in said.machines if m.day == "20160513"]


@pytest.mark.parametrize("day", ["20161399", "99991231", "00000000"])
def test_a_name_that_tells_no_day_is_refused(tmp_path: Path, day: str) -> None:
    log = tmp_path / "gfagie01" / f"GFAgie01-{day}-{day}.txt"
    log.parent.mkdir()
    log.write_text("2016-05-13T10:00:00Z|execution|ACTIVE\n", encoding="utf-8")
    with pytest.raises(BadDay) as refused:
        replay_states(example=EXAMPLE, recorded=tmp_path)
    assert log.name in str(refused.value)
