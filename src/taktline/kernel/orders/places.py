"""Where the commands about orders act, for rights that hold at a part of the plant only."""

from collections.abc import Iterable
from uuid import UUID

from taktline.base.code import id_of
from taktline.kernel.orders.alerts import AcknowledgeWorkAlert, RaiseWorkAlert, ResolveWorkAlert
from taktline.kernel.orders.confirm import ConfirmReports
from taktline.kernel.orders.hold import DispatchJobOrder
from taktline.kernel.orders.shop import Shop, path_of
from taktline.kernel.orders.split import MergeJobOrders, SplitJobOrder

Place = tuple[UUID, ...]


def at_alert(shop: Shop, command: AcknowledgeWorkAlert | ResolveWorkAlert) -> Place:
    """Return where the job order stands that an alert came from."""
    known = id_of(command.work_alert)
    for alert in shop.alerts.values():
        if known == alert.id or command.work_alert == alert.code:
            return (alert.site,) if alert.node is None else (alert.site, alert.node)
    return ()


def at_reports(shop: Shop, command: ConfirmReports) -> Place:
    """Return where the first report was made; `also_reports` has the others."""
    return next(iter(also_reports(shop, command)), ())


def also_reports(shop: Shop, command: ConfirmReports) -> Iterable[Place]:
    """Return where every report was made."""
    said = [one for report in command.reports for one in shop.responses.get(report, ())]
    return list(dict.fromkeys(path_of(shop, shop.jobs[one.job_order]) for one in said))


def also_dispatched(shop: Shop, command: DispatchJobOrder | SplitJobOrder) -> Iterable[Place]:
    """Return where a job order, or its part, is to be worked from now on."""
    site = shop.job(command.job_order).site
    center = command.work_center if isinstance(command, DispatchJobOrder) else None
    named = [(center, "work_center"), (command.work_unit, "work_unit")]
    return [(site, *shop.resource(code, kind).path) for code, kind in named if code is not None]


def also_called(shop: Shop, command: RaiseWorkAlert) -> Iterable[Place]:
    """Return the station that is named, where it is another than the job order's."""
    if command.work_unit is None:
        return []
    site = shop.job(command.job_order).site
    return [(site, *shop.resource(command.work_unit, "work_unit").path)]


def also_merged(shop: Shop, command: MergeJobOrders) -> Iterable[Place]:
    """Return where the job order stands that goes on."""
    return [path_of(shop, shop.job(command.into))]
