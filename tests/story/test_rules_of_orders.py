"""What the ISA-95 chapter says of job orders (sections 4 and 7): guards, limits, quantities.

Every guard is tried from both sides: refused, and accepted when only its cause is gone.
"""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from taktline.base.ids import derived_id
from taktline.platform.command import Grant, Principal
from taktline.store import Store
from tests.ledger_fixtures import SITE
from tests.story.plant import LEAD, Plant, cause, code_of, step, told

pytestmark = [pytest.mark.anyio, pytest.mark.worked_example]
REPORT = "kernel.report_operation"
START, END = "kernel.start_job_order", "kernel.complete_job_order"
CUT = {"sequence": 10, "name": "Cut"}
PACK = {"sequence": 20, "name": "Pack"}
BURR = {"defect_code": "burr"}


@pytest.fixture(scope="module")
async def plant(store: Store, module_tenant: str) -> Plant:
    plant = Plant(store, module_tenant)
    await plant.set_up(("WH1", "store"), ("WH2", "store"), ("L1", "line_side"))
    return plant


async def tried(plant: Plant, verb: str, **body: object) -> str:
    """Give a command and say how it went."""
    return code_of(await plant.give(LEAD, verb, **body))


async def status(plant: Plant, job: str) -> object:
    return (await plant.rows("SELECT status FROM job_order WHERE code = %s", job))[0][0]


async def test_released_needs_a_released_route_and_more_than_nothing(plant: Plant) -> None:
    await plant.do("master", "kernel.create_work_master", code="R-1", operations=[CUT])
    draft = {"site": "F1", "material": "SCREW", "ordered": "5"}
    for_master = {**draft, "code": "RE", "work_master": "R-1"}
    assert await tried(plant, "kernel.create_work_order", **for_master) == "not-released"
    nothing = {**draft, "code": "RE", "ordered": "0", "operations": [CUT]}
    assert await tried(plant, "kernel.create_work_order", **nothing) == "bad-work-order"
    await plant.do("active", "kernel.release_work_master", work_master="R-1", expected_version=1)
    await plant.do("re", "kernel.create_work_order", **for_master)
    await plant.do("re out", "kernel.release_work_order", work_order="RE")
    assert await status(plant, "RE-10") == "dispatched"


async def test_running_waits_for_what_comes_before_until_that_has_ended(plant: Plant) -> None:
    """A start needs one whole transfer batch of 100, or the end of the operation before."""
    await plant.order("RU", "200", {**CUT, "transfer_batch": "100"}, PACK, under_limit="0.6")
    assert await tried(plant, START, job_order="RU-20") == "predecessor-open"
    await plant.do("ru start", START, job_order="RU-10")
    await plant.do("ru 99", REPORT, job_order="RU-10", good="99")
    assert await tried(plant, START, job_order="RU-20") == "predecessor-open"
    await plant.do("ru end", END, job_order="RU-10")
    assert await tried(plant, START, job_order="RU-20") == "accepted"


@pytest.mark.parametrize(
    ("kind", "may_start"),
    [
        ("finish_start", [False, False, True]),
        ("start_start", [False, True, True]),
        ("overlap", [True, True, True]),
        ("alternative", [True, True, True]),
    ],
)
async def test_four_ways_to_wait_for_an_operation_before(
    plant: Plant, kind: str, may_start: list[bool]
) -> None:
    """Section 3: for its end, for its start, for its pieces only, or not at all.

    Tried before it has begun, while it runs, and when it has ended.
    """
    code = f"DP-{kind}"
    after = {**PACK, "dependencies": [{"predecessor": 10, "type": kind}]}
    await plant.order(code, "5", CUT, after, under_limit="1")
    waits = {"job_order": f"{code}-20", "dry_run": True}
    may = [await tried(plant, START, **waits) == "accepted"]
    await plant.do(f"{code} start", START, job_order=f"{code}-10")
    may.append(await tried(plant, START, **waits) == "accepted")
    await plant.do(f"{code} end", END, job_order=f"{code}-10", reason="enough")
    may.append(await tried(plant, START, **waits) == "accepted")
    assert may == may_start


