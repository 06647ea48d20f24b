"""A process of the role `connect` for one tenant, until it is killed."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from taktline.api.connecting import connecting
from taktline.api.runtime import running
from taktline.connect.connections import link
from taktline.connect.connections.address import Judge
from taktline.connect.live.agent import AgentLine
from taktline.connect.live.heard import Lines
from taktline.connect.live.shdr import ShdrLine
from taktline.platform.setting import Settings

LOOK_S = 0.05


async def main(folder: Path, tenant: str) -> None:
    """Run with short leases, so that a test need not wait for a quarter of a minute."""
    link.LEASE = timedelta(seconds=1.5)
    judge = Judge(["127.0.0.0/8"])
    lines: Lines = {
        "mtconnect_shdr": ShdrLine(judge, look_every_s=LOOK_S),
        "mtconnect_agent": AgentLine(judge, look_every_s=LOOK_S),
    }

    async def tenants() -> list[str]:
        return [tenant]

    settings = Settings(data_dir=folder)
    async with running(settings, limited=False, durable=False) as runtime:
        await connecting(runtime, lines=lines, renew_every_s=0.3).run(tenants)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
