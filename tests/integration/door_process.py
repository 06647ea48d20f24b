"""A process that takes commands through the door until it is killed; prints every accepted id."""

import asyncio
import os
import sys
from pathlib import Path
from uuid import UUID

from taktline.base.ids import uuid7
from taktline.platform.door import Door
from taktline.platform.envelope import Answer
from taktline.platform.judge import Desk
from taktline.store import DatabaseSettings, open_store
from tests.toy_plant import FILLER, REGISTRY, pour

CLIENTS = 40


async def main(folder: Path, tenant: str, jar: UUID) -> None:
    """Let many clients pour; an id is printed only after its answer."""
    store = await open_store(DatabaseSettings(folder=folder, durable=False))
    door = Door(store, Desk(registry=REGISTRY))

    async def client() -> None:
        while True:
            sent = uuid7()
            outcomes = await door.submit(tenant, FILLER, items=[pour(jar, "0.01", id=sent)])
            assert isinstance(outcomes[0], Answer)
            os.write(1, f"{sent}\n".encode())

    await asyncio.gather(*(client() for _ in range(CLIENTS)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], UUID(sys.argv[3])))