async def test_held_needs_an_alert_suspended_a_reason_and_both_go_on(plant: Plant) -> None:
    await plant.order("HE", "5", CUT)
    await plant.do("he start", START, job_order="HE-10")
    job = {"job_order": "HE-10"}
    hold, pause = "kernel.hold_job_order", "kernel.pause_job_order"
    assert await tried(plant, hold, **job, reason="noise") == "shape-refused"
    assert await tried(plant, pause, **job, reason=" ") == "reason-missing"
    assert await tried(plant, hold, **job, reason="noise", alert="machine") == "accepted"
    assert await status(plant, "HE-10") == "held"
    alerts = "SELECT kind FROM work_alert a JOIN job_order j ON j.id = a.job_order "
    assert await plant.rows(alerts + "WHERE j.code = 'HE-10'") == [("machine",)]
    await plant.do("he on", "kernel.release_held_job_order", **job, reason="tightened")
    assert await tried(plant, pause, **job, reason="lunch") == "accepted"
    assert await status(plant, "HE-10") == "suspended"
    assert await tried(plant, REPORT, **job, good="1") == "not-running"
    await plant.do("he resume", "kernel.resume_job_order", **job)
    assert await tried(plant, REPORT, **job, good="1") == "accepted"


async def test_completed_needs_every_piece_to_have_gone_somewhere(plant: Plant) -> None:
    await plant.order("CO", "5", step(10, "Cut"), step(20, "Pack"), under_limit="0.5")
    await plant.do("co cut", REPORT, job_order="CO-10", good="5")
    await plant.do("co some", REPORT, job_order="CO-20", good="4")
    assert await tried(plant, END, job_order="CO-20") == "pieces-left"
    await plant.do("co lost", REPORT, job_order="CO-20",
                   defects=[{"quantity": "1", **BURR}])  # fmt: skip
    await plant.do("co 10", END, job_order="CO-10")
    assert await tried(plant, END, job_order="CO-20") == "accepted"


async def test_closed_needs_nothing_left_to_be_judged_and_is_final(plant: Plant) -> None:
    close = "kernel.close_work_order"
    await plant.order("CL", "5", step(10, "Cut"), under_limit="0.5")
    await plant.do("cl cut", REPORT, job_order="CL-10", good="4",
                   defects=[{"quantity": "1", **BURR}])  # fmt: skip
    await plant.do("cl ended", END, job_order="CL-10")
    assert await tried(plant, close, work_order="CL") == "pieces-left"
    verdict = {"quantity": "1", "verdict": "scrap", **BURR}
    await plant.do("cl judged", "kernel.judge_defective", job_order="CL-10", **verdict)
    reopen = {"job_order": "CL-10", "reason": "one more"}
    assert await tried(plant, "kernel.reopen_job_order", **{**reopen, "reason": " "}) == (
        "reason-missing"
    )
    await plant.do("cl reopened", "kernel.reopen_job_order", **reopen)
    await plant.do("cl ended again", END, job_order="CL-10")
    assert await tried(plant, close, work_order="CL") == "accepted"
    final = await plant.refused("cl final", "kernel.reopen_job_order", **reopen)
    assert (final.code, final.values["legal"]) == ("illegal-step", ["-"])


async def test_aborted_needs_what_is_there_returned_or_scrapped(plant: Plant) -> None:
    await plant.order("AB", "5", step(10, "Cut"), step(20, "Pack"))
    await plant.do("ab cut", REPORT, job_order="AB-10", good="5")
    abort = {"job_order": "AB-20", "reason": "no longer wanted"}
    assert await tried(plant, "kernel.abort_job_order", **abort) == "pieces-left"
    scrap = [{"quantity": "5", **BURR, "outcome": "scrap"}]
    await plant.do("ab scrap", REPORT, job_order="AB-20", defects=scrap)
    assert await tried(plant, "kernel.abort_job_order", **abort) == "accepted"
    assert await status(plant, "AB-20") == "aborted"


