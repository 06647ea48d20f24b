"""A simulated plant: what was booked is what really happened - and where not, the score says so."""

from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from taktline.api.runtime import Runtime
from taktline.base.ids import uuid7
from taktline.plants.seeded.run import PACKAGE as SEEDED
from taktline.plants.sheets import NoPlant, plant_folder
from taktline.plants.simulated.run import PACKAGE, simulate
from taktline.plants.simulated.scenario import (
    SCENARIO,
    BadScenario,
    Fault,
    FaultKind,
    Scenario,
    Shift,
    read_scenario,
)
from taktline.plants.simulated.score import Score, compare
from taktline.plants.simulated.truth import LAST_PIECE_S, Span, states_of, truth_of

pytestmark = pytest.mark.anyio
LATHES = plant_folder(PACKAGE, "lathes")
FAULTS = [
    Fault(kind="duplicates", at="08:10", for_s=1_200),
    Fault(kind="late_data", at="08:40", for_s=300),
    Fault(kind="counter_reset", at="09:05"),
    Fault(kind="machine_down", at="09:15", for_s=400),
    Fault(kind="power_cut", at="09:40", for_s=300),
    Fault(kind="wrong_lot", at="09:00"),
    Fault(kind="miscount", at="09:30", by=1, for_s=600),
    Fault(kind="offline_queue", at="10:20", for_s=2_400),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the plant with a tenant of its own."""
    return own_tenant(LATHES, "lathes", tmp_path)


def own_tenant(folder: Traversable, name: str, place: Path) -> Path:
    """Keep a plant at a place with a tenant nobody else's test founds."""
    sheet = (folder / "plant.yaml").read_text(encoding="utf-8")
    renamed = sheet.replace(f"code: {name},", f"code: sim{uuid7().hex[-12:]},")
    assert renamed != sheet
    (place / "plant.yaml").write_text(renamed, encoding="utf-8")
    return place


def short(*faults: Fault) -> Scenario:
    """Return a morning of one lathe."""
    whole = read_scenario(LATHES)
    return msgspec.structs.replace(
        whole,
        shift=Shift(begins="08:00", ends="11:00"),
        machines=whole.machines[:1],
        faults=list(faults),
    )


async def morning(runtime: Runtime, folder: Path, *faults: Fault) -> Score:
    return await simulate(runtime, folder, days=1, script=short(*faults))


async def test_through_a_bad_morning_every_piece_and_second_is_booked_as_it_was(
    runtime: Runtime, folder: Path
) -> None:
    score = await morning(runtime, folder, *FAULTS)
    assert score.surprises == []
    assert [one.what for one in score.pieces if not one.agrees] == []
    assert [one.what for one in score.stock if not one.agrees] == []
    assert [(one.wrong_s, one.wrong) for one in score.states] == [(0, [])]
    assert score.states[0].unheard_s == 300
    assert score.states[0].right_s == 7 * 3600 - 300
    told = {one.kind: one.flagged for one in score.faults}
    for kind in ("counter_reset", "machine_down", "power_cut", "wrong_lot", "miscount"):
        assert told[kind] == 1, kind
    assert score.ledger_ok
    assert score.is_perfect
    assert score.percent == 100


@pytest.mark.parametrize("name", ["machining", "coating", "builder", "hub_motors"])
async def test_every_seeded_plant_goes_through_a_bad_morning_and_books_what_was(
    runtime: Runtime, tmp_path: Path, name: str
) -> None:
    folder = plant_folder(PACKAGE, name, file=SCENARIO)
    whole = read_scenario(folder)
    if name != "hub_motors":  # the demo's plant is made by its own code, in no other test's tenant
        place = own_tenant(plant_folder(SEEDED, name), name, tmp_path)
        whole = msgspec.structs.replace(whole, plant=str(place))
    kinds = {fault.kind for fault in whole.faults}
    assert kinds == set(get_args(FaultKind)) - {"lost_report"}
    begins = f"{whole.shift.begins[:2]}:00"
    script = msgspec.structs.replace(
        whole,
        shift=Shift(begins=begins, ends="11:00"),
        machines=whole.machines[:1],
        bench=msgspec.structs.replace(whole.bench, every_s=1_800),
        faults=FAULTS,
    )
    score = await simulate(runtime, folder, days=1, script=script)
    assert score.surprises == []
    assert [one.what for one in (*score.pieces, *score.stock) if not one.agrees] == []
    assert [(one.wrong_s, one.wrong) for one in score.states] == [(0, [])]
    assert {one.kind for one in score.faults if one.flagged == 0} == set()
    assert score.is_perfect


async def test_what_no_counter_knows_any_more_is_told_by_hand_and_a_refused_count_again(
    runtime: Runtime, folder: Path
) -> None:
    score = await morning(
        runtime,
        folder,
        Fault(kind="line_cut", at="08:10", for_s=1_200),
        Fault(kind="power_cut", at="08:20", for_s=120),  # within it: the counter forgets
        Fault(kind="miscount", at="09:00", by=9, for_s=600),  # so many never came to the bench
    )
    assert score.surprises == []
    assert {one.kind: one.flagged for one in score.faults}["miscount"] == 1
    assert score.is_perfect


def test_pieces_a_counter_forgot_while_nobody_heard_it_are_known_to_the_truth() -> None:
    cut = Fault(kind="line_cut", at="09:10", for_s=1_200)
    whole = truth_of(short(cut), "Asia/Shanghai", 1).machines["LATHE-1"][0]
    assert whole.lost == []  # the counter goes on and tells when the line is back
    power = Fault(kind="power_cut", at="09:20", for_s=120)
    turned = truth_of(short(cut, power), "Asia/Shanghai", 1).machines["LATHE-1"][0]
    [(begin, end)] = turned.gaps
    unheard = sum(begin <= piece < end for piece in turned.pieces)
    assert [pieces for _, pieces in turned.lost] == [unheard]


def test_who_is_held_up_works_on_until_the_last_piece_is_counted() -> None:
    script = short(Fault(kind="machine_down", at="10:25", for_s=5_400))
    turned = truth_of(script, "Asia/Shanghai", 1).machines["LATHE-1"][0]
    assert turned.job_until_s - turned.pieces[-1] >= LAST_PIECE_S


async def test_a_report_that_never_arrives_costs_points(runtime: Runtime, folder: Path) -> None:
    score = await morning(runtime, folder, Fault(kind="lost_report", at="09:00"))
    assert not score.is_perfect
    assert score.percent < 100
    lost = {one.what.split(" ")[0][-3:] for one in score.pieces if not one.agrees}
    assert lost == {"-20"}, "only what the bench did not report is missing"
    assert [one.wrong_s for one in score.states] == [0]


def test_a_second_told_wrongly_costs_points_and_an_unheard_one_does_not() -> None:
    really = [Span(start_s=0, end_s=60, state="executing")]
    heard = [
        Span(start_s=0, end_s=20, state="executing"),
        Span(start_s=20, end_s=60, state="offline"),
    ]
    told = [*heard[:1], Span(start_s=20, end_s=50, state="offline")]
    fault = Span(start_s=50, end_s=60, state="fault")
    score = compare("M", [*told, fault], really=really, heard=heard)
    assert (score.right_s, score.unheard_s, score.wrong_s) == (20, 30, 10)
    assert compare("M", heard, really=really, heard=heard).wrong_s == 0
    assert compare("M", really, really=really, heard=heard).right_s == 60
    assert compare("M", [], really=really, heard=heard).wrong_s == 60


def test_the_truth_follows_from_the_seed_and_its_states_have_no_gap() -> None:
    once, twice = (truth_of(short(*FAULTS), "Europe/Berlin", 2) for _ in range(2))
    assert (once.machines, once.handed) == (twice.machines, twice.handed)
    other = msgspec.structs.replace(short(*FAULTS), seed=1)
    assert truth_of(other, "Europe/Berlin", 2).machines != once.machines
    spans = states_of(once.machines["LATHE-1"], once.start_s, once.end_s, as_heard=True)
    assert spans[0].start_s == once.start_s
    assert spans[-1].end_s == once.end_s
    assert all(a.end_s == b.start_s for a, b in pairwise(spans))


def test_a_scenario_that_names_no_machine_of_the_plant_is_refused(tmp_path: Path) -> None:
    text = (LATHES / "scenario.yaml").read_text(encoding="utf-8")
    wrong = text.replace("machine: LATHE-3, at", "machine: LATHE-9, at")
    (tmp_path / "scenario.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(BadScenario, match="no machine LATHE-9"):
        read_scenario(tmp_path)
    with pytest.raises(NoPlant, match="lathes"):
        plant_folder(PACKAGE, "nowhere")
