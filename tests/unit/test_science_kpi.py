"""Production indices: the worked figures of the standard's formulas and of the handbook."""

import csv
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from taktline.science import kpi
from tests.shared_inputs import shared

MIN = 60.0
SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def day_of_m07() -> kpi.TimeModel:
    return kpi.time_model(
        planned_operation_time_s=720 * MIN,
        planned_down_time_s=90 * MIN,
        unit_down_time_s=40 * MIN,
        unit_delay_time_s=70 * MIN,
        unit_setup_time_s=40 * MIN,
    )


def share(pbt: float, apt: float, pri: float, pq: float, gq: float) -> kpi.Share:
    made = kpi.Output(planned_run_time_per_item_s=pri * MIN, produced_quantity=pq, good_quantity=gq)
    return kpi.Share(planned_busy_time_s=pbt * MIN, production_time_s=apt * MIN, outputs=(made,))


M07 = share(630, 480, 0.5, 864, 835)
M08 = share(300, 270, 2.0, 120, 118)


def test_the_time_model_leaves_production_after_every_loss() -> None:
    day = day_of_m07()
    assert day.planned_busy_time_s == 630 * MIN
    assert day.unit_busy_time_s == 590 * MIN
    assert day.unit_processing_time_s == 520 * MIN
    assert day.production_time_s == 480 * MIN
    assert day.unassigned_s == 0


def test_a_loss_longer_than_the_time_it_belongs_to_is_refused() -> None:
    day_of_m07()
    with pytest.raises(kpi.TimesDisagree, match=r"ADET .* longer than AUBT"):
        kpi.time_model(
            planned_operation_time_s=100,
            planned_down_time_s=10,
            unit_down_time_s=10,
            unit_delay_time_s=81,
            unit_setup_time_s=0,
        )


def test_a_negative_time_is_refused() -> None:
    with pytest.raises(kpi.NegativeTime, match="AUST is -1"):
        kpi.time_model_from_observed(
            planned_busy_time_s=10, production_time_s=1, unit_setup_time_s=-1
        )


def test_the_time_model_from_signals_shows_what_no_signal_explains() -> None:
    seen = kpi.time_model_from_observed(
        planned_busy_time_s=630, production_time_s=480, unit_setup_time_s=40, unit_delay_time_s=50
    )
    assert seen.unit_busy_time_s == 570
    assert seen.unassigned_s == 60


def test_oee_and_its_factors_are_those_of_the_worked_example() -> None:
    result = kpi.oee(
        planned_busy_time_s=630 * MIN,
        actual_production_time_s=480 * MIN,
        planned_run_time_per_item_s=0.5 * MIN,
        produced_quantity=864,
        good_quantity=835,
    )
    assert result.availability == pytest.approx(0.7619, abs=5e-5)
    assert result.effectiveness == pytest.approx(0.90)
    assert result.quality_ratio == pytest.approx(0.9664, abs=5e-5)
    assert result.index == pytest.approx(0.6627, abs=5e-5)
    product = result.availability * result.effectiveness * result.quality_ratio
    assert product == pytest.approx(result.index)


@pytest.mark.parametrize(("pbt", "apt", "term"), [(0, 10, "PBT"), (10, 0, "APT")])
def test_oee_without_time_does_not_exist(pbt: float, apt: float, term: str) -> None:
    with pytest.raises(kpi.NoBusyTime, match=term):
        kpi.oee(
            planned_busy_time_s=pbt,
            actual_production_time_s=apt,
            planned_run_time_per_item_s=1,
            produced_quantity=1,
            good_quantity=1,
        )


def test_effectiveness_above_one_is_shown_and_not_clipped() -> None:
    assert kpi.roll_up([share(100, 50, 1, 60, 60)]).effectiveness == pytest.approx(1.2)


def test_a_roll_up_adds_sums_and_never_averages_percentages() -> None:
    plant = kpi.roll_up([M07, M08])
    assert kpi.roll_up([M08]).index == pytest.approx(0.7867, abs=5e-5)
    assert plant.index == pytest.approx(0.7027, abs=5e-5)
    assert plant.availability == pytest.approx(0.8065, abs=5e-5)
    assert plant.effectiveness == pytest.approx(0.8960, abs=5e-5)
    assert plant.quality_ratio == pytest.approx(0.9725, abs=5e-5)