async def test_cancelled_is_only_what_nothing_was_reported_of(plant: Plant) -> None:
    for code in ("CA", "CB"):
        await plant.order(code, "5", step(10, "Cut"))
    cancel = {"reason": "customer withdrew"}
    await plant.do("cb cut", REPORT, job_order="CB-10", good="1")
    begun = await plant.refused("cb", "kernel.cancel_work_order", work_order="CB", **cancel)
    assert begun.code == "already-worked"
    await plant.do("ca", "kernel.cancel_work_order", work_order="CA", **cancel)
    assert await status(plant, "CA-10") == "cancelled"


async def test_an_illegal_step_names_the_legal_commands(plant: Plant) -> None:
    await plant.order("IL", "5", CUT)
    wrong = await plant.refused("il", "kernel.resume_job_order", job_order="IL-10")
    assert wrong.code == "illegal-step"
    assert "kernel.start_job_order" in wrong.values["legal"]  # type: ignore[operator]  # a list


async def test_the_input_of_an_operation_is_the_sum_of_where_its_pieces_are(plant: Plant) -> None:
    """input = good + repaired + scrap + rework + sample + held + defective + missing - found."""
    await plant.order("EQ", "100", step(10, "Cut"), step(20, "Bore", count_tolerance="5"),
                      step(30, "Pack"))  # fmt: skip
    await plant.do("eq cut", REPORT, job_order="EQ-10", good="100")
    defects = [
        {"quantity": "4", **BURR, "outcome": "scrap"}, {"quantity": "3", **BURR},
        {"quantity": "6", **BURR, "outcome": "rework"}, {"quantity": "2", **BURR,
                                                         "outcome": "repaired"},
    ]  # fmt: skip
    await plant.do("eq bore", REPORT, job_order="EQ-20", good="60", sample="5", defects=defects,
                   missing="2", missing_reason="count")  # fmt: skip
    await plant.do("eq one", REPORT, job_order="EQ-20", found="1", found_reason="count")
    job = "SELECT good, repaired, scrap, rework, sample, missing, found FROM job_order "
    assert await plant.rows(job + "WHERE code = 'EQ-20'") == [(60, 2, 4, 6, 5, 2, 1)]
    held, defective = await plant.held("wip:EQ-20"), await plant.held("defective:EQ-20")
    assert [held, defective] == [19, 3]
    assert 60 + 2 + 4 + 6 + 5 + held + defective + 2 - 1 == 100
    assert await plant.held("wip:EQ-30") == 60 + 2  # Repaired pieces move on like good ones.
    now = datetime.now(UTC)
    page = await plant.ask("cockpit.yields", work_order="EQ", since=now - timedelta(days=1),
                           until=now + timedelta(days=1))  # fmt: skip
    bad = 4 + 3 + 6 + 2  # Repaired ones are out of the first pass; defective ones at once.
    assert told(page, "sequence", "inspected", "bad", "first_pass")[1] == (
        20, 60 + 5 + bad, bad, 60 / (60 + 5 + bad),
    )  # fmt: skip


