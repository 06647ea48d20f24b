"""Two people decide where the plant says so: the other one's PIN, bound to what was decided."""

from uuid import UUID

import httpx
import pytest

from taktline.api.queries import run_query
from taktline.api.runtime import Runtime
from taktline.base.ids import uuid7
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.second_signers import SECOND_SIGNERS, SignersAsked
from taktline.platform.identity.staged_secret import stage_pin
from taktline.platform.identity.user_verbs import SetPin
from taktline.platform.secret import Secret
from tests.api_ground import Api, given, new_api, new_user
from tests.ledger_fixtures import insert_masters

pytestmark = pytest.mark.anyio
PIN = "7351"


async def with_pin(api: Api, role: str) -> UUID:
    """Make somebody with a role and the PIN."""
    user = await new_user(api.runtime, api.tenant, role)
    staged = await stage_pin(api.runtime.gate, api.tenant, by=SYSTEM, pin=Secret(PIN))
    pin = SetPin(id=uuid7(), user=user, secret=staged.id)
    await given(api.runtime, api.tenant, verb="platform.set_pin", command=pin)
    return user


async def accepted(api: Api, verb: str, **fields: object) -> dict[str, object]:
    answer = await api.command(verb, fields)
    assert answer.status_code == 200, answer.text
    told: dict[str, object] = answer.json()
    return told


@pytest.fixture
async def dock(runtime: Runtime, client: httpx.AsyncClient) -> Api:
    """Return a plant where 30 kg came beyond an order, and such excess needs two people."""
    api = await new_api(runtime, client)
    async with api.runtime.store.transaction(api.tenant) as tx:
        insert_masters(tx)
    await accepted(api, "kernel.open_place", site="F1", code="WH1", kind="store")
    line = {"material": "PLATE", "quantity": "100", "promised_on": "2099-01-05", "price": "5"}
    await accepted(api, "inventory.create_purchase_order", code="PO-1", supplier="S1", lines=[line])
    goods = {"material": "PLATE", "quantity": "130", "lot": "A", "place": "WH1"}
    await accepted(api, "inventory.receive_material", supplier="S1",
                   lines=[{**goods, "order_line": "PO-1/10"}])  # fmt: skip
    await accepted(api, "platform.require_second_signature", topic="over_receipt")
    return api


def excess(quantity: str = "10") -> dict[str, object]:
    return {
        "id": str(uuid7()), "order_line": "PO-1/10", "way": "accept", "place": "WH1", "lot": "A",
        "quantity": quantity,
    }  # fmt: skip


async def sign(api: Api, body: dict[str, object], user: UUID, *, pin: str = PIN) -> tuple[int, str]:
    asked = {"command": "inventory.accept_excess", "body": body, "user": str(user), "pin": pin}
    answer = await api.post("/api/v1/second-signature", asked)
    told = answer.json()
    return answer.status_code, told.get("code") or told["signer"]


async def test_what_two_decide_waits_for_the_other_ones_pin_and_names_both(dock: Api) -> None:
    planner, operator = await with_pin(dock, "planner"), await with_pin(dock, "operator")
    body = excess()
    alone = await dock.command("inventory.accept_excess", body)
    assert (alone.status_code, alone.json()["code"]) == (409, "second-signature-missing")
    assert "second_signature:over_receipt" in alone.json()["title"]
    assert await sign(dock, body, planner, pin="1111") == (401, "wrong-credentials")
    assert await sign(dock, body, operator) == (403, "may-not-sign")
    status, name = await sign(dock, body, planner)
    assert status == 200
    done = await dock.command("inventory.accept_excess", body)
    assert done.status_code == 200, done.text
    assert "command.countersigned" in [event["name"] for event in done.json()["events"]]
    listed = (await dock.query("platform.second_signatures")).json()["rows"]
    assert [(row["command"], row["signer_name"], row["topic"]) for row in listed] == [
        (body["id"], name, "over_receipt")
    ]
    again = await dock.command("inventory.accept_excess", body)
    assert again.json()["events"] == done.json()["events"], "the same answer, signed once"


async def test_a_signature_is_for_one_command_as_it_was_shown(dock: Api) -> None:
    planner = await with_pin(dock, "planner")
    signed = excess("10")
    assert (await sign(dock, signed, planner))[0] == 200
    more = await dock.command("inventory.accept_excess", {**signed, "quantity": "20"})
    assert more.json()["code"] == "second-signature-missing"
    other = await dock.command("inventory.accept_excess", {**signed, "id": str(uuid7())})
    assert other.json()["code"] == "second-signature-missing"
    assert (await dock.command("inventory.accept_excess", signed)).status_code == 200


