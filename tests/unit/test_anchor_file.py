"""The anchor file after a power cut in mid-line: what was whole counts, and work goes on."""

from datetime import UTC, datetime
from pathlib import Path

from taktline.platform.events.anchor import anchor_of, anchors_of, append_anchor

KEY = b"k" * 32
NOON = datetime(2026, 1, 5, 4, tzinfo=UTC)


def test_half_a_line_at_the_end_is_no_anchor_and_the_next_one_is(tmp_path: Path) -> None:
    path = tmp_path / "anchors.jsonl"
    first, second, third = (
        anchor_of("main", KEY, position=position, seal=bytes(32), now=NOON)
        for position in (1, 2, 3)
    )
    append_anchor(path, first)
    append_anchor(path, second)
    path.write_bytes(path.read_bytes()[:-30])
    assert anchors_of(path, "main") == [first]
    append_anchor(path, third)
    assert anchors_of(path, "main") == [first, third]
    assert all(one.is_genuine(KEY) for one in anchors_of(path, "main"))
