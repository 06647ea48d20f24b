"""Sales orders through the API: how far a line is, what holds it, what a rush shifts, the link."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import httpx
import pytest

from taktline.api.queries import run_query
from taktline.api.registry import REGISTRY
from taktline.base.ids import uuid7
from taktline.platform.command import Principal
from taktline.platform.identity.access import RoleGrant
from taktline.platform.identity.role import OWN_ORDERS
from tests.api_ground import Api

pytestmark = pytest.mark.anyio
SOON = (datetime.now(UTC) + timedelta(days=40)).date()
Row = dict[str, object]


async def given(api: Api, verb: str, **fields: object) -> dict[str, object]:
    """Give a command that must be accepted."""
    answer = await api.command(verb, fields)
    assert answer.status_code == 200, answer.text
    body: dict[str, object] = answer.json()
    return body


async def rows(api: Api, query: str, **params: str) -> list[Row]:
    """Return the rows of a query."""
    answer = await api.query(query, **params)
    assert answer.status_code == 200, answer.text
    found: list[Row] = answer.json()["rows"]
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def _plain(value: object) -> object:
    """Return a decimal without the zeros that only say how it is kept."""
    is_padded = isinstance(value, str) and value.endswith(".000000")
    return value.removesuffix(".000000") if is_padded and isinstance(value, str) else value


@pytest.fixture(scope="module")
async def works(api: Api) -> Api:
    """Give a press that makes frames of plates, and three orders for them."""
    await given(api, "site.create", code="F1", name="一厂", zone="Asia/Shanghai")
    await given(api, "unit.create", code="pcs", name="件")
    for code in ("C1", "C2"):
        await given(api, "partner.create", code=code, name=f"客户{code}", is_customer=True)
    await given(api, "partner.create", code="S1", name="供应商", is_supplier=True)
    for code in ("PLATE", "FRAME"):
        await given(api, "material.create", code=code, name=code, unit="pcs", standard_cost="1")
    await given(api, "equipment.create", code="P1", name="冲床", site="F1", level="work_cell")
    for code in ("WH", "FG"):
        await given(api, "kernel.open_place", site="F1", kind="store", code=code, name=code)
    steps = [
        {"sequence": 10, "name": "冲压", "planned_run_s": "3600",
         "start_by_report": True,
         "materials": [{"material": "PLATE", "quantity_per": "1", "place": "WH"}]},
        {"sequence": 20, "name": "检验", "planned_run_s": "60", "start_by_report": True,
         "dependencies": [{"predecessor": 10}]},
    ]  # fmt: skip
    master: Row = {"code": "R-FRAME", "name": "机架", "material": "FRAME"}
    await given(api, "kernel.create_work_master", **master, operations=steps)
    await given(api, "kernel.release_work_master", work_master="R-FRAME", expected_version=1)
    line: Row = {"material": "PLATE", "place": "WH", "quantity": "12", "amount": "12"}
    await given(api, "inventory.receive_material", site="F1", supplier="S1", lines=[line])
    for code, customer, quantity in (("SO-A", "C1", "10"), ("SO-B", "C2", "4")):
        wanted = {"material": "FRAME", "quantity": quantity, "promised_on": SOON.isoformat()}
        await given(
            api, "sales.create_sales_order", site="F1", code=code, customer=customer,
            customer_number=f"PO-{customer}", lines=[wanted],
        )  # fmt: skip
    return api


async def line_of(api: Api, code: str) -> Row:
    found = await rows(api, "sales.order_progress", sales_order=code, show="all")
    return found[0]


async def test_a_line_is_followed_from_nothing_planned_to_the_truck(works: Api) -> None:
    """The order of ten: unplanned, a draft, released, made in part, shipped in part."""
    line = await line_of(works, "SO-A")
    assert (line["holds"], line["holds_count"], line["expected_at"]) == ("unplanned", "10", None)
    for code in ("SO-A", "SO-B"):
        await given(works, "sales.plan_order_line", sales_order=code, line=10)
    line = await line_of(works, "SO-A")
    assert (line["planned"], line["released"], line["holds"]) == ("10", "0", "draft")
    for code in ("SO-A-10", "SO-B-10"):
        await given(works, "kernel.release_work_order", work_order=code)
        await given(works, "kernel.dispatch_job_order", job_order=f"{code}-10", work_unit="P1")
    line = await line_of(works, "SO-A")
    assert (line["released"], line["is_late"], line["late_days"]) == ("10", False, 0)
    assert line["expected_at"] is not None

    await given(works, "kernel.report_operation", job_order="SO-A-10-10", good="6")
    await given(works, "kernel.report_operation", job_order="SO-A-10-20", good="5")
    line = await line_of(works, "SO-A")
    assert (line["begun"], line["finished"], line["open"]) == ("6", "5", "10")
    operations = await rows(works, "sales.order_operations", sales_order="SO-A")
    assert [(one["sequence"], one["good"], one["in_process"]) for one in operations] == [
        (10, "6", "0"),
        (20, "5", "1"),
    ]

    goods: Row = {"material": "FRAME", "place": "FG", "quantity": "5", "amount": "5"}
    await given(works, "inventory.receive_material", site="F1", supplier="S1", lines=[goods])
    truck = {"line": 10, "quantity": "3", "source": "FG"}
    await given(works, "sales.ship_sales_order", sales_order="SO-A", code="SH-1", lines=[truck])
    line = await line_of(works, "SO-A")
    assert (line["shipped"], line["open"], line["state"]) == ("3", "7", "open")
    shipped = (await rows(works, "sales.order_shipments", sales_order="SO-A"))[0]
    assert (shipped["code"], shipped["quantity"], shipped["taken_back"]) == ("SH-1", "3", "0")
    done = [one["what"] for one in await rows(works, "sales.order_story", sales_order="SO-A")]
    assert {"placed", "planned", "linked", "shipped"} <= set(done)


async def test_a_change_is_shown_before_it_is_made_and_a_promise_too_early_is_late(
    works: Api,
) -> None:
    today = datetime.now(UTC).date() - timedelta(days=1)
    before, after = await rows(
        works, "sales.line_preview", sales_order="SO-A", line="10", quantity="20",
        promised_on=today.isoformat(),
    )  # fmt: skip
    assert (before["is_late"], after["is_late"]) == (False, True)
    assert (after["holds"], after["holds_count"]) == ("unplanned", "10")
    assert (await line_of(works, "SO-A"))["quantity"] == "10", "nothing was changed"


async def test_a_rush_names_who_becomes_later_and_whose_material_is_taken(works: Api) -> None:
    found = await rows(works, "sales.rush_preview", sales_order="SO-B", line="10")
    own = next(one for one in found if one["kind"] == "own")
    assert own["work_order"] == "SO-B-10"
    queue = [one for one in found if one["kind"] == "queue"]
    taken = {one["work_order"]: one["quantity"] for one in found if one["kind"] == "material"}
    assert all(Decimal(str(quantity)) > 0 for quantity in taken.values())
    assert all("SO-B-10-10" in one["jobs"] for one in queue if isinstance(one["jobs"], list))


async def test_a_sheet_makes_one_order_of_the_rows_that_name_it(works: Api) -> None:
    text = "订单号,客户,料号,数量,交期\nSO-X,C1,FRAME,5,2099-01-05\nSO-X,C1,NONE,7,2099-01-06\n"
    look = await works.client.post(
        "/api/v1/sheets/sales_order/import",
        params={"name": "o.csv", "columns": '{"A":"code","B":"customer","C":"material",'
                '"D":"quantity","E":"promised_on"}', "same": '{"site":"F1"}', "dry_run": "true"},
        content=text.encode(), headers={**works.headers, "content-type": "text/csv"},
    )  # fmt: skip
    assert look.status_code == 200, look.text
    (refused,) = look.json()["refused"]
    assert (refused["line"], refused["code"]) == (3, "not-found")


async def linked(api: Api, **said: object) -> tuple[str, dict[str, object]]:
    """Return the path of a new link to SO-A, and what was answered."""
    staged = (await api.post("/api/v1/staged/customer-link", {})).json()
    ends = datetime.now(UTC) + timedelta(days=3)
    answer = await given(
        api, "sales.create_customer_link", sales_order="SO-A", secret=staged["secret"],
        name="王经理", ends_at=ends.isoformat(), **said,
    )  # fmt: skip
    return f"/order-progress/{staged['shown']}", answer


async def opened(api: Api, path: str, **headers: str) -> httpx.Response:
    """Open a page as somebody who is not signed in."""
    return await api.client.get(path, headers=headers)


async def test_a_customer_reads_one_order_without_signing_in_until_the_link_is_revoked(
    works: Api,
) -> None:
    path, _ = await linked(works)
    page = await opened(works, path, **{"accept-language": "zh-CN"})
    assert page.status_code == 200
    assert "客户C1" in page.text
    assert "PO-C1" in page.text
    assert "C2" not in page.text
    assert "SO-B" not in page.text
    assert "SO-A-10" not in page.text, "work orders are nobody's business outside"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert "Ordered" in (await opened(works, f"{path}?language=en")).text

    (link,) = await rows(works, "sales.customer_links", sales_order="SO-A")
    assert (link["state"], link["opened"]) == ("open", 2)
    told = await rows(works, "sales.order_story", sales_order="SO-A")
    assert [one["what"] for one in told].count("opened") == 2, "every opening is on record"
    secret = path.rpartition("/")[2]
    assert secret not in (await works.query("sales.customer_links", sales_order="SO-A")).text
    async with works.runtime.store.transaction(works.tenant, readonly=True) as tx:
        kept = await tx.fetch("SELECT hash FROM customer_link")
    assert all(secret.encode() not in bytes(row[0]) for row in kept if isinstance(row[0], bytes))

    await given(works, "sales.revoke_customer_link", customer_link=str(link["id"]))
    gone = await opened(works, path)
    assert (gone.status_code, "PO-C1" in gone.text) == (404, False)
    assert (await opened(works, "/order-progress/tkc_nobody.guess")).status_code == 404


async def test_a_link_is_for_somebody_and_ends(works: Api) -> None:
    staged = (await works.post("/api/v1/staged/customer-link", {})).json()
    late = (datetime.now(UTC) + timedelta(days=900)).isoformat()
    asked: Row = {"sales_order": "SO-A", "secret": staged["secret"], "name": "王", "ends_at": late}
    refused = await works.command("sales.create_customer_link", asked)
    assert (refused.status_code, refused.json()["at"]) == (400, "/ends_at")
    asked["ends_at"] = (datetime.now(UTC) + timedelta(days=9)).isoformat()
    assert (await works.command("sales.create_customer_link", asked)).status_code == 200


async def test_a_salesperson_sees_and_changes_own_customers_orders_only(works: Api) -> None:
    """The built-in role's condition: the order's salesperson is who asks."""
    made = await given(works, "person.create", code="P-1", name="郑洁", site="F1")
    events = made["events"]
    assert isinstance(events, list)
    person = UUID(events[0]["record"])
    await given(works, "sales.change_sales_order", sales_order="SO-B", salesperson="P-1")
    grants = tuple(
        RoleGrant(needs=f"{entity}:read", scope=scope) for entity, scope in OWN_ORDERS.items()
    )
    seller = Principal(
        id=uuid7(), name="郑洁", person=person,
        grants=(*grants, RoleGrant(needs="sales_order:write")),
    )  # fmt: skip
    query = REGISTRY.queries["sales.order_progress"]
    page = await run_query(works.runtime, works.tenant, query, params=query.params(), reader=seller)
    assert {getattr(row, "sales_order", None) for row in page.rows} == {"SO-B"}
