"""What is believed for a second, and by whom it is asked anew."""

from datetime import UTC, datetime, timedelta

from taktline.platform.identity.recent import KEPT_MAX, LASTS, Recent

NOW = datetime(2026, 1, 5, tzinfo=UTC)


def test_an_answer_is_believed_for_a_second_and_then_one_of_many_asks_again() -> None:
    recent: Recent[str, int] = Recent()
    recent.keep("key", 1, now=NOW)
    assert recent.get("key", NOW + LASTS - timedelta(microseconds=1)) == 1
    assert [recent.get("key", NOW + LASTS) for _ in range(3)] == [None, 1, 1]


def test_an_answer_of_long_ago_or_of_the_future_is_not_believed_by_anybody() -> None:
    recent: Recent[str, int] = Recent()
    recent.keep("key", 1, now=NOW)
    assert [recent.get("key", NOW + timedelta(hours=1)) for _ in range(2)] == [None, None]
    assert recent.get("key", NOW - timedelta(seconds=1)) is None


def test_what_was_taken_back_is_not_believed_and_memory_is_bounded() -> None:
    recent: Recent[int, int] = Recent()
    recent.keep(1, 1, now=NOW)
    recent.drop(1)
    assert recent.get(1, NOW) is None
    for number in range(KEPT_MAX + 1):
        recent.keep(number, number, now=NOW)
    assert recent.get(0, NOW) is None
    assert recent.get(KEPT_MAX, NOW) == KEPT_MAX
