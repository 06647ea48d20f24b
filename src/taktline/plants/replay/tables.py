"""What a replay and a trace print: tables for people, every one with its total."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from rich.table import Table

from taktline.base.quantity import plain
from taktline.plants.replay.result import ChartSaid, InspectionSaid, ReplayResult
from taktline.plants.replay.states import MachineSeconds
from taktline.plants.trace import Story

DASH = "-"


def tables_of(result: ReplayResult) -> list[Table]:
    """Return the tables of a replay: operations, inspections, capability, charts, machines."""
    made = [_operations(result), _inspections(result)]
    made += [_capability(one) for one in result.said.inspections if one.characteristics]
    made += [_charts(result.charts), _machines(result), _proof(result)]
    return made


def tables_of_story(story: Story) -> list[Table]:
    """Return the tables of a trace, in the order in which things happened."""
    piece = story.piece
    head = _table(f"{piece.material}/{piece.lot}", "what", "value")
    _rows(
        head,
        [
            ("material", piece.name),
            ("kind", "serial" if piece.is_serial else "lot"),
            ("produced", _time(piece.produced_at)),
            ("received", _time(piece.received_at)),
        ],
    )
    return [head, *(table for table in _chapters(story) if table.row_count)]


def table_of_seconds(rows: Sequence[MachineSeconds]) -> Table:
    """Return how long each data item of a machine had each value, day by day."""
    table = _table("States of machines", "machine", "day", "data item", "value", "times", "seconds")
    _rows(
        table,
        [
            (one.machine, one.day, one.data_item, one.value, one.times, f"{one.seconds:,.3f}")
            for one in rows
        ],
    )
    return table


def _operations(result: ReplayResult) -> Table:
    table = _table(
        f"Operations of {result.work_order}", "op", "machine", "pieces", "first start", "last end",
        "active s", "not finished",
    )  # fmt: skip
    said = result.said.operations
    for key in sorted({(one.op, one.machine) for one in said}):
        own = [one for one in said if (one.op, one.machine) == key]
        table.add_row(
            str(key[0]),
            key[1],
            str(len(own)),
            min((one.start for one in own if one.start), default=DASH),
            max((one.end for one in own if one.end), default=DASH),
            f"{sum(one.active_s for one in own):,.1f}",
            str(sum(one.end is None for one in own)),
        )
    total = sum(one.active_s for one in said)
    table.add_section()
    table.add_row("all", "", str(len(said)), "", "", f"{total:,.1f}", "")
    return table


def _inspections(result: ReplayResult) -> Table:
    table = _table(
        "Inspections, judged by us", "laboratory", "pieces", "values", "pass", "fail",
        "pieces passed", "first pass yield", "differences", "held",
    )  # fmt: skip
    held = list(result.held.values())
    for one, stopped in zip(result.said.inspections, held, strict=True):
        table.add_row(
            one.lab,
            str(one.pieces),
            str(one.measurements),
            str(one.passed),
            str(one.fail),
            str(one.pieces_passed),
            f"{result.first_pass_yield.get(one.lab, 0.0):.1%}",
            str(one.differences),
            str(len(stopped)),
        )
    return table


def _capability(inspection: InspectionSaid) -> Table:
    table = _table(
        f"Capability: {inspection.part}, {inspection.lab}", "characteristic", "n", "mean", "Cp",
        "Cpk", "Pp", "Ppk",
    )  # fmt: skip
    for one in inspection.characteristics:
        figures = (one.cp, one.cpk, one.pp, one.ppk)
        mean = DASH if one.mean is None else f"{one.mean:.4f}"
        table.add_row(one.characteristic, str(one.n), mean, *map(_figure, figures))
    return table


def _charts(charts: Sequence[ChartSaid]) -> Table:
    table = _table(
        "Control charts that show something (I-MR, Western Electric)", "laboratory",
        "characteristic", "center", "LCL", "UCL", "signals",
    )  # fmt: skip
    for one in charts:
        if one.signals:
            limits = (f"{one.center:.4f}", f"{one.lcl:.4f}", f"{one.ucl:.4f}")
            table.add_row(one.lab, one.characteristic, *limits, _by_rule(one.signals))
    table.add_section()
    calm = sum(not one.signals for one in charts)
    table.add_row("all", f"{len(charts)} charts, {calm} without a signal", "", "", "", "")
    return table


def _by_rule(signals: Sequence[str]) -> str:
    """Return the signals rule by rule: `WE1 at 16, 17; WE4 at 8`."""
    pieces: dict[str, list[str]] = {}
    for signal in signals:
        rule, _, piece = signal.partition(" at ")
        pieces.setdefault(rule, []).append(piece)
    return "; ".join(f"{rule} at {', '.join(at)}" for rule, at in sorted(pieces.items()))


def _machines(result: ReplayResult) -> Table:
    table = _table(
        "Machines while they were recorded", "machine", "recorded s", "executing s", "stopped s",
        "stops", "availability", "utilisation",
    )  # fmt: skip
    for one in result.machines:
        table.add_row(
            one.machine,
            f"{one.recorded_s:,.1f}",
            f"{one.executing_s:,.1f}",
            f"{one.stopped_s:,.1f}",
            str(one.stops),
            DASH if one.availability is None else f"{one.availability:.1%}",
            DASH if one.utilisation is None else f"{one.utilisation:.1%}",
        )
    return table


def _proof(result: ReplayResult) -> Table:
    proof = result.proof
    table = _table("Proof of the ledger", "moves", "balances", "genealogy", "verdict")
    verdict = "holds" if proof.ok else f"{len(proof.findings)} findings"
    table.add_row(str(proof.moves), str(proof.balances), str(proof.edges), verdict)
    for one in proof.findings:
        table.add_row(one.law, one.subject, one.expected, one.found)
    return table


def _chapters(story: Story) -> list[Table]:
    links = _table("Genealogy", "direction", "material", "lot", "quantity", "job order")
    _rows(
        links,
        [
            (one.direction, one.material, one.lot, _number(one.quantity), one.job_order)
            for one in story.made_from
        ],
    )
    operations = _table(
        "Operations", "job order", "operation", "machine", "started", "ended", "ran s", "programs",
        "tools", "counter", "stops",
    )  # fmt: skip
    for one in story.operations:
        told = one.parameters
        _rows(
            operations,
            [
                (
                    one.job_order, one.operation, one.work_unit, told.get("started_at"),
                    told.get("ended_at") or _time(one.at), _number(one.machine_s),
                    told.get("programs"), told.get("tools"), told.get("part_count"),
                    told.get("stops"),
                )
            ],
        )  # fmt: skip
    stops = _table("Stops", "machine", "started", "seconds", "state", "said", "reason")
    _rows(
        stops,
        [
            (s.work_unit, _time(s.started_at), f"{s.length_s:.3f}", s.state, s.said, s.reason)
            for s in story.stops
        ],
    )
    return [links, operations, stops, *_verdicts(story), *_ledger(story)]


def _verdicts(story: Story) -> list[Table]:
    inspections = _table(
        "Inspections", "inspection", "what", "laboratory", "when", "values", "failed"
    )
    _rows(
        inspections,
        [
            (i.inspection, i.operation, i.laboratory, _time(i.at), i.values, i.failed)
            for i in story.inspections
        ],
    )
    values = _table(
        "Values out of limits", "inspection", "characteristic", "value", "lower", "upper", "unit"
    )
    _rows(
        values,
        [
            (
                v.inspection, v.characteristic, _number(v.value), _number(v.lsl),
                _number(v.usl), v.unit,
            )
            for v in story.out_of_limits
        ],
    )  # fmt: skip
    holds = _table("Holds", "hold", "reason", "placed", "released")
    _rows(
        holds,
        [(h.code, h.reason, _time(h.placed_at), _time(h.released_at)) for h in story.holds],
    )
    return [inspections, values, holds]


def _ledger(story: Story) -> list[Table]:
    moves = _table("Moves", "when", "from", "to", "quantity", "value")
    _rows(
        moves,
        [
            (_time(m.at), m.source, m.target, _number(m.quantity), _number(m.value))
            for m in story.moves
        ],
    )
    balances = _table("Where it is", "place", "status", "quantity", "value")
    _rows(
        balances,
        [(b.place, b.status, _number(b.quantity), _number(b.value)) for b in story.balances],
    )
    return [moves, balances]


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _rows(table: Table, rows: Iterable[Sequence[object]]) -> None:
    for row in rows:
        table.add_row(*(DASH if cell is None else str(cell) for cell in row))


def _figure(value: float | None) -> str:
    return DASH if value is None else f"{value:.3f}"


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _time(at: datetime | None) -> str | None:
    if at is None:
        return None
    return at.isoformat(sep=" ", timespec="milliseconds").replace("+00:00", "Z")
