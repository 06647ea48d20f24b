"""Where machines may be called, what an adapter's present values mean, files that are none."""

import gzip
from pathlib import Path

import pytest

from taktline.connect.connections.address import BadAddress, BadNetwork, Judge, place_of
from taktline.connect.live.present import Present
from taktline.connect.machines.mtconnect import (
    UNAVAILABLE,
    NotShdr,
    Observation,
    RecordingBroken,
    read_recording,
)

LINE = b"2026-01-05T08:00:00Z|execution|ACTIVE\n"


def said(at_us: int, item: str, value: str) -> Observation:
    return Observation(at_us=at_us, item=item, value=value)


def told(observations: list[Observation]) -> list[tuple[int, str, str]]:
    return [(one.at_us, one.item, one.value) for one in observations]


def test_addresses_are_read_by_protocol() -> None:
    adapter = place_of("mtconnect_shdr", "10.0.0.7")
    assert (adapter.host, adapter.port) == ("10.0.0.7", 7878)
    assert place_of("mtconnect_shdr", "[fd00::7]:7879").port == 7879
    agent = place_of("mtconnect_agent", "http://agent.example:5000/")
    assert agent.url == "http://agent.example:5000"
    assert place_of("mtconnect_agent", "https://agent.example").port == 443


@pytest.mark.parametrize(
    ("protocol", "address"),
    [
        ("mtconnect_shdr", ""),
        ("mtconnect_shdr", "host:0"),
        ("mtconnect_shdr", "host:70000"),
        ("mtconnect_shdr", "user@host:7878"),
        ("mtconnect_shdr", "host/path"),
        ("mtconnect_agent", "agent:5000"),
        ("mtconnect_agent", "ftp://agent"),
        ("mtconnect_agent", "http://agent/current"),
        ("mtconnect_agent", "http://agent?x=1"),
    ],
)
def test_an_address_nothing_can_be_called_at_is_refused(protocol: str, address: str) -> None:
    with pytest.raises(BadAddress, match="write it like"):
        place_of(protocol, address)  # type: ignore[arg-type]  # one of the two


def test_only_public_addresses_and_opened_networks_may_be_called() -> None:
    closed, opened = Judge(), Judge(["10.20.0.0/16", "fd00::/8"])
    for address in ("10.20.0.7", "127.0.0.1", "169.254.169.254", "fd00::7", "::ffff:10.20.0.7"):
        assert not closed.allows(address), address
    assert closed.allows("93.184.216.34")
    assert opened.allows("10.20.0.7")
    assert opened.allows("::ffff:10.20.0.7")
    assert opened.allows("fd00::7")
    for address in ("10.21.0.7", "127.0.0.1", "169.254.169.254"):
        assert not opened.allows(address), address
    with pytest.raises(BadNetwork, match=r"10\.20\.0\.0/16"):
        Judge(["ten dot twenty"])


def test_present_values_of_long_ago_hold_from_the_session_on() -> None:
    present = Present(["run", "count"], known_us=None)
    begin, unknown = present.connected(1_000)
    assert (begin, unknown) == (1_000, [])
    heard = present.heard([said(10, "run", "1"), said(20, "count", "7")])
    assert (1_000, "run", "1") in told(heard)
    assert (1_000, "count", "7") in told(heard)
    again = present.heard([said(1_200, "run", "0"), said(1_100, "run", "2")])
    assert told(again) == [(1_200, "run", "0"), (1_100, "run", "2")], "late, not present"


def test_between_two_sessions_nothing_is_known() -> None:
    present = Present(["run"], known_us=5_000)
    begin, unknown = present.connected(9_000)
    assert told(unknown) == [(5_001, "run", UNAVAILABLE)]
    assert begin == 9_000
    present.known(9_500)
    assert told(present.dropped(9_400)) == [(9_501, "run", UNAVAILABLE)]
    begin, _ = present.connected(9_450)
    assert begin > 9_501, "a session begins after what is known"


def test_what_an_adapter_kept_fills_the_time_nobody_listened() -> None:
    present = Present(["run"], known_us=5_000)
    present.connected(9_000)
    heard = told(present.heard([said(6_000, "run", "1"), said(8_000, "run", "0")]))
    assert heard == [(6_000, "run", "1"), (8_000, "run", "0"), (9_000, "run", "0")]


def test_a_file_is_read_with_a_bom_packed_or_not_whatever_its_name_says(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.txt.gz", tmp_path / "b.txt"
    plain.write_bytes(b"\xef\xbb\xbf" + LINE.replace(b"\n", b"\r\n"))
    packed.write_bytes(gzip.compress(LINE))
    readings = [read_recording(path) for path in (plain, packed)]
    assert [[(o.item, o.value) for o in one.observations] for one in readings] == [
        [("execution", "ACTIVE")]
    ] * 2
    assert [one.foreign for one in readings] == [0, 0]


def test_a_file_that_is_none_is_refused_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"\n\ntime,item,value\n1,2,3\n")
    with pytest.raises(NotShdr, match=r"a\.txt, line 3: .*time,item,value"):
        read_recording(file)
    file.write_bytes(LINE + b"rubbish\n")
    assert read_recording(file).foreign == 1
    file.write_bytes(b"")
    assert read_recording(file).observations == []


def test_a_packed_file_that_ends_too_early_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.txt.gz"
    file.write_bytes(gzip.compress(LINE * 1000)[:60])
    with pytest.raises(RecordingBroken, match="fetch it again"):
        read_recording(file)
