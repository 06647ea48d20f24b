"""In which zone dates are meant: the site's, else the tenant's own."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from taktline.base.code import id_of
from taktline.catalog.shape import SITE, Shape
from taktline.platform.command import Command
from taktline.platform.database import Database
from taktline.platform.transaction import Tx
from taktline.store import CONTROL

ZONE = ZoneInfo("Asia/Shanghai")
"""Zone of a tenant nobody told otherwise."""

TENANT_ZONE = """
    SELECT zone FROM tenant_profile WHERE tenant = %(code)s::text
"""
SITE_ZONES = """
    SELECT id, code, zone FROM site
    WHERE id = ANY(%(ids)s::uuid[]) OR code = ANY(%(codes)s::text[])
"""


class Zones:
    """The zones of tenants, each read once per process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[str, ZoneInfo] = {}

    async def of(self, tenant: str) -> ZoneInfo:
        """Return a tenant's own zone."""
        kept = self._kept.get(tenant)
        if kept is None:
            async with self._database.transaction(CONTROL, readonly=True) as tx:
                rows = await tx.fetch(TENANT_ZONE, {"code": tenant})
            kept = self._kept[tenant] = ZoneInfo(str(rows[0][0])) if rows else ZONE
        return kept

    async def of_commands(
        self, tx: Tx, shape: Shape, commands: Sequence[Command]
    ) -> list[ZoneInfo]:
        """Return the zone of the site each command names, the tenant's where it names none."""
        own = await self.of(tx.tenant)
        named = [getattr(command, SITE, None) for command in commands]
        sites = [name for name in named if isinstance(name, str)]
        if SITE not in shape.fields or not sites:
            return [own] * len(commands)
        known: dict[str, ZoneInfo] = {}
        ids = [known_id for site in sites if (known_id := id_of(site)) is not None]
        codes = [site for site in sites if id_of(site) is None and "\x00" not in site]
        for record, code, zone in await tx.fetch(SITE_ZONES, {"ids": ids, "codes": codes}):
            known[str(record)] = known[str(code)] = ZoneInfo(str(zone))
        return [known.get(str(name).lower(), known.get(str(name), own)) for name in named]
