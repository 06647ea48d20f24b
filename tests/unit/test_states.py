"""Machine states: from signals to intervals, stops and pieces that nobody invented."""

import msgspec
import pytest

from taktline.kernel.states.context import Context, ContextSpan
from taktline.kernel.states.history import EmptyWindow, History, history, stops_of
from taktline.kernel.states.mapping import ItemMeaning, MachineMapping
from taktline.kernel.states.rules import MachineState, Moment, raw_state, stop_state
from taktline.kernel.states.signal import SECOND_US, Reading, instant
from taktline.kernel.states.usage import UsagePolicy, spans_of, usage
from taktline.science import kpi

MILL = MachineMapping(
    run=ItemMeaning(item="execution", values=frozenset({"ACTIVE"})),
    availability=ItemMeaning(item="avail", values=frozenset({"AVAILABLE"})),
    alarms=(ItemMeaning(item="logic", values=frozenset({"FAULT"})),),
    maintenance=ItemMeaning(item="mode", values=frozenset({"MAINTENANCE"})),
    setup=ItemMeaning(item="mode", values=frozenset({"SETUP", "MANUAL"})),
    counter="parts",
)
PRESS = MachineMapping(counter="parts", ideal_cycle_s=10, counter_maximum=65535)
JOB = Context([ContextSpan(kind="job", start_us=0)])


def said(*told: tuple[float, str, str]) -> list[Reading]:
    return [
        Reading(at_us=round(at * SECOND_US), item=item, value=value) for at, item, value in told
    ]


def past(
    signals: list[Reading],
    mapping: MachineMapping = MILL,
    *,
    end: float = 1000,
    start: float = 0,
    context: Context = JOB,
) -> History:
    return history(
        signals,
        mapping=mapping,
        start_us=round(start * SECOND_US),
        end_us=round(end * SECOND_US),
        context=context,
    )


def told(found: History) -> list[tuple[str, float]]:
    return [(one.state, one.seconds) for one in found.intervals]


ON = [(0.0, "avail", "AVAILABLE"), (0.0, "logic", "NORMAL"), (0.0, "mode", "AUTOMATIC")]


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (Moment(silent=True, planned_off=True, alarm=True, running=True), "offline"),
        (Moment(unknown=True, running=True), "offline"),
        (Moment(planned_off=True, maintenance=True, alarm=True), "planned_off"),
        (Moment(maintenance=True, alarm=True, running=True), "maintenance"),
        (Moment(alarm=True, setup=True, running=True), "fault"),
        (Moment(setup=True, running=True), "setup"),
        (Moment(running=True, holds_job=True), "executing"),
        (Moment(holds_job=True), "stop"),
        (Moment(), "idle_no_order"),
    ],
)
def test_the_first_rule_that_holds_names_the_state(moment: Moment, state: str) -> None:
    assert raw_state(moment) == state


def test_a_stop_becomes_waiting_from_its_beginning_once_it_lasts() -> None:
    assert stop_state(299.9, minor_stop_s=300) == "minor_stop"
    assert stop_state(300, minor_stop_s=300) == "waiting"
    signals = said(
        *ON,
        (0, "execution", "ACTIVE"),
        (100, "execution", "FEED_HOLD"),
        (150, "execution", "ACTIVE"),
        (200, "execution", "STOPPED"),
    )
    assert told(past(signals, end=400)) == [
        ("executing", 100),
        ("minor_stop", 50),
        ("executing", 50),
        ("minor_stop", 200),
    ]
    assert told(past(signals, end=900))[-1] == ("waiting", 700)


def test_stops_carry_what_the_machine_said_and_no_label() -> None:
    signals = said(
        *ON,
        (0, "execution", "ACTIVE"),
        (100, "execution", "FEED_HOLD"),
        (150, "execution", "ACTIVE"),
        (300, "logic", "FAULT"),
        (320, "logic", "NORMAL"),
    )
    stops = stops_of(past(signals).intervals)
    assert [(s.state, s.cause, s.seconds, s.reason) for s in stops] == [
        ("minor_stop", "execution=FEED_HOLD", 50, None),
        ("fault", "logic=FAULT", 20, None),
    ]