async def test_a_signature_ends_with_the_signers_rights_and_after_ten_minutes(dock: Api) -> None:
    planner = await with_pin(dock, "planner")
    body = excess()
    assert (await sign(dock, body, planner))[0] == 200
    await accepted(dock, "platform.disable_user", user=str(planner))
    left = await dock.command("inventory.accept_excess", body)
    assert left.json()["code"] == "second-signature-missing"
    other = await with_pin(dock, "planner")
    assert (await sign(dock, body, other))[0] == 200
    async with dock.runtime.store.transaction(dock.tenant) as tx:
        tx.execute("UPDATE given_signature SET ends_at = signed_at - interval '1 second'")
    late = await dock.command("inventory.accept_excess", body)
    assert late.json()["code"] == "second-signature-missing"


async def test_one_decides_alone_what_nobody_configured(dock: Api) -> None:
    rules = {
        r["topic"]: r["required"]
        for r in (await dock.query("platform.signature_rules")).json()["rows"]
    }
    assert [topic for topic, required in rules.items() if required] == ["over_receipt"]
    odd = await dock.command("platform.require_second_signature", {"topic": "coffee"})
    assert (odd.status_code, odd.json()["code"]) == (400, "unknown-topic")
    tried = await dock.command("inventory.accept_excess", {**excess(), "dry_run": True})
    assert tried.status_code == 200, "trying out shows the effect before anybody signs"
    nothing = {"command": "inventory.create_purchase_order", "body": {}, "user": str(uuid7())}
    told = await dock.post("/api/v1/second-signature", {**nothing, "pin": PIN})
    assert told.status_code == 400
    await accepted(dock, "platform.require_second_signature", topic="over_receipt", required=False)
    assert (await dock.command("inventory.accept_excess", excess())).status_code == 200


async def test_scrapping_at_once_in_a_report_is_decided_by_two_and_leaving_it_to_be_judged_is_not(
    dock: Api,
) -> None:
    leader = await with_pin(dock, "line_leader")
    await accepted(dock, "kernel.create_work_order", code="WO-1", site="F1", material="SCREW",
                   ordered="20", route="Turn→Check")  # fmt: skip
    await accepted(dock, "kernel.release_work_order", work_order="WO-1")
    await accepted(dock, "platform.require_second_signature", topic="scrap")
    bad = {"quantity": "1", "defect_code": "burr"}
    told: dict[str, object] = {"job_order": "WO-1-10", "good": "9", "id": str(uuid7())}
    scrapped: dict[str, object] = {**told, "defects": [{**bad, "outcome": "scrap"}]}
    alone = await dock.command("kernel.report_operation", scrapped)
    assert (alone.status_code, alone.json()["code"]) == (409, "second-signature-missing")
    left = await accepted(dock, "kernel.report_operation", **{**told, "defects": [bad]})
    change: dict[str, object] = {"id": str(uuid7()), "report": left["id"], "reason": "cracked",
              "defects": [{**bad, "outcome": "scrap"}]}  # fmt: skip
    corrected = await dock.command("kernel.correct_report", change)
    assert corrected.json()["code"] == "second-signature-missing"
    signed = {"command": "kernel.correct_report", "body": change, "user": str(leader), "pin": PIN}
    assert (await dock.post("/api/v1/second-signature", signed)).status_code == 200
    assert (await dock.command("kernel.correct_report", change)).status_code == 200


async def test_a_screen_offers_who_may_sign_and_never_who_asks(dock: Api) -> None:
    planner = await with_pin(dock, "planner")
    await with_pin(dock, "operator")
    await new_user(dock.runtime, dock.tenant, "planner")  # without a PIN
    asked = await dock.query("platform.second_signers", topic="over_receipt")
    assert [row["user"] for row in asked.json()["rows"]] == [str(planner)]
    nobody = await dock.query("platform.second_signers", topic="coffee")
    assert nobody.json()["rows"] == []
    reader = await dock.runtime.rights.of_user(dock.tenant, planner)
    own = await run_query(
        dock.runtime,
        dock.tenant,
        SECOND_SIGNERS,
        params=SignersAsked(topic="over_receipt"),
        reader=reader,
    )
    assert own.rows == []


async def test_working_on_a_free_day_is_for_two_people_where_the_plant_says_so(dock: Api) -> None:
    await accepted(dock, "calendar.create", code="DAYS", name="日历")
    await accepted(dock, "platform.require_second_signature", topic="overtime")
    day = {"calendar": "DAYS", "day": "2026-05-02"}
    free = await dock.command("calendar_exception.create", {**day, "day": "2026-05-01"})
    assert free.status_code == 200, "a holiday is one person's to enter"
    worked = await dock.command("calendar_exception.create", {**day, "works_as": "fri"})
    assert worked.json()["code"] == "second-signature-missing", worked.text
    assert worked.json()["args"]["needs"] == "second_signature:overtime"
    await accepted(dock, "platform.require_second_signature", topic="overtime", required=False)
    await accepted(dock, "calendar_exception.create", **day, works_as="fri")
