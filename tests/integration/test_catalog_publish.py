"""Apps on a real server: documents come into force with tables, commands and lists at once."""

import asyncio
from uuid import UUID

import msgspec
import pytest

from taktline.base.ids import uuid7
from taktline.base.problem import Problem, Several
from taktline.catalog.catalogs import Catalogs
from taktline.catalog.folder import plan_of
from taktline.catalog.request import RecordsPage, RecordsRequest
from taktline.platform.clock import SystemClock
from taktline.platform.command import Grant
from taktline.platform.door import Door
from taktline.platform.envelope import Answer
from taktline.platform.identity.access import FieldRule, RoleGrant
from taktline.platform.judge import Desk
from taktline.store import Store
from tests.catalog_office import REGISTRY, SYSTEM, Office

pytestmark = pytest.mark.anyio

APP = """
app: gauges
label: {en: Gauges, zh: 量具}
version: 1.0.0
"""
CALIBRATION = """
entity: calibration
label: {en: Calibration, zh: 校准}
note: One check of one gauge.
key: [code]
title: code

fields:
  code: {type: running_number, number_rule: "CAL-{yyyy}-{0001}", label: {en: Number, zh: 编号}}
  gauge: {type: link, to: physical_asset, required: true, label: {en: Gauge, zh: 量具}}
  maker: {type: lookup, through: gauge, field: maker, label: {en: Maker, zh: 制造商}}
  done_on: {type: date, required: true, label: {en: Done on, zh: 日期}}
  measured: {type: quantity, required: true, label: {en: Measured, zh: 测量值}}
  nominal: {type: number, required: true, unit: mm, label: {en: Nominal, zh: 标称值}}
  deviation: {type: number, unit: mm, formula: measured - nominal, label: {en: Deviation, zh: 偏差}}
  result:
    type: option
    required: true
    default: 'if abs(measured - nominal) <= 0.1 then "passed" else "failed"'
    label: {en: Result, zh: 结果}
    options:
      passed: {label: {en: Passed, zh: 合格}}
      failed: {label: {en: Failed, zh: 不合格}}
  remark: {type: text, required_when: result = "failed", label: {en: Remark, zh: 备注}}
  paid: {type: money, label: {en: Paid, zh: 费用}}
  took: {type: duration, label: {en: Took, zh: 用时}}
  points:
    type: subform
    label: {en: Points, zh: 测点}
    fields:
      position: {type: number, required: true, min: "0", label: {en: Position, zh: 位置}}
      reading: {type: number, required: true, label: {en: Reading, zh: 读数}}

checks:
  enough-points:
    holds: count(points) = 0 or count(points) >= 2
    title: {en: "{gauge}: one point is no calibration.", zh: "{gauge}:至少两个测点。"}
    at: /points
"""
LIMITED = "      limited: {label: {en: Limited, zh: 限用}}"
OVERLAY = """
overlay: gauge-fields
entity: physical_asset

fields:
  next_due: {type: date, label: {en: Next calibration, zh: 下次校准}}
  grade:
    type: option
    label: {en: Grade, zh: 等级}
    options:
      a: {label: {en: A, zh: A}}
      b: {label: {en: B, zh: B}}
labels:
  maker: {en: Brand, zh: 品牌}
checks:
  due-has-grade:
    holds: x_next_due = null or x_grade != null
    title: {en: A gauge that is calibrated has a grade., zh: 需校准的量具须有等级。}
    at: /x_grade
"""


class Design(Office):
    """An office whose tenant has documents of its own."""

    def __init__(self, store: Store, tenant: str) -> None:
        super().__init__(store, tenant)
        self.catalogs = Catalogs(store, SYSTEM, clock=SystemClock())
        registry = msgspec.structs.replace(REGISTRY, of_tenant=self.catalogs)
        self.door = Door(store, Desk(registry=registry, compiled=self.catalogs))

    async def publish(self, **texts: str) -> Answer:
        """Publish an app's documents, given by `kind__name`."""
        outcome = await self.ask("catalog.publish_app", app="gauges", documents=documents(**texts))
        assert isinstance(outcome, Answer), outcome
        return outcome

    async def not_published(self, **texts: str) -> Problem:
        """Try to publish what must be refused."""
        return await self.refused("catalog.publish_app", app="gauges", documents=documents(**texts))

    async def list(self, entity: str, **request: object) -> RecordsPage:
        """Read one page of records as the tenant's documents shape them."""
        asked = msgspec.convert({"entity": entity, **request}, RecordsRequest)
        return await self.catalogs.read(self.tenant, asked, reader=self.by)