async def test_a_child_takes_ordered_pieces_and_leaves_what_was_reported(plant: Plant) -> None:
    """parent.ordered -= q; allowed until held; merged only while nobody has begun the child."""
    await plant.order("SM", "100", step(10, "Cut"), step(20, "Pack"))
    split = {"job_order": "SM-10", "quantity": "30"}
    await plant.do("sm cut", REPORT, job_order="SM-10", good="40")
    await plant.do("sm split", "kernel.split_job_order", **split)
    rows = "SELECT code, ordered, good FROM job_order WHERE sequence = 10 AND code LIKE %s ORDER BY"
    assert await plant.rows(rows + " code", "SM-10%") == [("SM-10", 70, 40), ("SM-10.1", 30, 0)]
    more = await plant.refused("sm more", "kernel.split_job_order", job_order="SM-10",
                               quantity="31")  # fmt: skip
    assert more.code == "not-divisible"
    await plant.do("sm child", REPORT, job_order="SM-10.1", good="1")
    begun = {"job_order": "SM-10.1", "into": "SM-10"}
    refused = await plant.refused("sm begun", "kernel.merge_job_orders", **begun)
    assert refused.code == "not-siblings"
    await plant.do("sm other", "kernel.split_job_order", job_order="SM-20", quantity="10")
    await plant.do("sm merge", "kernel.merge_job_orders", job_order="SM-20.1", into="SM-20")
    assert await plant.rows(rows.replace("10 AND", "20 AND") + " code", "SM-20") == [
        ("SM-20", 100, 0)
    ]


async def test_what_happened_is_dated_at_most_five_minutes_ahead(plant: Plant) -> None:
    """occurred <= recorded + 5 min: a clock may run ahead a little, never into tomorrow."""
    await plant.order("FM", "5", step(10, "Cut"))
    now = datetime.now(UTC)
    said = {"job_order": "FM-10", "good": "1"}
    late = (now + timedelta(minutes=7)).isoformat()
    assert await tried(plant, REPORT, **said, occurred_at=late) == "clock-ahead"
    soon = (now + timedelta(minutes=3)).isoformat()
    assert await tried(plant, REPORT, **said, occurred_at=soon) == "accepted"


async def test_the_same_command_twice_is_one_effect_and_one_answer(plant: Plant) -> None:
    await plant.order("ID", "5", step(10, "Cut"))
    first = await plant.do("id", REPORT, job_order="ID-10", good="2")
    again = await plant.do("id", REPORT, job_order="ID-10", good="2")
    assert again == msgspec.structs.replace(first, repeated=True)
    other = await plant.refused("id", REPORT, job_order="ID-10", good="3")
    assert other.code == "id-reused"
    assert await plant.held("finished:ID") == 2


async def test_a_correction_keeps_the_person_and_needs_no_undoing_of_what_came_after(
    plant: Plant,
) -> None:
    """10 were reported and 6 worked on; 8 is possible, 5 is not, and the first stays reversed."""
    await plant.order("CR", "20", step(10, "Cut"), step(20, "Pack"))
    for code, name in (("SUN", "Sun"), ("QIAN", "Qian")):
        await plant.row("person", id=derived_id("test", code), code=code, name=name, site=SITE)
    shared = [{"person": "SUN"}, {"person": "QIAN"}]
    await plant.do("cr cut", REPORT, job_order="CR-10", good="10", persons=shared)
    await plant.do("cr pack", REPORT, job_order="CR-20", good="6")
    fix = {"report": cause("cr cut"), "reason": "counted again"}
    lower = await plant.refused("cr 5", "kernel.correct_report", **fix, good="5")
    assert lower.code in ("shortage", "backdated-shortage")
    await plant.do("cr 8", "kernel.correct_report", **fix, good="8")
    assert await plant.held("wip:CR-20") == 2
    assert await plant.moves("cr 8") == [
        "wip:CR-20 -> wip:CR-10 | - | 10 | -",
        "wip:CR-10 -> transform:CR-10 | - | 10 | -",
        "transform:CR-10 -> wip:CR-10 | - | 8 | -",
        "wip:CR-10 -> wip:CR-20 | - | 8 | -",
    ]
    pieces = """SELECT sum(s.quantity * r.sign) FROM job_response r JOIN person_share s
        ON s.job_response = coalesce(r.reverses, r.id) JOIN person p ON p.id = s.person
        WHERE r.kind = 'report' AND p.code IN ('SUN', 'QIAN') GROUP BY p.code"""
    assert await plant.rows(pieces) == [(4,), (4,)]
    twice = await plant.refused("cr twice", "kernel.correct_report", **fix, good="9")
    assert twice.code in ("already-reversed", "nothing-to-reverse")


