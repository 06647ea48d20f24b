"""Shifts are found for an instant, across midnight, holidays and the change of clocks."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from taktline.base.ids import derived_id
from taktline.kernel.resources.worktime import (
    WEEKDAYS,
    Calendar,
    Shift,
    shift_at,
    shifts_of,
    wall,
    working_s,
    works_as,
)

BERLIN = ZoneInfo("Europe/Berlin")
SHANGHAI = ZoneInfo("Asia/Shanghai")
EARLY = Shift(
    id=derived_id("test", "early"), code="A", weekdays=WEEKDAYS[:5], starts_s=28800, ends_s=61200
)
NIGHT = Shift(
    id=derived_id("test", "night"), code="C", weekdays=WEEKDAYS, starts_s=79200, ends_s=108000
)


def test_a_night_shift_counts_for_the_day_on_which_it_began() -> None:
    calendar = Calendar(zone=SHANGHAI, shifts=(EARLY, NIGHT))
    at = datetime(2026, 1, 6, 3, tzinfo=SHANGHAI)
    found = shift_at(calendar, at)
    assert found is not None
    assert (found.shift.code, found.day) == ("C", date(2026, 1, 5))


def test_the_end_of_a_shift_does_not_belong_to_it() -> None:
    calendar = Calendar(zone=SHANGHAI, shifts=(EARLY,))
    assert shift_at(calendar, datetime(2026, 1, 5, 16, 59, 59, tzinfo=SHANGHAI)) is not None
    assert shift_at(calendar, datetime(2026, 1, 5, 17, tzinfo=SHANGHAI)) is None


def test_a_holiday_is_closed_and_a_working_saturday_works_as_friday() -> None:
    calendar = Calendar(
        zone=SHANGHAI,
        shifts=(EARLY,),
        exceptions={date(2026, 2, 17): None, date(2026, 2, 14): "fri"},
    )
    assert works_as(calendar, date(2026, 2, 17)) is None
    days = [one.day for one in shifts_of(calendar, date(2026, 2, 13), last=date(2026, 2, 18))]
    assert days == [date(2026, 2, d) for d in (13, 14, 16, 18)]


def test_a_night_of_eight_hours_lasts_seven_or_nine_when_the_clocks_change() -> None:
    calendar = Calendar(zone=BERLIN, shifts=(NIGHT,))
    nights = {
        one.day: one.elapsed_s / 3600
        for first, last in (
            (date(2026, 3, 27), date(2026, 3, 28)), (date(2026, 10, 24), date(2026, 10, 24))
        )
        for one in shifts_of(calendar, first, last=last)
    }  # fmt: skip
    assert nights == {date(2026, 3, 27): 8, date(2026, 3, 28): 7, date(2026, 10, 24): 9}


def test_a_work_center_with_shifts_of_its_own_works_only_those() -> None:
    center = derived_id("test", "center")
    own = Shift(
        id=derived_id("test", "own"), code="W", weekdays=("mon",), starts_s=0, ends_s=3600,
        work_center=center,
    )  # fmt: skip
    calendar = Calendar(zone=SHANGHAI, shifts=(EARLY, own))
    week = (date(2026, 1, 5), date(2026, 1, 9))
    mine = [
        one.shift.code for one in shifts_of(calendar, week[0], last=week[1], work_center=center)
    ]
    rest = [one.shift.code for one in shifts_of(calendar, week[0], last=week[1])]
    assert mine == ["W"]
    assert rest == ["A"] * 5


def test_working_seconds_count_an_overlap_once_and_only_what_lies_between() -> None:
    late = Shift(
        id=derived_id("test", "late"), code="B", weekdays=("mon",), starts_s=57600, ends_s=72000
    )
    calendar = Calendar(zone=SHANGHAI, shifts=(EARLY, late))
    start = datetime(2026, 1, 5, 9, tzinfo=SHANGHAI)
    end = datetime(2026, 1, 5, 23, tzinfo=SHANGHAI)
    assert working_s(calendar, start, end=end) == 11 * 3600
    assert working_s(calendar, end, end=start) == 0


def test_a_clock_reading_that_is_skipped_is_the_instant_after_the_skip() -> None:
    assert wall(date(2026, 3, 29), 9000, BERLIN) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