def documents(**texts: str) -> list[dict[str, str]]:
    """Documents as a command carries them."""
    named = {"app__gauges": APP, **texts}
    found: list[dict[str, str]] = []
    for key, text in named.items():
        kind, _, name = key.partition("__")
        found.append({"kind": kind, "name": name, "text": text})
    return found


@pytest.fixture
async def design(store: Store, tenant: str) -> Design:
    opened = Design(store, tenant)
    await opened.publish(entity__calibration=CALIBRATION)
    await opened.done("physical_asset.create", code="G-1", name="卡尺", kind="gauge")
    return opened


def calibration(**fields: object) -> dict[str, object]:
    return {
        "gauge": "G-1",
        "done_on": "2026-03-02",
        "measured": {"amount": "10.05", "unit": "mm"},
        "nominal": "10",
        **fields,
    }


async def test_a_published_entity_has_commands_and_lists_without_a_restart(design: Design) -> None:
    points = [{"position": "0", "reading": "0.01"}, {"position": "50", "reading": "50.02"}]
    fields = calibration(points=points, paid={"amount": "12.5", "currency": "CNY"}, took="90.5")
    await design.done("calibration.create", **fields)
    (row,) = (await design.list("calibration", filter='result = "passed"')).rows
    assert row["code"] == "CAL-2026-0001"
    assert (row["deviation"], row["took"]) == ("0.05", "90.5")
    assert row["measured"] == {"amount": "10.05", "unit": "mm"}
    assert row["paid"] == {"amount": "12.5", "currency": "CNY"}
    count = await design.value("SELECT count(*) || ':' || sum(reading) FROM calibration_points")
    assert count == "2:50.030000"


async def test_conditions_of_a_document_hold_for_every_sender(design: Design) -> None:
    far = calibration(measured={"amount": "11", "unit": "mm"})
    problem = await design.refused("calibration.create", **far)
    assert (problem.code, problem.at) == ("field-required", "/remark")
    await design.done("calibration.create", **far, remark="verbogen")
    one = await design.refused(
        "calibration.create", **calibration(points=[{"position": 0, "reading": 1}])
    )
    assert one.say("en") == "G-1: one point is no calibration."
    below = await design.refused(
        "calibration.create",
        **calibration(points=[{"position": 0, "reading": 1}, {"position": -1, "reading": 1}]),
    )
    assert below.at == "/points/1/position"


async def test_a_field_read_through_a_link_is_shown_and_filtered(design: Design) -> None:
    await design.done("physical_asset.create", code="G-2", name="塞规", kind="gauge", maker="Mitu")
    await design.done("calibration.create", **calibration(gauge="G-2"))
    await design.done("calibration.create", **calibration())
    page = await design.list("calibration", filter='maker = "Mitu"', order=["maker"])
    assert [row["maker"] for row in page.rows] == ["Mitu"]
    rules = (FieldRule(field="maker", level="hidden"),)
    design.by = msgspec.structs.replace(
        design.by,
        grants=(
            Grant(needs="calibration:read"),
            RoleGrant(needs="physical_asset:read", fields=rules),
        ),
    )
    assert "maker" not in (await design.list("calibration")).rows[0]
    with pytest.raises(Problem, match="may not be filtered"):
        await design.list("calibration", filter='maker = "Mitu"')


async def test_running_numbers_go_on_and_a_changed_formula_is_computed_again(
    design: Design,
) -> None:
    await design.all_done("calibration.create", [calibration() for _ in range(3)])
    await design.done(
        "calibration.change", record="CAL-2026-0002", expected_version=1, nominal="10.04"
    )
    page = await design.list("calibration", fields=["code", "deviation"])
    assert [(row["code"], row["deviation"]) for row in page.rows] == [
        ("CAL-2026-0001", "0.05"),
        ("CAL-2026-0002", "0.01"),
        ("CAL-2026-0003", "0.05"),
    ]


