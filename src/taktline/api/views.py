"""What rules before a verb may look at, beside the command: records of the state it loaded."""

from uuid import UUID

import msgspec

from taktline.engines.rules.words import View
from taktline.kernel.ledger.stock import Material
from taktline.kernel.orders.facts import WorkMaster
from taktline.kernel.orders.rows import Job, WorkOrder
from taktline.kernel.orders.shop import Shop


def _shop(state: object) -> Shop:
    assert isinstance(state, Shop)
    return state


def _job(state: object, reference: str) -> msgspec.Struct:
    return _shop(state).job(reference)


def _order(state: object, reference: str) -> msgspec.Struct:
    return _shop(state).work_order(reference)


def _master(state: object, reference: str) -> msgspec.Struct:
    return _shop(state).work_master(reference)


def _material(state: object, reference: str) -> msgspec.Struct:
    return _shop(state).material(reference)


def _code_of(state: object, entity: str, record: UUID) -> str | None:
    """Return the code of a linked record, where the state has it."""
    shop = _shop(state)
    match entity:
        case "job_order" if record in shop.jobs:
            return shop.jobs[record].code
        case "work_order" if record in shop.work_orders:
            return shop.work_orders[record].code
        case "work_master" if record in shop.work_masters:
            return shop.work_masters[record].code
        case "material" if record in shop.stock.materials:
            return shop.stock.materials[record].code
        case _ if record in shop.resources:
            return shop.resources[record].code
        case _:
            return None


VIEWS: dict[type, tuple[View, ...]] = {
    Shop: (
        View(
            entity="job_order",
            fields=("job_order", "inspection"),
            kind=Job,
            find=_job,
            code_of=_code_of,
        ),
        View(
            entity="work_order", fields=("work_order",), kind=WorkOrder, find=_order,
            code_of=_code_of,
        ),
        View(
            entity="work_master", fields=("work_master", "plan"), kind=WorkMaster, find=_master,
            code_of=_code_of,
        ),
        View(
            entity="material", fields=("material",), kind=Material, find=_material,
            code_of=_code_of,
        ),
    ),
}  # fmt: skip
"""By type of loaded state."""