async def test_a_correction_may_reach_a_place_where_nothing_stood_before(plant: Plant) -> None:
    """Three were reported as scrap; two of them were good and go to an operation still empty."""
    await plant.order("CN", "5", step(10, "Cut"), step(20, "Pack"))
    await plant.do("cn scrap", REPORT, job_order="CN-10",
                   defects=[{"quantity": "3", **BURR, "outcome": "scrap"}])  # fmt: skip
    bad = [{"quantity": "1", "defect_code": "crack", "outcome": "scrap"}]
    await plant.do("cn right", "kernel.correct_report", report=cause("cn scrap"), good="2",
                   defects=bad, reason="looked again")  # fmt: skip
    assert await plant.held("wip:CN-20") == 2
    assert await plant.held("scrap:crack") == 1


async def test_what_three_did_together_is_shared_to_the_last_piece_and_second(
    plant: Plant,
) -> None:
    """10 pieces in 3 601 s by three: 4, 3 and 3 pieces; the seconds too sum exactly."""
    for code in ("LI", "WANG", "ZHAO"):
        await plant.row("person", id=derived_id("test", code), code=code, name=code, site=SITE)
    await plant.order("PS", "10", step(10, "Cut"))
    names = [{"person": code} for code in ("LI", "WANG", "ZHAO")]
    await plant.do("ps", REPORT, job_order="PS-10", good="10", labor_s="3601", persons=names)
    shares = """FROM person_share s JOIN job_response r ON r.id = s.job_response
        WHERE r.cause = %s"""
    rows = await plant.rows(f"SELECT s.quantity {shares} ORDER BY 1 DESC", cause("ps"))
    assert [row[0] for row in rows] == [4, 3, 3]
    sums = await plant.rows(f"SELECT sum(s.labor_s), sum(s.share) {shares}", cause("ps"))
    assert sums == [(3601, 1)]


async def test_a_first_article_lets_nothing_pass_before_it_and_then_goes_on_as_good(
    plant: Plant,
) -> None:
    """The sample creates its inspection; the job keeps running; a failed one is held."""
    for code, decision, why in (("FP", "accept", None), ("FF", "reject", "too wide")):
        await plant.order(code, "5", step(10, "Cut", first_article="1"), PACK)
        job = {"job_order": f"{code}-10"}
        await plant.do(f"{code} sample", REPORT, **job, sample="1", inspection=f"{code}-FA")
        assert await tried(plant, REPORT, **job, good="1") == "first-article-open"
        assert await tried(plant, REPORT, **job, sample="1") == "first-article-open"
        assert await status(plant, f"{code}-10") == "running"
        await plant.do(f"{code} judged", "quality.decide_inspection", inspection=f"{code}-FA",
                       decision=decision, reason=why)  # fmt: skip
    assert await plant.held("wip:FP-20") == 1
    assert await tried(plant, REPORT, job_order="FP-10", good="1") == "accepted"
    assert await status(plant, "FF-10") == "held"
    assert await plant.held("defective:FF-10") == 1


async def test_a_sample_used_up_by_its_test_stays_a_sample_and_makes_room_for_the_next(
    plant: Plant,
) -> None:
    """One of two is broken in the test and the other passes; then one is broken, one is bad."""
    await plant.order("SU", "9", step(10, "Cut", first_article="2"), PACK)
    job = {"job_order": "SU-10"}
    await plant.do("su first", REPORT, **job, sample="2", inspection="SU-FA1")
    await plant.do("su 1", "quality.decide_inspection", inspection="SU-FA1", decision="accept",
                   parts=[{"lot": "-", "accepted": "1", "destroyed": "1"}])  # fmt: skip
    counts = "SELECT good, sample, scrap, defective FROM job_order WHERE code = 'SU-10'"
    assert await plant.rows(counts) == [(1, 1, 0, 0)]
    await plant.do("su again", "kernel.require_first_article", **job, quantity="2")
    await plant.do("su second", REPORT, **job, sample="2", inspection="SU-FA2")
    await plant.do("su 2", "quality.decide_inspection", inspection="SU-FA2", decision="reject",
                   reason="cracked",
                   parts=[{"lot": "-", "rejected": "1", "destroyed": "1"}])  # fmt: skip
    assert await plant.rows(counts) == [(1, 2, 0, 1)]
    assert await plant.held("wip:SU-FA2") == 0
    assert await plant.held("scrap:test") == 2