def test_the_indices_of_the_worked_example() -> None:
    day, oee = day_of_m07(), kpi.roll_up([M07])
    nee = kpi.nee(
        unit_processing_time_s=day.unit_processing_time_s,
        planned_busy_time_s=day.planned_busy_time_s,
        effectiveness=oee.effectiveness,
        quality_ratio=oee.quality_ratio,
    )
    assert nee == pytest.approx(0.7179, abs=5e-5)
    apt, aubt, pbt = day.production_time_s, day.unit_busy_time_s, day.planned_busy_time_s
    technical = kpi.technical_efficiency(
        production_time_s=apt, unit_delay_time_s=day.unit_delay_time_s
    )
    assert technical == pytest.approx(0.8727, abs=5e-5)
    allocation = kpi.allocation_efficiency(unit_busy_time_s=aubt, planned_busy_time_s=pbt)
    assert allocation == pytest.approx(0.9365, abs=5e-5)
    utilization = kpi.utilization_efficiency(production_time_s=apt, unit_busy_time_s=aubt)
    assert utilization == pytest.approx(0.8136, abs=5e-5)
    setup = kpi.setup_ratio(
        unit_setup_time_s=day.unit_setup_time_s, unit_processing_time_s=day.unit_processing_time_s
    )
    assert setup == pytest.approx(0.0769, abs=5e-5)
    assert kpi.availability(production_time_s=apt, planned_busy_time_s=pbt) == oee.availability
    performance = kpi.effectiveness(
        planned_run_time_per_item_s=0.5 * MIN, produced_quantity=864, production_time_s=apt
    )
    assert performance == oee.effectiveness
    total = kpi.teep(oee_index=oee.index, planned_busy_time_s=pbt, calendar_s=720 * MIN)
    assert total == pytest.approx(417.5 / 720)


def test_the_quality_ratios_of_the_worked_example() -> None:
    assert kpi.quality_ratio(good_quantity=835, produced_quantity=864) == pytest.approx(835 / 864)
    assert kpi.scrap_ratio(scrap_quantity=17, produced_quantity=864) == pytest.approx(
        0.0197, abs=5e-5
    )
    assert kpi.rework_ratio(rework_quantity=12, produced_quantity=864) == pytest.approx(
        0.0139, abs=5e-5
    )
    assert round(kpi.parts_per_million(defectives=17, inspected=864)) == 19676
    assert kpi.rolled_throughput_yield([0.98, 0.97, 0.99]) == pytest.approx(0.9411, abs=5e-5)
    dpmo = kpi.defects_per_million_opportunities(defects=6, units=100, opportunities_per_unit=12)
    assert dpmo == pytest.approx(5000)


def test_the_yield_of_a_real_semiconductor_line() -> None:
    with shared("uci/secom_units.csv").open() as file:
        results = [row["result"] for row in csv.DictReader(file)]
    bad = results.count("FAIL")
    assert (len(results), bad) == (1567, 104)
    first_pass = kpi.first_pass_yield(
        good_parts=results.count("PASS"), inspected_parts=len(results)
    )
    assert first_pass == pytest.approx(0.933631, abs=5e-7)
    ppm = kpi.parts_per_million(defectives=bad, inspected=len(results))
    assert ppm == pytest.approx(66_368.9, abs=0.05)


def test_losses_and_goods_share_the_consumed_material() -> None:
    goods = kpi.integrated_goods_ratio(integrated_good_quantity=90, consumed_material=100)
    losses = [kpi.loss_ratio(lost_quantity=q, consumed_material=100) for q in (6, 3, 1)]
    assert goods + sum(losses) == pytest.approx(1)
    assert kpi.finished_goods_ratio(good_quantity=80, consumed_material=100) == 0.8
    assert kpi.fall_off_ratio(scrap_quantity=5, first_operation_quantity=200) == 0.025
    assert kpi.actual_to_planned_scrap_ratio(scrap_quantity=17, planned_scrap_quantity=20) == 0.85