def test_a_state_that_holds_less_than_two_seconds_is_none() -> None:
    signals = said(
        *ON,
        (0, "execution", "ACTIVE"),
        (100, "execution", "FEED_HOLD"),
        (101.9, "execution", "ACTIVE"),
        (200, "execution", "FEED_HOLD"),
        (202, "execution", "ACTIVE"),
    )
    assert told(past(signals)) == [("executing", 200), ("minor_stop", 2), ("executing", 798)]


def test_without_a_job_order_a_machine_that_rests_is_idle() -> None:
    signals = said(*ON, (0, "execution", "ACTIVE"), (100, "execution", "READY"))
    context = Context([ContextSpan(kind="job", start_us=0, end_us=300 * SECOND_US)])
    assert told(past(signals, context=context)) == [
        ("executing", 100),
        ("minor_stop", 200),
        ("idle_no_order", 700),
    ]


def test_the_plan_makes_borders_too() -> None:
    signals = said(*ON, (0, "execution", "ACTIVE"))
    context = Context(
        [
            ContextSpan(kind="job", start_us=0),
            ContextSpan(kind="setup", start_us=0, end_us=50 * SECOND_US),
            ContextSpan(kind="planned_off", start_us=600 * SECOND_US, end_us=700 * SECOND_US),
        ]
    )
    assert told(past(signals, context=context)) == [
        ("setup", 50),
        ("executing", 550),
        ("planned_off", 100),
        ("executing", 300),
    ]


def test_a_dropped_connection_is_offline_and_not_a_stop() -> None:
    signals = said(
        *ON,
        (0, "execution", "ACTIVE"),
        (100, "execution", "UNAVAILABLE"),
        (100, "avail", "UNAVAILABLE"),
        (400, "avail", "AVAILABLE"),
        (400, "execution", "ACTIVE"),
    )
    found = past(signals)
    assert told(found) == [("executing", 100), ("offline", 300), ("executing", 600)]
    assert stops_of(found.intervals) == []


def test_silence_of_three_heartbeats_is_offline_until_the_next_word() -> None:
    mapping = MachineMapping(run=MILL.run, heartbeat_s=10)
    signals = said(
        (0, "execution", "ACTIVE"), (20, "pos", "1"), (50, "pos", "2"), (200, "pos", "3")
    )
    found = past(signals, mapping, end=210)
    assert [(s, round(length, 3)) for s, length in told(found)] == [
        ("executing", 80),
        ("offline", 120),
        ("executing", 10),
    ]


def test_values_of_another_day_are_not_believed() -> None:
    stale = said((-90_000, "avail", "AVAILABLE"), (-90_000, "execution", "ACTIVE"))
    fresh = [*stale, *said((-60, "pos", "1"))]
    assert told(past(stale)) == [("offline", 1000)]
    assert told(past(fresh)) == [("executing", 1000)]


def test_what_stood_on_the_counter_before_is_no_production() -> None:
    signals = said((-5, "parts", "1066"), (0, "parts", "1066"), (10, "parts", "1067"))
    assert past(signals, PRESS).produced == 1
    assert past(said((10, "parts", "1066")), PRESS).produced == 0
    days_old = said((-90_000, "parts", "1000"), (10, "parts", "1066"))
    assert past(days_old, PRESS).produced == 0


def test_a_counter_that_moved_within_three_cycles_is_executing() -> None:
    signals = said((0, "parts", "5"), (10, "parts", "6"), (20, "parts", "7"), (300, "parts", "8"))
    assert told(past(signals, PRESS, end=320)) == [
        ("minor_stop", 10),
        ("executing", 40),
        ("minor_stop", 250),
        ("executing", 20),
    ]


def test_a_rollover_and_a_reset_begin_a_new_epoch() -> None:
    signals = said(
        (0, "parts", "65534"), (10, "parts", "65535"), (20, "parts", "0"), (40, "parts", "2")
    )
    found = past(signals, PRESS)
    assert [(p.delta, p.epoch, p.kind) for p in found.production] == [
        (1, 0, "counted"),
        (1, 1, "rollover"),
        (2, 1, "counted"),
    ]
    reset = past(said((0, "parts", "500"), (60, "parts", "3"), (70, "parts", "4")), PRESS)
    assert [(p.delta, p.epoch, p.kind) for p in reset.production] == [
        (3, 1, "reset"),
        (1, 1, "counted"),
    ]