async def test_of_five_samples_two_return_one_is_used_up_and_two_are_kept_as_proof(
    plant: Plant,
) -> None:
    """Ledger chapter, section 2, line 11: returned ones go on, retained ones to a store."""
    labor = {"planned_labor_s": "540", "labor_rate": "60"}
    await plant.order("KP", "9", step(10, "Cut", **labor), PACK, costing="standard")
    await plant.do("kp sample", REPORT, job_order="KP-10", good="4", sample="5",
                   inspection="KP-Q")  # fmt: skip
    part = {"lot": "-", "accepted": "2", "destroyed": "1", "retained": "2"}
    decided = {"inspection": "KP-Q", "decision": "accept", "parts": [part]}
    nowhere = await plant.refused("kp nowhere", "quality.decide_inspection", **decided)
    assert (nowhere.code, nowhere.at) == ("unknown-place", "/retained_at")
    await plant.do("kp", "quality.decide_inspection", **decided, retained_at="WH1")
    assert await plant.moves("kp") == [
        "wip:KP-Q -> wip:KP-20 | - | 2 | -",
        "wip:KP-Q -> transform:KP-Q | - | 1 | -",
        "transform:KP-Q -> scrap:test | - | 1 | 9.00",
        "wip:KP-Q -> transform:KP-Q | - | 2 | -",
        "transform:KP-Q -> WH1 | - | 2 | 18.00",
    ]
    counts = "SELECT good, sample, scrap FROM job_order WHERE code = 'KP-10'"
    assert await plant.rows(counts) == [(6, 3, 0)]


async def test_goods_broken_in_the_incoming_test_leave_with_their_value(plant: Plant) -> None:
    """Of 10 kg for 50.00 two are broken in the test: 10.00 goes to `scrap:test`; one is kept."""
    await plant.execute("UPDATE material SET inspected = true WHERE code = 'PLATE'")
    line = {"material": "PLATE", "place": "WH1", "lot": "IN", "quantity": "10", "amount": "50"}
    await plant.do("in", "inventory.receive_material", site="F1", supplier="S1", lines=[line],
                   inspection="IQ-IN")  # fmt: skip
    await plant.do("in ok", "quality.decide_inspection", inspection="IQ-IN", decision="accept",
                   parts=[{"lot": "IN", "accepted": "7", "destroyed": "2", "retained": "1"}],
                   retained_at="WH2")  # fmt: skip
    assert sorted(await plant.moves("in ok")) == [
        "WH1!quarantine -> WH1 | IN | 7 | 35.00",
        "WH1!quarantine -> WH2!quarantine | IN | 1 | 5.00",
        "WH1!quarantine -> scrap:test | IN | 2 | 10.00",
    ]


