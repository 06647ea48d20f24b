"""The date in a running number is that of the record's site, else of the tenant."""

from datetime import UTC, datetime

import msgspec
import pytest

from taktline.base.ids import uuid7
from taktline.catalog.catalogs import Catalogs
from taktline.platform.door import Door
from taktline.platform.identity.tenancy import NewTenant, create_tenant
from taktline.platform.judge import Desk
from taktline.platform.secret import KeyRing
from taktline.store import Store
from tests.catalog_office import REGISTRY, SYSTEM
from tests.integration.test_catalog_publish import Design

pytestmark = pytest.mark.anyio

APP = "app: gauges\nlabel: {en: Visits, zh: 来访}\nversion: 1.0.0\n"
VISIT = """
entity: visit
label: {en: Visit, zh: 来访}
key: [number]
title: number
fields:
  number: {type: running_number, number_rule: "V-{yyyyMMdd}-{01}", label: {en: No., zh: 编号}}
  site: {type: link, to: site, label: {en: Site, zh: 工厂}}
"""
LATE = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
"""2 March in the Americas, 3 March in China already."""


@pytest.fixture
async def visits(store: Store) -> Design:
    tenant = f"zone{uuid7().hex[-12:]}"
    asked = NewTenant(code=tenant, name="Works", ledger_currency="EUR", zone="America/New_York")
    keys = KeyRing(bytes(32))
    await create_tenant(store, keys, lambda: LATE, asked=asked)
    design = Design(store, tenant)
    design.catalogs = Catalogs(store, SYSTEM, clock=lambda: LATE)
    registry = msgspec.structs.replace(REGISTRY, of_tenant=design.catalogs)
    design.door = Door(store, Desk(registry=registry, compiled=design.catalogs))
    await design.publish(app__gauges=APP, entity__visit=VISIT)
    for code, zone in (("CN", "Asia/Shanghai"), ("US", "America/Los_Angeles")):
        await design.done("site.create", code=code, name=code, zone=zone)
    return design


async def test_the_date_of_a_number_is_the_sites(visits: Design) -> None:
    await visits.all_done("visit.create", [{"site": "CN"}, {"site": "US"}, {}])
    rows = (await visits.list("visit", fields=["number", "site"])).rows
    found = {row["site"]["code"] if row["site"] else None: row["number"] for row in rows}  # type: ignore[index]  # a link
    assert found == {"CN": "V-20260303-01", "US": "V-20260302-01", None: "V-20260302-02"}


async def test_today_in_a_filter_is_the_tenants(visits: Design) -> None:
    await visits.done("visit.create")
    assert len((await visits.list("visit", filter='today() = date("2026-03-02")')).rows) == 1
