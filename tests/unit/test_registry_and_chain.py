"""What the packages bring is checked when it is put together; the chain's arithmetic is fixed."""

import hmac
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from taktline.platform.clock import SystemClock
from taktline.platform.command import Grant, Principal
from taktline.platform.events.anchor import anchor_of, anchors_of, append_anchor
from taktline.platform.events.cover import Covered, canonical_row, covers_sql
from taktline.platform.events.sealer import sealed
from taktline.platform.judge import may_somewhere
from taktline.platform.recording import parked_id
from taktline.platform.registry import registry_of
from taktline.platform.tables import PART as PLATFORM
from tests.toy_plant import PART, REGISTRY

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
KEY = bytes(range(32))


def test_facts_are_recorded_in_the_order_of_the_parts() -> None:
    names = [fact.__name__ for fact in REGISTRY.fact_kinds]
    assert names == [
        "FactParked",
        "ParkedFactSettled",
        "SignatureRuleChanged",
        "SecondSigned",
        "JarOpened",
        "Poured",
    ]


def test_a_name_that_is_brought_twice_stops_the_start() -> None:
    with pytest.raises(AssertionError, match="twice"):
        registry_of(PLATFORM, PART, PART)


def test_an_event_that_nobody_declares_stops_the_start() -> None:
    silent = msgspec.structs.replace(PLATFORM, events=())
    with pytest.raises(AssertionError, match=r"parked_fact\.retried"):
        registry_of(silent)


def test_a_seal_is_the_hmac_of_the_seal_before_and_the_events_place_and_content() -> None:
    expected = hmac.new(KEY, bytes(32) + b"7\x1f{}\x1fcommand:1:ab", sha256).digest()
    assert sealed(KEY, bytes(32), position=7, canonical="{}", covers="command:1:ab") == expected
    assert sealed(KEY, bytes(32), position=8, canonical="{}", covers="command:1:ab") != expected


def test_covered_rows_become_text_by_named_columns() -> None:
    assert canonical_row("t", ("id", "body::text")) == (
        "jsonb_strip_nulls(jsonb_build_object('id', t.id, 'body', t.body::text))::text"
    )
    move = Covered(table="move", key=("id",), columns=("id", "cause"))
    assert "FROM move t WHERE t.cause = e.cause" in covers_sql((move,), "e")


def test_an_anchor_is_genuine_until_somebody_changes_it(tmp_path: Path) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    anchor = anchor_of("plant", KEY, position=7, seal=bytes(32), now=now)
    append_anchor(tmp_path / "anchors", anchor)
    append_anchor(tmp_path / "anchors", msgspec.structs.replace(anchor, tenant="other"))
    assert anchors_of(tmp_path / "anchors", "plant") == [anchor]
    assert anchor.is_genuine(KEY)
    assert not anchor.is_genuine(bytes(32))
    assert not msgspec.structs.replace(anchor, position=6).is_genuine(KEY)
    assert anchors_of(tmp_path / "none", "plant") == []


def test_the_clock_never_shows_the_same_instant_twice() -> None:
    clock = SystemClock()
    shown = [clock() for _ in range(1000)]
    assert shown == sorted(set(shown))


@pytest.mark.parametrize(
    ("needs", "may"), [("*", True), ("jar:*", True), ("jar:pour", True), ("jar:open", False)]
)
def test_somebody_without_the_permission_anywhere_is_turned_away_early(
    needs: str, *, may: bool
) -> None:
    asker = Principal(id=ID, name="x", grants=(Grant(needs=needs, node=ID, scope="false"),))
    assert may_somewhere(asker, REGISTRY.verbs["toy.pour"]) == may


def test_the_id_of_a_parked_fact_follows_from_its_command() -> None:
    assert parked_id(ID) == parked_id(ID) != ID
    assert parked_id(ID).version == 5