async def test_another_shift_or_a_new_set_up_asks_for_a_first_article_anew(plant: Plant) -> None:
    """Gate key: work unit, shift, tool; a pause alone opens nothing and shuts nothing."""
    await plant.order("GK", "9", step(10, "Cut", first_article="1"), PACK)
    job = {"job_order": "GK-10"}

    async def first_article(code: str) -> None:
        await plant.do(f"{code} more", REPORT, **job, sample="1", inspection=code)
        await plant.do(f"{code} ok", "quality.decide_inspection", inspection=code,
                       decision="accept")  # fmt: skip

    async def again(label: str, **key: str) -> str:
        await plant.do(f"{label} pause", "kernel.pause_job_order", **job, reason="shift ends")
        await plant.do(f"{label} resume", "kernel.resume_job_order", **job, **key)
        return await tried(plant, REPORT, **job, good="1")

    await first_article("GK-FA1")
    assert await again("gk same") == "accepted"
    assert await again("gk night", first_article_key="PRESS-1 NIGHT") == "first-article-open"
    await first_article("GK-FA2")
    assert await again("gk night 2", first_article_key="PRESS-1 NIGHT") == "accepted"
    asked = {"job_order": "GK-10", "quantity": "1"}
    assert await tried(plant, "kernel.require_first_article", **asked) == "accepted"
    assert await tried(plant, REPORT, **job, good="1") == "first-article-open"
    assert await tried(plant, "kernel.require_first_article", **asked) == "first-article-stands"
    await first_article("GK-FA3")
    assert await tried(plant, REPORT, **job, good="1") == "accepted"
    assert await plant.held("wip:GK-20") == 6


async def test_a_later_edit_of_the_route_never_reaches_what_was_released(plant: Plant) -> None:
    await plant.do("sn route", "kernel.create_work_master", code="SN", route="Cut->Check")
    await plant.do("sn valid", "kernel.release_work_master", work_master="SN", expected_version=1)
    await plant.order("SN-1", "1", work_master="SN")
    before = await plant.rows(
        "SELECT operation FROM job_order WHERE code LIKE %s ORDER BY 1", "SN-1-%"
    )
    await plant.do("sn revise", "kernel.revise_work_master", work_master="SN")
    await plant.do("sn drill", "kernel.change_work_master", work_master="SN", expected_version=1,
                   route="Cut->Drill->Check")  # fmt: skip
    await plant.do("sn anew", "kernel.release_work_master", work_master="SN", expected_version=2)
    await plant.order("SN-2", "1", work_master="SN")
    after = "SELECT operation FROM job_order WHERE code LIKE %s ORDER BY 1"
    assert await plant.rows(after, "SN-1-%") == before == [("Check",), ("Cut",)]
    assert await plant.rows(after, "SN-2-%") == [("Check",), ("Cut",), ("Drill",)]


async def test_a_worker_leaves_defects_to_be_judged_and_corrects_himself_for_15_minutes(
    plant: Plant,
) -> None:
    """Shop-floor chapter, section 3: scrap and rework directly are a right; so is a late fix."""
    needs = ("job_order:report",)
    worker = Principal(id=derived_id("user", "Li"), name="Li",
                       grants=tuple(Grant(needs=one) for one in needs))  # fmt: skip
    await plant.order("WK", "20", step(10, "Cut"))
    job: dict[str, object] = {"job_order": "WK-10", "good": "3"}
    bad = {"quantity": "1", **BURR}
    scrap = await plant.give(worker, REPORT, **job, defects=[{**bad, "outcome": "scrap"}])
    assert code_of(scrap) == "may-not-judge"
    assert code_of(await plant.give(worker, REPORT, **job, defects=[bad])) == "accepted"
    assert await plant.held("defective:WK-10") == 1
    assert await tried(plant, REPORT, **job, defects=[{**bad, "outcome": "scrap"}]) == "accepted"
    for label, minutes, outcome in (("young", 14, "accepted"), ("old", 16, "may-not-correct")):
        await plant.give(worker, REPORT, id=cause(label), **job)
        await plant.execute(
            "UPDATE command SET recorded_at = recorded_at - make_interval(mins => %s) "
            "WHERE id = %s", minutes, cause(label),
        )  # fmt: skip
        fix = {"report": cause(label), "good": "2", "reason": "counted again"}
        fixed = await plant.give(worker, "kernel.correct_report", **fix)
        assert code_of(fixed) == outcome


async def test_everything_above_leaves_the_ledger_proved(plant: Plant) -> None:
    assert await plant.proved()