def test_maintenance_figures_of_the_handbook() -> None:
    mtbf = kpi.mean_time_between_failures(operating_time_s=1440 * 3600, failures=6)
    mttr = kpi.mean_time_to_restoration([1.5 * 3600] * 6)
    assert (mtbf / 3600, mttr / 3600) == (240, 1.5)
    assert kpi.inherent_availability(mtbf_s=mtbf, mttr_s=mttr) == pytest.approx(0.9938, abs=5e-5)
    assert kpi.mean_time_to_failure([100, 300]) == 200
    assert kpi.corrective_maintenance_ratio(corrective_time_s=3, preventive_time_s=9) == 0.25


def test_flow_figures_of_the_handbook() -> None:
    per_s = 120 / 86400
    assert kpi.work_in_process(throughput_per_s=per_s, lead_time_s=2.5 * 86400) == pytest.approx(
        300
    )
    days = kpi.lead_time_from_wip_s(work_in_process=480, throughput_per_s=per_s) / 86400
    assert days == pytest.approx(4)
    turns = kpi.inventory_turns(cost_of_goods=12.0, average_inventory=1.5)
    assert turns == 8
    assert kpi.days_of_stock(turns_per_year=turns) == pytest.approx(45.6, abs=0.05)
    assert kpi.energy_per_item(energy_kwh=252, quantity=835) == pytest.approx(0.302, abs=5e-4)
    assert kpi.throughput_rate(produced_quantity=864, order_execution_time_s=43200) == 0.02
    assert kpi.equipment_load_rate(produced_quantity=864, equipment_capacity=960) == 0.9
    assert kpi.worker_efficiency(work_time_s=420, attendance_time_s=480) == 0.875
    assert kpi.allocation_ratio(unit_busy_times_s=[40, 80], order_execution_time_s=100) == 1.2
    assert kpi.process_ratio(production_time_s=30, order_execution_time_s=120) == 0.25
    assert kpi.mean_lead_time_s([10, 20]) == 15


def test_on_time_counts_due_orders_only_and_their_last_quantity() -> None:
    now = datetime(2026, 1, 10, tzinfo=UTC)
    due = now - timedelta(days=1)
    orders = [kpi.Delivery(due_at=due, completed_at=due)] * 46
    orders += [kpi.Delivery(due_at=due, completed_at=now)] * 3
    orders += [kpi.Delivery(due_at=due)]
    orders += [kpi.Delivery(due_at=now + timedelta(days=1))] * 9
    assert kpi.on_time_delivery(orders, as_of=now) == pytest.approx(0.92)


def test_attainment_of_one_item_does_not_make_up_for_another() -> None:
    reached = kpi.schedule_attainment(actual={"a": 150, "b": 50}, planned={"a": 100, "b": 100})
    assert reached == 0.75


def test_an_index_without_denominator_is_refused_and_not_zero() -> None:
    with pytest.raises(kpi.NoDenominator, match="PPM does not exist: inspected is 0"):
        kpi.parts_per_million(defectives=0, inspected=0)


def test_a_lead_time_needs_instants_in_order() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert kpi.lead_time_s(released_at=start, completed_at=start + timedelta(hours=1)) == 3600
    with pytest.raises(kpi.NoSuchWindow):
        kpi.lead_time_s(released_at=start, completed_at=start - timedelta(hours=1))


@pytest.mark.parametrize(
    ("previous", "current", "maximum", "delta", "kind"),
    [
        (None, 1066, None, 0, "first"),
        (1066, 1067, None, 1, "counted"),
        (65530, 4, 65535, 10, "rollover"),
        (4294967290, 3, 4294967295, 9, "rollover"),
        (500, 3, 65535, 3, "reset"),
        (500, 3, None, 3, "reset"),
    ],
)
def test_a_counter_step_is_judged(
    previous: float | None, current: float, maximum: float | None, delta: float, kind: str
) -> None:
    step = kpi.counter_step(previous, current, maximum=maximum)
    assert (step.delta, step.kind) == (delta, kind)