async def test_an_overlay_adds_fields_to_a_table_of_the_kernel(design: Design) -> None:
    await design.publish(**{"entity__calibration": CALIBRATION, "overlay__gauge-fields": OVERLAY})
    await design.done(
        "physical_asset.create",
        code="G-2",
        name="千分尺",
        kind="gauge",
        extra={"next_due": "2026-09-01", "grade": "a"},
    )
    page = await design.list("physical_asset", filter='x_next_due > date("2026-08-01")')
    assert [(row["code"], row["x_grade"]) for row in page.rows] == [("G-2", "a")]
    for extra, code, at in (
        ({"next_due": "2026-09-01"}, "rule-broken", "/x_grade"),
        ({"next_due": "soon"}, "field-malformed", "/extra/next_due"),
        ({"colour": "red"}, "unknown-field", "/extra/colour"),
    ):
        problem = await design.refused(
            "physical_asset.change", record="G-1", expected_version=1, extra=extra
        )
        assert (problem.code, problem.at) == (code, at)
    await design.done(
        "physical_asset.change", record="G-1", expected_version=1, extra={"grade": "b"}
    )
    assert await design.value("SELECT x_grade FROM physical_asset WHERE code = 'G-1'") == "b"


async def test_additions_and_stated_renames_keep_the_records(design: Design) -> None:
    await design.done("calibration.create", **calibration())
    changed = (
        CALIBRATION.replace("  remark: {", "  note_text: {renamed_from: remark, ")
        .replace(
            "      failed: {", "      limited: {label: {en: Limited, zh: 限用}}\n      failed: {"
        )
        .replace(
            "  took:",
            "  place: {type: text, required: true, label: {en: Place, zh: 地点}}\n  took:",
        )
    )
    await design.publish(entity__calibration=changed)
    problem = await design.refused("calibration.create", **calibration(result="limited"))
    assert problem.at == "/place"
    await design.done("calibration.create", **calibration(result="limited", place="QC"))
    page = await design.list("calibration", fields=["result", "place", "note_text"])
    assert [(row["result"], row["place"]) for row in page.rows] == [
        ("passed", None),
        ("limited", "QC"),
    ]


async def test_a_field_leaves_in_two_steps_and_comes_back_with_what_it_held(
    design: Design,
) -> None:
    await design.done("calibration.create", **calibration(took="5"))
    without = "\n".join(x for x in CALIBRATION.splitlines() if not x.startswith("  took:"))
    problem = await design.not_published(entity__calibration=without)
    assert problem.code == "removal-unstated"
    deprecated = CALIBRATION.replace("type: duration,", "type: duration, deprecated: true,")
    await design.publish(entity__calibration=deprecated)
    await design.publish(entity__calibration=without)
    (row,) = (await design.list("calibration")).rows
    assert "took" not in row
    await design.publish(entity__calibration=CALIBRATION)
    (row,) = (await design.list("calibration")).rows
    assert row["took"] == "5"


async def test_a_change_of_type_and_a_name_of_the_system_are_refused(design: Design) -> None:
    other = CALIBRATION.replace("took: {type: duration", "took: {type: text")
    problem = await design.not_published(entity__calibration=other)
    assert problem.code == "column-type-differs"
    user = CALIBRATION.replace("entity: calibration", "entity: user_account")
    taken = await design.not_published(entity__user_account=user)
    assert taken.code == "name-taken"


