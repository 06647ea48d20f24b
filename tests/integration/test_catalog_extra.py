"""A tenant's own fields travel with commands of the kernel; scopes hold for generic commands."""

import msgspec
import pytest

from taktline.api.registry import REGISTRY, SYSTEM
from taktline.catalog.catalogs import Catalogs
from taktline.catalog.scope import RecordScopes
from taktline.platform.clock import SystemClock
from taktline.platform.command import Grant
from taktline.platform.door import Door
from taktline.platform.judge import Desk
from taktline.store import Store
from tests.catalog_office import Office
from tests.integration.test_catalog_publish import documents

pytestmark = pytest.mark.anyio

APP = "app: shelves\nlabel: {en: Shelves, zh: 货架}\nversion: 1.0.0\n"
OVERLAY = """
overlay: shelves
entity: place

fields:
  aisle: {type: number, places: 0, min: "1", label: {en: Aisle, zh: 通道}}
  keeper: {type: link, to: person, label: {en: Keeper, zh: 保管人}}
  zone:
    type: option
    label: {en: Zone, zh: 温区}
    options:
      cold: {label: {en: Cold, zh: 冷}}
      warm: {label: {en: Warm, zh: 常温}}
"""


class House(Office):
    """A tenant with the whole product's commands."""

    def __init__(self, store: Store, tenant: str) -> None:
        super().__init__(store, tenant)
        catalogs = Catalogs(store, SYSTEM, clock=SystemClock())
        registry = msgspec.structs.replace(REGISTRY, of_tenant=catalogs)
        desk = Desk(registry=registry, compiled=catalogs, extras=catalogs, scopes=RecordScopes())
        self.door = Door(store, desk)


@pytest.fixture
async def house(store: Store, tenant: str) -> House:
    opened = House(store, tenant)
    await opened.done("site.create", code="S1", name="一厂")
    texts = documents(app__shelves=APP, overlay__shelves=OVERLAY)
    await opened.ask(
        "catalog.publish_app", app="shelves", documents=[t for t in texts if t["name"] == "shelves"]
    )
    return opened


def shelf(code: str, **extra: object) -> dict[str, object]:
    return {"site": "S1", "code": code, "kind": "store", "name": code, "extra": extra}


async def test_a_kernel_command_writes_the_tenants_own_fields(house: House) -> None:
    keeper = await house.done("person.create", code="P1", name="王")
    await house.done("kernel.open_place", **shelf("A", aisle=3, zone="cold", keeper=str(keeper)))
    await house.done("kernel.open_place", **shelf("B"))
    sql = "SELECT concat_ws(' ', x_aisle, x_zone, x_keeper = %s::uuid) FROM place WHERE code = %s"
    assert await house.value(sql, keeper, "A") == "3.000000 cold t"
    assert await house.value(sql, keeper, "B") == ""


@pytest.mark.parametrize(
    ("extra", "code", "at"),
    [
        ({"aisle": 0}, "field-out-of-range", "/extra/aisle"),
        ({"aisle": "three"}, "field-malformed", "/extra/aisle"),
        ({"zone": "hot"}, "field-malformed", "/extra/zone"),
        ({"keeper": "nobody"}, "link-missing", "/extra/keeper"),
        ({"color": "red"}, "unknown-field", "/extra/color"),
    ],
)
async def test_a_value_that_cannot_stand_there_refuses_the_whole_command(
    house: House, extra: dict[str, object], code: str, at: str
) -> None:
    problem = await house.refused("kernel.open_place", **shelf("A", **extra))
    assert (problem.code, problem.at) == (code, at)
    assert await house.value("SELECT count(*) FROM place WHERE code = 'A'") == 0


async def test_a_scope_lets_change_only_the_records_it_is_true_for(house: House) -> None:
    await house.done("downtime_reason.create", code="D1", name="D1", time_class="down")
    await house.done("downtime_reason.create", code="W1", name="W1", time_class="delay")
    scope = 'time_class = "down"'
    by_scope = Grant(needs="downtime_reason:*", scope=scope)
    house.by = msgspec.structs.replace(house.by, grants=(by_scope,))
    await house.done("downtime_reason.change", record="D1", expected_version=1, name="新")
    await house.done("downtime_reason.create", code="D2", name="D2", time_class="down")
    for verb, fields in (
        ("downtime_reason.change", {"record": "W1", "expected_version": 1, "name": "x"}),
        ("downtime_reason.create", {"code": "W2", "name": "W2"}),
    ):
        assert (await house.refused(verb, **fields)).code == "not-permitted"
