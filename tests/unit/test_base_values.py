"""Shared values: exact, bounded, in both languages."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from taktline.base.code import BadCode, code, id_of
from taktline.base.ids import derived_id, uuid7
from taktline.base.instant import ClockPeriod, ZoneMissing, business_date, clock_periods, utc, wire
from taktline.base.money import to_minor
from taktline.base.problem import Problem, code_of
from taktline.base.quantity import NotADecimal, bounded, plain, rounded, shares
from taktline.base.text import Text, language_of


class Shortage(Problem):
    """A refusal as the kernel has them."""

    title = Text(en="{place} holds {held} {unit}.", zh="{place} 现有 {held} {unit}。")
    retry = True


def test_a_refusal_speaks_both_languages_and_keeps_its_numbers() -> None:
    refusal = Shortage(place="RAW-1", held=Decimal(4), unit="kg", at="/quantity")
    assert refusal.say("en") == "RAW-1 holds 4 kg."
    assert refusal.say("zh") == "RAW-1 现有 4 kg。"
    assert (refusal.code, refusal.at, refusal.values["held"]) == ("shortage", "/quantity", 4)


def test_class_names_become_codes() -> None:
    assert [code_of(n) for n in ("IdReused", "NotRunning")] == ["id-reused", "not-running"]


@pytest.mark.parametrize(
    ("header", "language"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-US,zh;q=0.3", "en"), ("fr", "en"), (None, "en")],
)
def test_the_reader_gets_the_language_asked_for(header: str | None, language: str) -> None:
    assert language_of(header) == language


def test_a_hundred_over_three_keeps_every_cent() -> None:
    thirds = shares(Decimal(100), [Decimal(1)] * 3, 2)
    assert thirds == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "1E+999", "123456789012345", "0.1234567890123"]
)
def test_a_number_beyond_the_wire_is_refused(text: str) -> None:
    bounded(Decimal(12345678901234))
    with pytest.raises(NotADecimal):
        bounded(Decimal(text))


def test_quantities_round_half_up_and_money_half_even() -> None:
    assert rounded(Decimal("0.125"), 2) == Decimal("0.13")
    assert to_minor(Decimal("0.125"), "CNY") == Decimal("0.12")
    assert to_minor(Decimal("10.5"), "JPY") == Decimal(10)


def test_decimals_are_written_plainly() -> None:
    assert [plain(Decimal(t)) for t in ("1E+2", "2.50", "0.000", "-3")] == ["100", "2.5", "0", "-3"]


def test_ids_are_ordered_by_time_and_derived_ones_do_not_collide_by_joining() -> None:
    assert uuid7(1).int < uuid7(2).int
    assert uuid7().version == 7
    assert derived_id("a", "bc") != derived_id("ab", "c")
    assert derived_id("a", 1) == derived_id("a", "1")


def test_a_code_is_visible_and_no_uuid() -> None:
    assert code("  轴/1#δ×. ") == "轴/1#δ×."
    for bad in ("", "a" * 65, "a\tb", str(uuid7())):
        with pytest.raises(BadCode):
            code(bad)
    assert id_of("WO-7") is None


def test_a_night_shift_belongs_to_the_day_it_began() -> None:
    at = datetime(2026, 1, 5, 22, 0, tzinfo=UTC)  # 06:00 of the 6th in Shanghai
    zone = ZoneInfo("Asia/Shanghai")
    assert business_date(at, zone, timedelta(hours=8)).isoformat() == "2026-01-05"


def test_it_is_told_how_a_zone_s_clocks_go_without_a_gap_and_to_the_minute() -> None:
    shanghai = clock_periods(ZoneInfo("Asia/Shanghai"), 2026)
    begin, end = datetime(2025, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    assert shanghai == (ClockPeriod(since=begin, until=end, ahead_s=8 * 3600),)
    berlin = clock_periods(ZoneInfo("Europe/Berlin"), 2026)
    assert (berlin[0].since, berlin[-1].until, len(berlin)) == (begin, end, 1 + 3 * 2)
    assert all(one.until == following.since for one, following in pairwise(berlin))
    spring = ClockPeriod(
        since=datetime(2026, 3, 29, 1, tzinfo=UTC),
        until=datetime(2026, 10, 25, 1, tzinfo=UTC),
        ahead_s=2 * 3600,
    )
    assert spring in berlin


def test_an_instant_needs_a_zone() -> None:
    assert wire(datetime(2026, 1, 5, 8, 0, tzinfo=UTC)) == "2026-01-05T08:00:00Z"
    with pytest.raises(ZoneMissing):
        utc(datetime(2026, 1, 5, 8, 0))  # noqa: DTZ001 - the case under test