async def test_mistakes_in_documents_are_told_with_file_and_line(design: Design) -> None:
    wrong = CALIBRATION.replace("formula: measured - nominal", "formula: measured - nominel")
    problem = await design.not_published(entity__calibration=wrong)
    assert problem.code == "check-failed"
    assert "entities/calibration.yaml:15" in problem.say("en")
    assert "nominel" in problem.say("zh")


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"form__../../x": "form: x\n"}, "cannot be a name"),
        ({"app__other": "app: other\nlabel: {en: O, zh: 其}\nversion: '1'\n"}, "the app is"),
    ],
)
async def test_a_name_that_leads_elsewhere_is_refused(
    design: Design, texts: dict[str, str], words: str
) -> None:
    problem = await design.not_published(entity__calibration=CALIBRATION, **texts)
    told = problem.problems if isinstance(problem, Several) else [problem]
    assert {one.code for one in told} == {"check-failed"}
    assert any(words in one.say("en") for one in told)


async def test_a_document_sent_twice_is_refused(design: Design) -> None:
    listed = documents(entity__calibration=CALIBRATION)
    problem = await design.refused(
        "catalog.publish_app", app="gauges", documents=[*listed, listed[1]]
    )
    assert problem.code == "check-failed"


async def test_going_back_is_one_command(design: Design) -> None:
    await design.publish(
        entity__calibration=CALIBRATION.replace("{en: Took, zh: 用时}", "{en: Time, zh: 时间}")
    )
    first = await design.value(
        "SELECT cause FROM document_version ORDER BY published_at, version LIMIT 1"
    )
    outcome = await design.ask("catalog.roll_back_app", app="gauges", publication=str(first))
    assert isinstance(outcome, Answer), outcome
    text = await design.value(
        "SELECT v.text FROM document d JOIN document_version v ON v.document = d.id "
        "AND v.version = d.version WHERE d.name = 'calibration'"
    )
    assert text == CALIBRATION
    unknown = await design.refused("catalog.roll_back_app", app="gauges", publication=str(uuid7()))
    assert unknown.code == "no-such-version"


async def test_another_process_learns_of_a_publication_at_its_next_command(
    design: Design,
) -> None:
    other = Design(design.store, design.tenant)
    await other.done("calibration.create", **calibration())
    relaxed = CALIBRATION.replace('required_when: result = "failed", ', "")
    await design.publish(entity__calibration=relaxed)
    far = calibration(measured={"amount": "11", "unit": "mm"})
    await other.done("calibration.create", **far)


async def test_publishing_waits_for_nobody_long_and_succeeds_when_the_table_is_free(
    design: Design,
) -> None:
    more = CALIBRATION.replace(
        "  took:", "  room: {type: text, label: {en: Room, zh: 房间}}\n  took:"
    )
    async with design.store.transaction(design.tenant) as tx:
        await tx.fetch("LOCK TABLE calibration IN ROW EXCLUSIVE MODE")
        publishing = asyncio.create_task(design.publish(entity__calibration=more))
        await asyncio.sleep(0.3)
        assert not publishing.done()
    answer = await publishing
    assert isinstance(answer.id, UUID)
    assert (await design.list("calibration", fields=["room"])).rows == []


async def test_a_plan_shows_the_statements_and_changes_nothing(design: Design) -> None:
    more = CALIBRATION.replace(
        "  took:", "  room: {type: text, label: {en: Room, zh: 房间}}\n  took:"
    )
    version = await design.value("SELECT catalog_version FROM tenant_state")
    answer = await design.ask(
        "catalog.publish_app",
        app="gauges",
        documents=documents(entity__calibration=more),
        dry_run=True,
    )
    assert isinstance(answer, Answer), answer
    plan = plan_of(answer)
    assert plan.documents == ("entity/calibration: version 2",)
    assert plan.statements == ("ALTER TABLE calibration ADD COLUMN room TEXT",)
    assert await design.value("SELECT catalog_version FROM tenant_state") == version


async def test_publishing_what_is_in_force_changes_nothing(design: Design) -> None:
    answer = await design.publish(entity__calibration=CALIBRATION)
    assert [event.name for event in answer.events] == []
    assert await design.value("SELECT count(*) FROM document_version") == 2


async def test_a_dry_run_takes_no_number(design: Design) -> None:
    tried = await design.ask("calibration.create", **calibration(), dry_run=True)
    assert isinstance(tried, Answer), tried
    await design.done("calibration.create", **calibration())
    (row,) = (await design.list("calibration", fields=["code"])).rows
    assert row["code"] == "CAL-2026-0001"
