"""What the board in the terminal shows, read through the same queries that every screen uses."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from taktline.apps.cockpit.oee import OeeRow
from taktline.apps.cockpit.orders import DayRow, OrderRow, OrdersParams, OutputRow
from taktline.apps.cockpit.sites import SiteRow, SitesParams
from taktline.apps.cockpit.stations import DefectRow, StationRow, YieldRow
from taktline.apps.cockpit.window import FigureParams, OeeParams
from taktline.base.instant import Instant, business_date
from taktline.kernel.orders.queue import AlertRow, OpenParams
from taktline.platform.command import Principal
from taktline.platform.query import Page
from taktline.platform.registry import Registry
from taktline.platform.transaction import Tx
from taktline.store import Store

TREND_DAYS = 30
TREND_EVERY = timedelta(hours=2)
"""The month's trend is read again when the plant's clock has moved on by so much."""
RECENT = timedelta(minutes=10)
"""A plant heard of as lately as this lives in the present."""


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """Figures by business day, oldest first; days without production are missing."""

    read_at: Instant
    output: tuple[DayRow, ...]
    oee: tuple[OeeRow, ...]


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one frame of the board shows.

    Attributes:
        now: the plant's clock.
        since: start of the site's business day.
        oee: by work unit.
        oee_total: of the whole plant.
    """

    site: SiteRow
    now: Instant
    since: Instant
    orders: tuple[OrderRow, ...]
    stations: tuple[StationRow, ...]
    oee: dict[str, OeeRow]
    oee_total: OeeRow | None
    output: tuple[OutputRow, ...]
    yields: tuple[YieldRow, ...]
    defects: tuple[DefectRow, ...]
    alerts: tuple[AlertRow, ...]
    trend: Trend

    @property
    def zone(self) -> ZoneInfo:
        """The site's zone."""
        return ZoneInfo(self.site.zone)


class BoardReader:
    """Reads the board of a tenant's first site, again and again."""

    def __init__(
        self, store: Store, registry: Registry, *, tenant: str, reader: Principal,
        clock: Callable[[], Instant], plant_clock: Callable[[], Instant] | None = None,
    ) -> None:  # fmt: skip
        """Prepare to read.

        Args:
            reader: whose rights hold.
            clock: the computer's clock.
            plant_clock: the clock of a simulated plant; without it the present, or the newest
                instant known where the plant lives in another time.
        """
        self._store = store
        self._registry = registry
        self._tenant = tenant
        self._reader = reader
        self._clock = clock
        self._plant_clock = plant_clock
        self._trend: Trend | None = None

    async def read(self) -> Board | None:
        """Return the board; None where there is no site yet."""
        async with self._store.transaction(self._tenant, readonly=True) as tx:
            sites: Page[SiteRow] = await self._ask(tx, "cockpit.sites", SitesParams())
            if not sites.rows:
                return None
            site = sites.rows[0]
            now = self._now(site)
            since = day_start(site, now)
            day = FigureParams(since=since, until=now)
            orders: Page[OrderRow] = await self._ask(
                tx, "cockpit.open_orders", OrdersParams(at=now, limit=20)
            )
            stations: Page[StationRow] = await self._ask(tx, "cockpit.stations", day)
            oee: Page[OeeRow] = await self._ask(
                tx, "cockpit.oee", OeeParams(since=since, until=now)
            )
            output: Page[OutputRow] = await self._ask(tx, "cockpit.output", day)
            yields: Page[YieldRow] = await self._ask(tx, "cockpit.yields", day)
            defects: Page[DefectRow] = await self._ask(tx, "cockpit.defects", day)
            alerts: Page[AlertRow] = await self._ask(tx, "kernel.work_alerts", OpenParams(limit=20))
            trend = await self._trend_until(tx, now, since)
        units = [row for row in oee.rows if row.work_unit is not None]
        return Board(
            site=site,
            now=now,
            since=since,
            orders=tuple(orders.rows),
            stations=tuple(stations.rows),
            oee={row.work_unit or "": row for row in units},
            oee_total=next((row for row in oee.rows if row.work_unit is None), None),
            output=tuple(output.rows),
            yields=tuple(yields.rows),
            defects=tuple(defects.rows),
            alerts=tuple(alerts.rows),
            trend=trend,
        )

    def _now(self, site: SiteRow) -> Instant:
        if self._plant_clock is not None:
            return self._plant_clock()
        present = self._clock()
        heard = site.heard_at
        return present if heard is None or present - heard < RECENT else heard

    async def _trend_until(self, tx: Tx, now: Instant, since: Instant) -> Trend:
        if self._trend is None or abs(now - self._trend.read_at) >= TREND_EVERY:
            begin = since - timedelta(days=TREND_DAYS)
            window = FigureParams(since=begin, until=since, limit=1000)
            days: Page[DayRow] = await self._ask(tx, "cockpit.daily_output", window)
            oee: Page[OeeRow] = await self._ask(
                tx, "cockpit.oee", OeeParams(since=begin, until=since, by="day", total=True)
            )
            self._trend = Trend(read_at=now, output=tuple(days.rows), oee=tuple(oee.rows))
        return self._trend

    async def _ask(self, tx: Tx, name: str, params: msgspec.Struct) -> Page:  # type: ignore[type-arg]  # the caller names the row
        return await self._registry.queries[name].run(tx, params, self._reader)


def day_start(site: SiteRow, now: Instant) -> Instant:
    """Return when the business day of an instant began at a site."""
    zone, starts = ZoneInfo(site.zone), timedelta(seconds=int(site.day_starts_s))
    day = business_date(now, zone, starts)
    local = datetime(day.year, day.month, day.day, tzinfo=zone) + starts
    begun = local.astimezone(now.tzinfo)
    return begun if begun < now else now - timedelta(seconds=1)
