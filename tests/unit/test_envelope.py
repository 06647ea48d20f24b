"""The envelope without a database: shapes, hashes, and what may be believed."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from taktline.base.problem import Problem, Several
from taktline.platform.command import Command
from taktline.platform.envelope import TooLarge, asked_of, canonical, decoded
from taktline.platform.judge import ClockAhead, ClockLost, refuse_future, refuse_past, timed
from tests.toy_plant import FILLER, REGISTRY, OpenJar, Pour

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
POUR = REGISTRY.verbs["toy.pour"]
ASK = REGISTRY.verbs["toy.ask_pour"]


def body(**fields: object) -> bytes:
    return msgspec.json.encode({"id": ID, "jar": ID, "amount": "1", **fields})


def refused(raw: bytes) -> Problem:
    with pytest.raises(Problem) as caught:
        asked_of(POUR, decoded(POUR, raw), FILLER)
    return caught.value


def test_a_plain_body_is_read() -> None:
    assert decoded(POUR, body()) == Pour(id=ID, jar=ID, amount=Decimal(1))


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"amount": "NaN"}, "/amount"),
        ({"amount": "1e999999"}, "/amount"),
        ({"amount": "123456789012345"}, "/amount"),
        ({"amount": "x"}, "/amount"),
        ({"occurred_at": "2026-03-01T12:00:00"}, "/occurred_at"),
        ({"confirm": ["a", 1]}, "/confirm/1"),
        ({"colour": "red"}, "/colour"),
        ({"jar": None}, "/jar"),
    ],
)
def test_a_wrong_field_is_named_by_its_place(fields: dict[str, object], place: str) -> None:
    refusal = refused(body(**fields))
    assert (refusal.status, refusal.at) == (400, place)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b'"x"', b"\xff", b"[" * 100_000, b"null"])
def test_what_is_no_object_at_all_is_refused(raw: bytes) -> None:
    assert refused(raw).status == 400


def test_all_wrong_fields_are_told_at_once() -> None:
    refusal = refused(b'{"jar": 5, "amount": true, "further": 1}')
    assert isinstance(refusal, Several)
    places = {problem.at for problem in refusal.problems}
    assert places == {"/id", "/jar", "/amount", "/further"}


def test_a_body_of_more_than_a_megabyte_is_refused() -> None:
    with pytest.raises(TooLarge):
        decoded(POUR, body(extra={"x": "a" * 1_000_000}))


def test_a_text_that_no_database_can_hold_is_refused_and_its_escaped_twin_is_not() -> None:
    verb = REGISTRY.verbs["toy.open_jar"]
    asked_of(verb, OpenJar(id=ID, jar=ID, code="\\u0000"), FILLER)
    with pytest.raises(Problem, match="U\\+0000"):
        asked_of(verb, OpenJar(id=ID, jar=ID, code="a\\\x00"), FILLER)


def test_confirming_and_trying_do_not_change_what_a_command_is() -> None:
    plain = Pour(id=ID, jar=ID, amount=Decimal(1))
    tried = msgspec.structs.replace(plain, confirm=("overflow",), dry_run=True)
    other = msgspec.structs.replace(plain, amount=Decimal(2))
    assert canonical(plain) == canonical(tried) != canonical(other)


def test_an_optional_field_that_comes_later_leaves_old_hashes_alone() -> None:
    class Older(Command, frozen=True, kw_only=True):
        jar: UUID

    class Newer(Older, frozen=True, kw_only=True):
        colour: str | None = None

    assert canonical(Older(id=ID, jar=ID)) == canonical(Newer(id=ID, jar=ID))


def pour_at(at: datetime, *, offline: bool = False) -> Pour:
    return Pour(id=ID, jar=ID, amount=Decimal(1), occurred_at=at, offline=offline)


def test_the_doors_clock_stands_where_the_sender_says_nothing() -> None:
    asked = asked_of(POUR, Pour(id=ID, jar=ID, amount=Decimal(1)), FILLER)
    command, uncertain = timed(asked, NOON)
    assert (command.occurred_at, uncertain) == (NOON, False)
    assert b"occurred_at" not in asked.body


@pytest.mark.parametrize(
    ("at", "uncertain"),
    [
        (NOON - timedelta(days=30), False),
        (NOON + timedelta(minutes=4), False),
        (NOON + timedelta(days=1), True),
        (datetime(1970, 1, 1, tzinfo=UTC), True),
        (datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-12))), True),
    ],
)
def test_an_offline_fact_gets_our_clock_where_its_own_cannot_be_right(
    at: datetime, *, uncertain: bool
) -> None:
    command, marked = timed(asked_of(POUR, pour_at(at, offline=True), FILLER), NOON)
    assert marked == uncertain
    assert command.occurred_at == (NOON if uncertain else at)


def test_a_request_from_another_time_is_refused_even_offline() -> None:
    tomorrow = asked_of(ASK, pour_at(NOON + timedelta(days=1), offline=True), FILLER)
    with pytest.raises(ClockAhead):
        refuse_future(tomorrow, NOON, uncertain=timed(tomorrow, NOON)[1])
    long_ago = asked_of(ASK, pour_at(datetime(1, 1, 1, tzinfo=UTC)), FILLER)
    with pytest.raises(ClockLost):
        refuse_past(long_ago, uncertain=timed(long_ago, NOON)[1])
