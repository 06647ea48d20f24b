"""`taktline trace`: the whole story of one lot or serial."""

from taktline.api.runtime import running
from taktline.cli.call import Calling, print_json
from taktline.cli.local import tenant_meant
from taktline.cli.replay import show_tables
from taktline.plants.replay.tables import tables_of_story
from taktline.plants.trace import trace as read_story


async def trace(
    piece: str, /, *, tenant: str | None = None, json: bool = False, call: Calling
) -> None:
    """Print what a piece was made from, where, when and by whom, inspected and held.

    Args:
        piece: MATERIAL/LOT or MATERIAL/SERIAL · 物料/批次 或 物料/序列号
        tenant: its code, where there are several · 租户编码
        json: as JSON · 以 JSON 输出
    """
    async with running(call.settings(), limited=False) as runtime:
        code = await tenant_meant(runtime, tenant)
        async with runtime.store.transaction(code, readonly=True) as tx:
            story = await read_story(tx, piece)
    if json:
        print_json(story)
    else:
        show_tables(tables_of_story(story))
