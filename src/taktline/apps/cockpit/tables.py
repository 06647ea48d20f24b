"""What the cockpit brings: its queries."""

from taktline.apps.cockpit import (
    alarms,
    calls,
    line,
    oee,
    orders,
    shifts,
    sites,
    stations,
    stops,
    timeline,
    wall,
    window,
)
from taktline.base.text import Text
from taktline.platform.query import Query
from taktline.platform.registry import AnyQuery, Part

QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="cockpit.sites", params=sites.SitesParams, row=sites.SiteRow,
        needs="equipment:read", run=sites.sites, label=Text(en="Sites", zh="工厂"),
    ),
    Query(
        name="cockpit.open_orders", params=orders.OrdersParams, row=orders.OrderRow,
        needs="work_order:read", run=orders.open_orders,
        label=Text(en="Open work orders", zh="未结工单"),
    ),
    Query(
        name="cockpit.output", params=window.FigureParams, row=orders.OutputRow,
        needs="work_order:read", run=orders.output,
        label=Text(en="Output by material", zh="物料产出"),
    ),
    Query(
        name="cockpit.daily_output", params=window.FigureParams, row=orders.DayRow,
        needs="work_order:read", run=orders.daily_output,
        label=Text(en="Output by day", zh="每日产出"),
    ),
    Query(
        name="cockpit.reports", params=window.FigureParams, row=orders.ReportRow,
        needs="work_order:read", run=orders.reports,
        label=Text(en="Reports behind a figure", zh="报工明细"),
    ),
    Query(
        name="cockpit.stations", params=window.FigureParams, row=stations.StationRow,
        needs="state:read", run=stations.stations,
        label=Text(en="Stations and machines now", zh="工位与设备现状"),
    ),
    Query(
        name="cockpit.yields", params=window.FigureParams, row=stations.YieldRow,
        needs="kpi:read", run=stations.yields,
        label=Text(en="First-pass yield", zh="直通率"),
    ),
    Query(
        name="cockpit.defects", params=window.FigureParams, row=stations.DefectRow,
        needs="kpi:read", run=stations.defects,
        label=Text(en="Defects by frequency", zh="不良排行"),
    ),
    Query(
        name="cockpit.oee", params=window.OeeParams, row=oee.OeeRow, needs="kpi:read",
        run=oee.oee, label=Text(en="OEE with its factors", zh="设备综合效率及因素"),
    ),
    Query(
        name="cockpit.wall", params=wall.WallParams, row=wall.WallRow, needs="state:read",
        run=wall.wall, label=Text(en="Wall of stations", zh="设备状态墙"),
    ),
    Query(
        name="cockpit.timeline", params=timeline.TimelineParams, row=timeline.LaneRow,
        needs="state:read", run=timeline.timeline,
        label=Text(en="State timeline", zh="状态时间轴"),
    ),
    Query(
        name="cockpit.lines", params=wall.LinesParams, row=wall.LineRow, needs="equipment:read",
        run=wall.lines, label=Text(en="Lines and areas with stations", zh="产线与区域"),
    ),
    Query(
        name="cockpit.line_output", params=line.LineParams, row=line.LineOutputRow,
        needs="job_order:read", run=line.line_output,
        label=Text(en="Output of a line today", zh="产线当日产出"),
    ),
    Query(
        name="cockpit.line_hours", params=line.LineParams, row=line.LineHourRow,
        needs="job_order:read", run=line.line_hours,
        label=Text(en="Output of a line by hour", zh="产线小时产出"),
    ),
    Query(
        name="cockpit.calls", params=calls.CallsParams, row=calls.CallRow,
        needs="work_alert:read", run=calls.calls,
        label=Text(en="Calls for help", zh="安灯呼叫"),
        labels=calls.LABELS,
        of="work_alert",
    ),
    Query(
        name="cockpit.stop_pareto", params=stops.ParetoParams, row=stops.StopParetoRow,
        needs="stop:read", run=stops.stop_pareto,
        label=Text(en="Stops by time lost", zh="停机排行"),
    ),
    Query(
        name="cockpit.shift_windows", params=shifts.ShiftsParams, row=shifts.ShiftRow,
        needs="shift:read", run=shifts.shift_windows,
        label=Text(en="Shifts of a window", zh="区间内的班次"),
    ),
    Query(
        name="cockpit.stock_alarms", params=alarms.AlarmsParams, row=alarms.AlarmRow,
        needs="balance:read", run=alarms.stock_alarms,
        label=Text(en="Stock alarms", zh="库存预警"),
    ),
)  # fmt: skip

PART = Part(name="apps.cockpit", queries=QUERIES)
