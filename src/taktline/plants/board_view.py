"""Draws the board in the terminal: aligned, in both languages, state as colour, icon and word."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text as Line

from taktline.apps.cockpit.oee import OeeRow
from taktline.base.text import Language, Text
from taktline.plants.board import Board

WIDE, BOXED, HIGH = 156, 100, 30
"""Columns from which it stands in two columns, columns and rows from which figures have boxes."""
BARS = "▁▂▃▄▅▆▇█"
FACTORS = ("availability", "effectiveness", "quality_ratio")
OEE_GOOD, OEE_FAIR = 0.65, 0.45
YIELD_GOOD, YIELD_FAIR = 0.955, 0.93
FLOW = ("WND", "L1-", "OVE", "CNC")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

STATES: dict[str, tuple[str, str, Text]] = {
    "executing": ("●", "green", Text("Running", "运行")),
    "setup": ("◆", "cyan", Text("Set-up", "换型")),
    "idle_no_order": ("○", "bright_black", Text("No order", "无单")),
    "waiting": ("◔", "yellow", Text("Waiting", "等待")),
    "minor_stop": ("▲", "yellow", Text("Minor stop", "小停")),
    "fault": ("✖", "bold red", Text("Fault", "故障")),
    "maintenance": ("✚", "magenta", Text("Service", "保养")),
    "planned_off": ("–", "bright_black", Text("Off", "停班")),
    "offline": ("?", "bright_black", Text("Offline", "离线")),
}
"""State = colour + icon + word, never colour alone."""
ORDER_STATES: dict[str, tuple[str, str, Text]] = {
    "released": ("○", "bright_black", Text("Released", "已下达")),
    "running": ("●", "green", Text("Running", "生产中")),
    "held": ("✖", "bold red", Text("Held", "异常暂停")),
    "completed": ("✔", "cyan", Text("Complete", "已完工")),
}
WORDS = {
    "output": Text("Output", "产出"),
    "fpy": Text("First pass", "直通率"),
    "oee": Text("OEE", "OEE"),
    "bad": Text("Bad", "不良"),
    "scrap": Text("scrap", "报废"),
    "alarms": Text("Alarms", "异常"),
    "stations": Text("Stations", "工位"),
    "orders": Text("Orders", "工单"),
    "unit": Text("Unit", "设备"),
    "name": Text("Name", "名称"),
    "state": Text("State", "状态"),
    "for": Text("For", "时长"),
    "job": Text("Job", "任务"),
    "good": Text("Good", "合格"),
    "order": Text("Order", "工单"),
    "material": Text("Material", "物料"),
    "progress": Text("Progress", "进度"),
    "done": Text("Done", "完成"),
    "wip": Text("WIP", "在制"),
    "judge": Text("Judge", "待判"),
    "none": Text("All quiet: no open alarm.", "正常:无未关闭异常。"),
    "open": Text("open", "未响应"),
    "taken": Text("taken", "处理中"),
    "defects": Text("Defects today", "今日不良"),
    "a": Text("A", "可用"),
    "e": Text("E", "性能"),
    "q": Text("Q", "质量"),
}


class View:
    """Draws boards in one language."""

    def __init__(
        self,
        language: Language,
        *,
        speed: Callable[[], float | None] = lambda: None,
        footer: str = "",
    ) -> None:
        """Prepare to draw.

        Args:
            speed: how many times faster than the computer's the plant's clock runs; None = it is
                the computer's.
            footer: last line, for instance where to sign in.
        """
        self.language: Language = language
        self._speed = speed
        self._footer = footer

    def frame(self, board: Board, *, width: int, height: int) -> RenderableType:
        """Return one frame that fits the terminal.

        Args:
            width: columns, 80 or more for aligned columns.
            height: rows, 24 or more; what does not fit is left out from the bottom.
        """
        boxed = width >= BOXED and height >= HIGH
        head = [self._header(board), self._figures(board, boxed=boxed)]
        if width < WIDE:
            rows = height - len(board.stations) - (12 if boxed else 8)
            return Group(
                *head,
                self._stations(board, with_factors=width >= BOXED),
                self._orders(board, rows=max(3, rows)),
                self._alarms(board, rows=1),
                *self._last_line(),
            )
        grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
        grid.add_column(ratio=11)
        grid.add_column(ratio=8)
        orders = min(len(board.orders), max(3, height - 20))
        right = [
            self._panel("orders", self._orders(board, rows=orders)),
            self._panel("alarms", self._alarms(board, rows=3)),
            self._panel("defects", self._defects(board)),
        ]
        left = self._panel("stations", self._stations(board, with_factors=True))
        grid.add_row(left, Group(*right))
        return Group(*head, grid, *self._last_line())

    def _last_line(self) -> list[RenderableType]:
        return [Line(self._footer, "dim", no_wrap=True)] if self._footer else []

    def _say(self, word: str) -> str:
        return WORDS[word].say(self.language)

    def _named(self, name: str, name_en: str | None) -> str:
        return name_en or name if self.language == "en" else name

    def _header(self, board: Board) -> RenderableType:
        local = board.now.astimezone(board.zone)
        name = self._named(board.site.name, board.site.name_en)
        left = Line.assemble(("▌", "bold cyan"), (f"{name} ", "bold"), (board.site.code, "dim"))
        speed = self._speed()
        pace = "" if speed is None else f"  ×{speed:g}"
        right = Line.assemble((local.strftime("%Y-%m-%d %H:%M"), "bold"), (pace, "cyan"))
        table = Table.grid(expand=True)
        table.add_column(no_wrap=True)
        table.add_column(justify="right", no_wrap=True)
        table.add_row(left, right)
        return table

    def _figures(self, board: Board, *, boxed: bool) -> RenderableType:
        """The figures of the day side by side, each with what it is made of."""
        main = max(board.output, key=lambda row: len(row.material), default=None)
        total, material = board.oee_total, None if main is None else main.material
        whole = (row for row in board.yields if row.sequence is None)
        rolled = next((row.rolled for row in whole if row.material == material), None)
        days = [row for row in board.trend.output if row.material == material]
        bad = sum((row.bad for row in board.output), Decimal(0))
        scrap = sum((row.scrapped for row in board.output), Decimal(0))
        alarms = len(board.alerts)
        figures: list[tuple[str, Line, str, list[float]]] = [
            (
                "output",
                Line(f"{0 if main is None else main.finished:.0f}", "bold"),
                f"/ {0 if main is None else main.planned:.0f}",
                [float(day.finished) for day in days],
            ),
            ("fpy", _ratio(rolled, YIELD_GOOD, YIELD_FAIR), "RTY", []),
            (
                "oee",
                _ratio(None if total is None else total.oee, OEE_GOOD, OEE_FAIR),
                "" if total is None or not boxed else self._factors(total),
                [row.oee for row in board.trend.oee if row.oee is not None],
            ),
            ("bad", Line(f"{bad:.0f}", "bold"), f"{self._say('scrap')} {scrap:.0f}",
             [float(day.bad) for day in days]),
            (
                "alarms",
                Line(f"{alarms} {'✖' if alarms else '✔'}", f"bold {'red' if alarms else 'green'}"),
                "",
                [],
            ),
        ]  # fmt: skip
        table = Table.grid(expand=True, padding=(0, 1 if not boxed else 0, 0, 0))
        for _ in figures:
            table.add_column(ratio=1, no_wrap=True)
        cells = [self._figure(*figure[:2], figure[2:], boxed=boxed) for figure in figures]
        table.add_row(*cells)
        return table

    def _figure(
        self, word: str, value: Line, beside: tuple[str, list[float]], *, boxed: bool
    ) -> RenderableType:
        said, trend = beside
        line = Line.assemble(value, (f" {said}", "dim"), no_wrap=True, overflow="ellipsis")
        title = Line(self._say(word), "bold cyan")
        if not boxed:
            return Group(title, line)
        inside = Group(line, Line(sparkline(trend) or " ", "cyan", no_wrap=True))
        return Panel(inside, title=title, title_align="left", box=box.ROUNDED, border_style="dim")

    def _factors(self, row: OeeRow) -> str:
        values = (row.availability, row.effectiveness, row.quality_ratio)
        words = [self._say(word) for word in ("a", "e", "q")]
        pairs = zip(words, values, strict=True)
        return " ".join(f"{word}{value * 100:.0f}" for word, value in pairs if value is not None)

    def _stations(self, board: Board, *, with_factors: bool) -> RenderableType:
        table = _table()
        table.add_column(self._say("unit"), no_wrap=True)
        table.add_column(
            self._say("name"), no_wrap=True, ratio=1, min_width=12, overflow="ellipsis"
        )
        table.add_column(self._say("state"), no_wrap=True, min_width=12)
        table.add_column(self._say("for"), justify="right", no_wrap=True, min_width=6)
        table.add_column(self._say("job"), no_wrap=True, overflow="ellipsis", max_width=14)
        table.add_column(self._say("good"), justify="right", no_wrap=True)
        table.add_column(self._say("bad"), justify="right", no_wrap=True)
        table.add_column("OEE", justify="right", no_wrap=True)
        if with_factors:
            for word in ("a", "e", "q"):
                table.add_column(self._say(word), justify="right", no_wrap=True)
        for row in sorted(board.stations, key=lambda one: _place(one.work_unit)):
            icon, style, said = STATES.get(row.state or "offline", STATES["offline"])
            oee = board.oee.get(row.work_unit)
            factors = (
                [None if oee is None else getattr(oee, name) for name in FACTORS]
                if with_factors
                else []
            )
            table.add_row(
                row.work_unit,
                self._named(row.name, row.name_en),
                Line.assemble((f"{icon} {said.say(self.language)}", style)),
                _length(row.since, board.now),
                Line((row.job_order or "").removeprefix("WO"), "dim"),
                f"{row.good:.0f}",
                Line(f"{row.bad:.0f}" if row.bad else "·", "yellow" if row.bad else "dim"),
                _ratio(None if oee is None else oee.oee, OEE_GOOD, OEE_FAIR),
                *(Line("–" if one is None else f"{one * 100:.0f}", "dim") for one in factors),
            )
        return table

    def _orders(self, board: Board, *, rows: int) -> RenderableType:
        table = _table()
        table.add_column(self._say("order"), no_wrap=True)
        table.add_column(
            self._say("material"), no_wrap=True, ratio=1, min_width=12, overflow="ellipsis"
        )
        table.add_column(self._say("state"), no_wrap=True, min_width=10)
        table.add_column(self._say("progress"), no_wrap=True, min_width=16)
        table.add_column(self._say("done"), justify="right", no_wrap=True)
        table.add_column(self._say("wip"), justify="right", no_wrap=True)
        table.add_column(self._say("judge"), justify="right", no_wrap=True)
        for row in board.orders[:rows]:
            state = "held" if row.is_held else "running" if row.running else row.status
            icon, style, word = ORDER_STATES.get(state, ORDER_STATES["released"])
            label = word.say(self.language)
            table.add_row(
                row.code.removeprefix("WO"),
                row.material,
                Line(f"{icon} {label}", style),
                _bar(row.progress, 10, is_late=row.is_late),
                f"{row.finished:.0f}/{row.ordered:.0f}",
                f"{row.in_process:.0f}",
                Line(f"{row.to_judge:.0f}" if row.to_judge else "·",
                     "yellow" if row.to_judge else "dim"),
            )  # fmt: skip
        return table

    def _alarms(self, board: Board, *, rows: int) -> RenderableType:
        if not board.alerts:
            return Line(f"✔ {self._say('none')}", "green", no_wrap=True)
        lines = []
        for alert in board.alerts[:rows]:
            taken = alert.acknowledged_at is not None
            lines.append(
                Line.assemble(
                    ("✖ " if not taken else "▲ ", "bold red" if not taken else "yellow"),
                    (f"{alert.text or alert.kind}  ", "bold"),
                    (f"{(alert.job_order or '').removeprefix('WO')}  ", "dim"),
                    f"{_length(alert.raised_at, board.now)}  ",
                    (self._say("taken") if taken else self._say("open"),
                     "yellow" if taken else "red"),
                    no_wrap=True,
                    overflow="ellipsis",
                )
            )  # fmt: skip
        if len(board.alerts) > rows:
            lines.append(Line(f"+{len(board.alerts) - rows}", "dim"))
        return Group(*lines)

    def _defects(self, board: Board) -> RenderableType:
        table = Table.grid(padding=(0, 1))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, justify="right")
        table.add_column(no_wrap=True)
        most = max((row.pieces for row in board.defects), default=Decimal(1))
        for row in board.defects[:5]:
            name = self._named(row.name or row.defect_code, row.name_en)
            bar = "█" * max(1, round(float(row.pieces / most) * 18))
            table.add_row(name, f"{row.pieces:.0f}", Line(bar, "yellow"))
        return table

    def _panel(self, word: str, content: RenderableType) -> RenderableType:
        return Panel(
            content,
            title=Line(self._say(word), "bold cyan"),
            title_align="left",
            box=box.ROUNDED,
            border_style="dim",
            padding=(0, 1),
        )


def sparkline(values: Sequence[float], *, most: int = 24) -> str:
    """Return values as a row of bars; the lowest stands a little above the ground."""
    shown = list(values)[-most:]
    if not shown:
        return ""
    high = max(shown)
    span = (high - min(shown)) or 1.0
    low = min(shown) - span / (len(BARS) - 1)
    steps = (round((value - low) / (high - low) * (len(BARS) - 1)) for value in shown)
    return "".join(BARS[step] for step in steps)


def _table() -> Table:
    return Table(
        box=None, expand=True, padding=(0, 1, 0, 0), header_style="bright_black", pad_edge=False
    )


def _bar(share: float, cells: int, *, is_late: bool) -> Line:
    done = round(share * cells)
    style = "red" if is_late else "green" if share >= 1 else "cyan"
    return Line.assemble(
        ("━" * done, style), ("━" * (cells - done), "bright_black"), f" {share * 100:3.0f} %"
    )


def _ratio(value: float | None, good: float, fair: float) -> Line:
    if value is None:
        return Line("–", "dim")
    style = "green" if value >= good else "yellow" if value >= fair else "red"
    return Line(f"{value * 100:.1f} %", f"bold {style}")


def _length(since: datetime | None, now: datetime) -> str:
    if since is None or since > now:
        return ""
    length = now - since
    if length < HOUR:
        return f"{length // MINUTE} min"
    return f"{length // HOUR}:{length % HOUR // MINUTE:02} h"


def _place(unit: str) -> tuple[int, str]:
    """Return where a unit stands in the flow: winding, line, ovens, lathes; others behind."""
    group = unit[:3]
    return (FLOW.index(group) if group in FLOW else len(FLOW), unit)