def test_more_pieces_than_the_machine_can_make_are_rejected_and_reported() -> None:
    fine = kpi.counter_step(100, 115, elapsed_s=100, ideal_cycle_s=10)
    wild = kpi.counter_step(100, 116, elapsed_s=100, ideal_cycle_s=10)
    assert (fine.delta, fine.kind) == (15, "counted")
    assert (wild.delta, wild.kind, wild.claimed) == (0, "rejected", 16)


def test_noise_downwards_invents_no_production() -> None:
    step = kpi.counter_step(1000, 999, elapsed_s=60, ideal_cycle_s=10)
    assert (step.delta, step.kind) == (0, "rejected")


def test_a_pause_of_three_cycles_is_a_stop_but_never_below_ten_seconds() -> None:
    assert not kpi.is_stop_by_count(10, ideal_cycle_s=1)
    assert kpi.is_stop_by_count(10.1, ideal_cycle_s=1)
    assert not kpi.is_stop_by_count(60, ideal_cycle_s=20)


NIGHT = kpi.ShiftPattern(code="N", starts=time(20), ends=time(8))
DAY = kpi.ShiftPattern(code="D", starts=time(8), ends=time(20))


def test_a_night_shift_belongs_to_the_date_on_which_it_starts() -> None:
    window = kpi.Window(
        start=datetime(2026, 1, 5, 19, tzinfo=SHANGHAI),
        end=datetime(2026, 1, 6, 9, tzinfo=SHANGHAI),
    )
    names = [span.value for span in kpi.shifts(window, SHANGHAI, patterns=[DAY, NIGHT])]
    assert names == ["2026-01-05/D", "2026-01-05/N", "2026-01-06/D"]


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 28), 11), ((2026, 10, 24), 13)])
def test_a_night_shift_lasts_as_long_as_the_clock_change_makes_it(
    day: tuple[int, int, int], hours: int
) -> None:
    start = datetime(*day, 20, tzinfo=BERLIN)
    window = kpi.Window(start=start, end=start + timedelta(hours=2))
    (night,) = kpi.shifts(window, BERLIN, patterns=[NIGHT])
    assert (night.end - night.start) == timedelta(hours=hours)


def test_a_repeated_hour_is_two_hours_with_different_names() -> None:
    window = kpi.Window(
        start=datetime(2026, 10, 25, 0, tzinfo=UTC), end=datetime(2026, 10, 25, 2, tzinfo=UTC)
    )
    assert [span.value for span in kpi.hours(window, BERLIN)] == [
        "2026-10-25T02+0200",
        "2026-10-25T02+0100",
    ]


def test_business_dates_begin_at_the_sites_day_boundary() -> None:
    window = kpi.Window(
        start=datetime(2026, 1, 5, 7, tzinfo=SHANGHAI),
        end=datetime(2026, 1, 5, 9, tzinfo=SHANGHAI),
    )
    dates = kpi.business_dates(window, SHANGHAI, day_boundary=time(8))
    assert [d.value for d in dates] == ["2026-01-04", "2026-01-05"]
    parts = kpi.atoms(window, {"date": dates, "hour": kpi.hours(window, SHANGHAI)})
    assert [p.seconds for p in parts] == [3600, 3600]
    assert kpi.seconds_by(parts, "date") == {("2026-01-04",): 3600, ("2026-01-05",): 3600}


def test_two_states_at_one_moment_are_refused() -> None:
    t = datetime(2026, 1, 5, tzinfo=UTC)
    hour = timedelta(hours=1)
    window = kpi.Window(start=t, end=t + 4 * hour)
    first = kpi.Span(start=t, end=t + 2 * hour, value="executing")
    touching = kpi.Span(start=t + 2 * hour, end=t + 3 * hour, value="fault")
    overlapping = kpi.Span(start=t + hour, end=t + 3 * hour, value="fault")
    parts = kpi.atoms(window, {"state": [first, touching]})
    assert [p.keys["state"] for p in parts] == ["executing", "fault", None]
    with pytest.raises(kpi.SpansOverlap, match="executing and fault overlap"):
        kpi.atoms(window, {"state": [first, overlapping]})
