"""What an import prints: what was taken, what was left out and why, what was refused."""

from rich.table import Table

from taktline.base.quantity import plain
from taktline.plants.inventree.run import ImportResult

REFUSED_MAX = 50
"""Refusals shown one by one; the rest is counted."""


def tables_of(result: ImportResult) -> list[Table]:
    """Return the tables of an import."""
    made = [_taken(result), _left(result), _stock(result)]
    return [*made, _refused(result)] if result.refused else made


def _taken(result: ImportResult) -> Table:
    table = _table("Taken over", "table", "rows", "commands accepted", "refused")
    for one in result.taken:
        table.add_row(one.table, str(one.rows), str(one.accepted), str(one.refused))
    table.add_section()
    accepted = sum(one.accepted for one in result.taken)
    table.add_row("all", "", str(accepted), str(len(result.refused)))
    return table


def _left(result: ImportResult) -> Table:
    table = _table("Left out", "table", "why", "rows")
    for name, reasons in result.left_out.items():
        for reason, rows in reasons.items():
            table.add_row(name, reason, str(rows))
    return table


def _stock(result: ImportResult) -> Table:
    table = _table("Stock in hand", "in the export", "in our stores", "moves", "ledger")
    table.add_row(
        plain(result.in_hand_said),
        plain(result.in_hand_booked),
        str(result.moves),
        "holds" if result.ledger_ok else "does not hold",
    )
    return table


def _refused(result: ImportResult) -> Table:
    table = _table("Refused", "command", "number", "code", "why")
    for one in result.refused[:REFUSED_MAX]:
        table.add_row(one.command, one.key, one.code, one.reason)
    more = len(result.refused) - REFUSED_MAX
    if more > 0:
        table.add_row("", "", "", f"and {more} more")
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
