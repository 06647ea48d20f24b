"""What the worker does every day by itself."""

from taktline.api.working import end_promises
from tests.api_ground import Api


async def test_promises_are_ended_by_one_command_a_day_however_often_it_is_given(api: Api) -> None:
    await end_promises(api.runtime, api.tenant)
    await end_promises(api.runtime, api.tenant)
    async with api.runtime.store.transaction(api.tenant, readonly=True) as tx:
        rows = await tx.fetch(
            "SELECT count(*) FROM command WHERE verb = 'inventory.expire_reservations'"
        )
    assert rows == [(1,)]
