"""A line with released orders, an operator with a PIN, and a terminal to pair: for floor tests."""

import re
from uuid import UUID

import msgspec
from playwright.async_api import Page, expect

from taktline.base.ids import uuid7
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.staged_secret import stage_pin
from taktline.platform.identity.user_verbs import SetPin
from taktline.platform.secret import Secret
from tests.api_ground import Api, given
from tests.ledger_fixtures import insert_masters

PIN = "7351"
LINE = "WC-1"


class UserShown(msgspec.Struct, frozen=True):
    """A user as the list shows them."""

    name: str
    badge: str | None


class Rows(msgspec.Struct, frozen=True):
    """Rows of a query."""

    rows: list[UserShown]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A production line and who works there."""

    api: Api
    node: UUID
    operator: UUID
    lead: UUID

    async def order(self, code: str, ordered: int) -> str:
        """Release an order of two operations and dispatch both; return the first one's code."""
        await give(self.api, "kernel.create_work_order", code=code, site="F1", material="SCREW",
                   ordered=str(ordered), route="Turn→Check")  # fmt: skip
        await give(self.api, "kernel.release_work_order", work_order=code)
        for operation in ("10", "20"):
            await give(self.api, "kernel.dispatch_job_order", job_order=f"{code}-{operation}",
                       work_center=LINE)  # fmt: skip
        return f"{code}-10"

    async def responses(self, job: str) -> list[dict[str, str]]:
        """Return what was said of a job order, newest first, starts left out."""
        answer = await self.api.query("kernel.job_responses", job_order=job)
        rows = msgspec.json.decode(answer.content)["rows"]
        return [row for row in rows if row["kind"] == "report"]

    async def badge(self, name: str) -> str:
        """Return what the scanner reads on somebody's badge."""
        answer = await self.api.query("platform.users")
        rows = msgspec.json.decode(answer.content, type=Rows).rows
        return next(row.badge for row in rows if row.name == name and row.badge)

    async def parked(self) -> int:
        """Return how many facts wait for the lead."""
        return await self.api.count("parked_fact")


class Made(msgspec.Struct, frozen=True):
    """The id of a record a command created."""

    id: UUID


async def give(api: Api, verb: str, **fields: object) -> dict[str, object]:
    """Give a command that must be accepted."""
    answer = await api.command(verb, fields)
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=dict[str, object])


async def made(api: Api, verb: str, **fields: object) -> UUID:
    """Give a command that creates a record; return its id."""
    return msgspec.convert((await give(api, verb, **fields))["records"], list[Made])[0].id


async def new_line(api: Api) -> Line:
    """Build a line with its people and its defect codes."""
    async with api.runtime.store.transaction(api.tenant) as tx:
        insert_masters(tx)
    node = await made(api, "equipment.create", code=LINE, name="Line 1 产线",
                      site="F1", level="production_line")  # fmt: skip
    for code, name, english in (("D1", "划伤", "Scratch"), ("D2", "尺寸超差", "Out of size")):
        await give(api, "defect_code.create", code=code, name=name, name_en=english)
    return Line(
        api=api,
        node=node,
        operator=await worker(api, "李 Li", "operator"),
        lead=await worker(api, "王 Wang", "operator", "quality_inspector", "line_leader"),
    )


async def worker(api: Api, name: str, *roles: str) -> UUID:
    """Make a person with a user, roles and a PIN."""
    number = uuid7().hex[-6:]
    person = await made(api, "person.create", code=f"P-{number}", name=name, site="F1")
    user = await made(api, "platform.create_user", name=name, number=number,
                      badge=f"B-{number}", person=str(person))  # fmt: skip
    for role in roles:
        await give(api, "platform.assign_role", user=str(user), role=role)
    staged = await stage_pin(api.runtime.gate, api.tenant, by=SYSTEM, pin=Secret(PIN))
    pin = SetPin(id=uuid7(), user=user, secret=staged.id)
    await given(api.runtime, api.tenant, verb="platform.set_pin", command=pin)
    return user


async def paired(page: Page, line: Line) -> None:
    """Pair the terminal a page stands for."""
    await page.goto(f"/floor?tenant={line.api.tenant}")
    shown = page.get_by_test_id("pairing-code")
    await expect(shown).to_have_text(re.compile(r"\d{3} \d{3}"))
    code = (await shown.inner_text()).replace(" ", "")
    await give(line.api, "platform.pair_device", pairing_code=code, code=f"T-{uuid7().hex[-8:]}",
               name="Terminal 1", node=str(line.node))  # fmt: skip
    await expect(page.locator(".tile").first).to_be_visible()


async def keys(page: Page, digits: str) -> None:
    """Touch digits on the pad."""
    for digit in digits:
        await page.locator(".keypad:visible").get_by_text(digit, exact=True).click()


async def at_work(page: Page, name: str, pin: str = PIN) -> None:
    """Sign somebody in by tile and PIN."""
    await page.locator(".tile").filter(has_text=name).click()
    await keys(page, pin)
    await page.locator(".pin .primary").click()


async def scan(page: Page, code: str) -> None:
    """Send a code as a scanner types it: faster than this machine's remote keyboard could."""
    await page.evaluate(
        """code => [...code, "Enter"].forEach((key) => window.dispatchEvent(
            new KeyboardEvent("keydown", { key, cancelable: true })))""",
        code,
    )