def test_noise_of_a_counter_invents_nothing() -> None:
    down = said((0, "parts", "1000"), (10, "parts", "999"), (20, "parts", "1001"))
    up = said((0, "parts", "1000"), (10, "parts", "900000"), (20, "parts", "1001"))
    for signals in (down, up):
        found = past(signals, PRESS)
        assert found.produced == 1
        assert [p.kind for p in found.production] == ["rejected", "counted"]
    unbounded = MachineMapping(counter="parts")
    assert past(down, unbounded).produced == 2  # 999 -> 1001; the way down adds nothing.


def test_a_counter_that_was_set_to_another_level_goes_on_from_there() -> None:
    signals = said(
        (0, "parts", "10"), (10, "parts", "5000"), (20, "parts", "5001"), (30, "parts", "5002")
    )
    found = past(signals, PRESS)
    assert [(p.delta, p.kind) for p in found.production] == [
        (0, "rejected"),
        (1, "first"),
        (1, "counted"),
    ]


def test_pieces_made_while_nobody_listened_are_estimated() -> None:
    signals = said((0, "parts", "10"), (10, "parts", "UNAVAILABLE"), (500, "parts", "20"))
    (step,) = past(signals, PRESS).production
    assert (step.delta, step.estimated) == (10, True)


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    assert past([], start=0, end=0).intervals == ()
    with pytest.raises(EmptyWindow):
        past([], start=10, end=0)


def test_a_reading_reports_under_one_id_whenever_it_is_seen() -> None:
    once = past(said((0, "parts", "10"), (10, "parts", "11")), PRESS).production[0]
    again = past(said((0, "parts", "10"), (10, "parts", "11.0")), PRESS).production[0]
    other = past(said((0, "parts", "10"), (10, "parts", "12"), (20, "parts", "13")), PRESS)
    assert once.report_id("M-07") == again.report_id("M-07")
    ids = {once.report_id("M-07"), once.report_id("M-08")}
    ids |= {step.report_id("M-07") for step in other.production}
    assert len(ids) == 2 + len(other.production)


SECONDS: dict[MachineState, float] = {
    "executing": 480,
    "setup": 40,
    "fault": 45,
    "minor_stop": 25,
    "idle_no_order": 40,
    "planned_off": 60,
    "maintenance": 30,
    "offline": 10,
}


def test_states_become_the_time_model_of_the_worked_example() -> None:
    found = usage(SECONDS)
    model = found.model
    assert model.production_time_s == 480
    assert (model.unit_processing_time_s, model.unit_delay_time_s) == (520, 70)
    assert (model.unit_busy_time_s, model.planned_busy_time_s) == (590, 630)
    assert (found.planned_off_s, found.maintenance_s, found.unknown_s) == (60, 30, 10)
    assert model.unassigned_s == 0


def test_what_the_standard_leaves_open_is_the_plants_choice() -> None:
    strict = UsagePolicy(
        offline_is_delay=True, minor_stops_are_delay=False, maintenance_is_planned=False
    )
    found = usage(SECONDS, strict)
    assert found.model.production_time_s == 505
    assert found.model.unit_delay_time_s == 45 + 10 + 30
    assert found.model.planned_busy_time_s == 670
    assert (found.maintenance_s, found.unknown_s) == (0, 0)


def test_states_are_cut_into_atoms_beside_shifts() -> None:
    signals = said(*ON, (0, "execution", "ACTIVE"), (600, "execution", "READY"))
    found = past(signals)
    window = kpi.Window(start=instant(0), end=instant(found.end_us))
    half = instant(found.end_us // 2)
    shifts = [
        kpi.Span(start=window.start, end=half, value="day"),
        kpi.Span(start=half, end=window.end, value="night"),
    ]
    parts = kpi.atoms(window, {"state": spans_of(found.intervals), "shift": shifts})
    assert kpi.seconds_by(parts, "shift", "state") == {
        ("day", "executing"): 500,
        ("night", "executing"): 100,
        ("night", "waiting"): 400,
    }


def test_a_mapping_is_a_document_and_an_unknown_key_an_error() -> None:
    document = {"run": {"item": "execution", "values": ["ACTIVE"]}, "counter": "parts"}
    read = msgspec.convert(document, MachineMapping)
    assert read.run == MILL.run
    with pytest.raises(msgspec.ValidationError, match="colour"):
        msgspec.convert({**document, "colour": "red"}, MachineMapping)
