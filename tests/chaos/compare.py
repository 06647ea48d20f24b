"""Compares what the clients know with what the tables hold, row by row, and proves the rest."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.api.runtime import Runtime
from taktline.api.working import anchor_file
from taktline.base.quantity import ZERO, plain
from taktline.kernel.ledger.verify import prove
from taktline.platform.events.anchor import anchors_of
from taktline.platform.events.audit import Audit, AuditReport
from taktline.platform.events.sealer import Sealer
from taktline.platform.events.subscriber_run import SubscriberRun
from tests.chaos.journal import Told
from tests.chaos.names import TENANT
from tests.chaos.works import ECHO, ECHOING, REPORTED

COMMANDS = "SELECT id, verb, answer FROM command WHERE principal = %s"
MOVED = "SELECT cause, sum(quantity), count(*) FROM move GROUP BY cause"
REPORTED_ROWS = """
    SELECT cause, sum(sign * good), count(*) FROM job_response
    WHERE kind IN ('report', 'correct') GROUP BY cause"""
JOBS = "SELECT code, good FROM job_order"
TABLE_LAWS = {
    "an event without its command": (
        "SELECT count(*) FROM event e WHERE NOT EXISTS (SELECT FROM command c WHERE c.id = e.cause)"
    ),
    "a command without an event": (
        "SELECT count(*) FROM command c WHERE NOT EXISTS (SELECT FROM event e WHERE e.cause = c.id)"
    ),
    "a move without its command": (
        "SELECT count(*) FROM move m WHERE NOT EXISTS (SELECT FROM command c WHERE c.id = m.cause)"
    ),
    "a position left out or taken twice": (
        "SELECT (max(position) - count(*)) + (count(*) - count(DISTINCT position)) "
        "FROM event WHERE position IS NOT NULL"
    ),
    "an event seen twice": "SELECT count(*) - count(DISTINCT position) FROM chaos_seen",
    "an event not seen": (
        "SELECT count(*) FROM event e WHERE NOT EXISTS "
        "(SELECT FROM chaos_seen s WHERE s.position = e.position)"
    ),
    "an event counted twice or not": (
        "SELECT abs(events - (SELECT count(*) FROM event)) FROM chaos_count"
    ),
    "a report not echoed, or echoed twice": (
        "SELECT abs((SELECT count(*) FROM event WHERE name = "
        f"'{REPORTED}') - (SELECT coalesce(sum(b.quantity), 0) FROM balance b "
        "JOIN lot l ON l.id = b.lot JOIN place p ON p.id = b.place "
        "WHERE l.code = 'ECHO' AND p.code = 'WH2'))"
    ),
    "a dead letter": "SELECT count(*) FROM dead_letter",
}
STOCK_VERBS = {
    "inventory.receive_material", "inventory.move_material", "inventory.ship_material",
}  # fmt: skip


class Verdict(msgspec.Struct, kw_only=True):
    """What was found; nothing wrong where `wrong` is empty."""

    sent: int = 0
    acknowledged: int = 0
    refused: dict[str, int] = msgspec.field(default_factory=dict)
    unknown: int = 0
    commands: int = 0
    moves: int = 0
    events: int = 0
    wrong: list[str] = msgspec.field(default_factory=list)


class Row(msgspec.Struct, frozen=True):
    """A command as the table has it."""

    id: UUID
    verb: str
    answer: dict[str, object]


async def compare(runtime: Runtime, told: dict[str, Told], user: UUID) -> Verdict:
    """Seal and read what is left, then compare and prove everything."""
    await settle(runtime)
    verdict = Verdict(
        sent=len(told),
        acknowledged=sum(one.state == "acknowledged" for one in told.values()),
        refused=Counter(one.answer for one in told.values() if one.state == "refused"),
        unknown=sum(one.state == "sent" for one in told.values()),
    )
    async with runtime.store.transaction(TENANT, statement_timeout_ms=300_000) as tx:
        rows = {str(row.id): row for row in await tx.rows(COMMANDS, [user], as_=Row)}
        moved = await sums(tx.fetch(MOVED))
        reported = await sums(tx.fetch(REPORTED_ROWS))
        jobs = msgspec.convert(await tx.fetch(JOBS), list[tuple[str, Decimal]])
        for law, statement in TABLE_LAWS.items():
            count = (await tx.fetch(statement))[0][0]
            if count:
                verdict.wrong.append(f"{law}: {count}")
        proof = await prove(tx)
    verdict.commands, verdict.moves = len(rows), proof.moves
    verdict.wrong += row_by_row(told, rows)
    verdict.wrong += quantities(told, rows, moved=moved, reported=reported)
    verdict.wrong += totals(told, rows, jobs)
    verdict.wrong += [f"ledger {one.law}: {one.subject}" for one in proof.findings]
    report = await audit(runtime)
    verdict.events = report.events
    verdict.wrong += [f"audit: {one.kind} {one.table} {one.cause}" for one in report.findings]
    if report.unsealed:
        verdict.wrong.append(f"audit: {report.unsealed} events not sealed")
    return verdict


async def settle(runtime: Runtime) -> None:
    """Seal what was committed and let our subscriber read it, until nothing more comes of it."""
    sealer = Sealer(runtime.store, key_of=runtime.seal_key, covered=runtime.registry.covered)
    reader = SubscriberRun(runtime.store, runtime.door.desk, subscriber=ECHOING)
    assert reader.name == ECHO
    while await sealer.seal_all(TENANT) + await reader.catch_up(TENANT):
        pass


async def audit(runtime: Runtime) -> AuditReport:
    """Check the chain, also against the anchors written on the way."""
    audit_run = Audit(
        runtime.store,
        TENANT,
        key=runtime.seal_key(TENANT),
        covered=runtime.registry.covered,
    )
    return await audit_run.verify(anchors_of(anchor_file(runtime.settings), TENANT))


async def sums(rows: object) -> dict[str, tuple[Decimal, int]]:
    """Return quantity and number of rows per cause."""
    fetched = await rows  # type: ignore[misc]  # an awaitable of rows
    found = msgspec.convert(fetched, list[tuple[UUID, Decimal, int]])
    return {str(cause): (quantity, count) for cause, quantity, count in found}


def row_by_row(told: dict[str, Told], rows: dict[str, Row]) -> list[str]:
    """Nothing acknowledged is lost, nothing refused is there, nothing came from nowhere."""
    wrong = [f"{one}: a row nobody sent" for one in rows.keys() - told.keys()]
    for one, line in told.items():
        row = rows.get(one)
        if line.state == "differs":
            wrong.append(f"{one}: answered otherwise the second time: {line.answer}")
        elif line.state == "acknowledged" and row is None:
            wrong.append(f"{one}: acknowledged and lost ({line.verb})")
        elif line.state == "refused" and row is not None:
            wrong.append(f"{one}: refused ({line.answer}) and booked")
        elif line.state == "acknowledged" and row is not None and not as_told(row, line):
            wrong.append(f"{one}: {row.verb} answers otherwise than {line.verb} did")
    return wrong


def as_told(row: Row, line: Told) -> bool:
    """Whether the stored command and answer are the ones the client knows."""
    given = msgspec.json.decode(line.answer, type=dict[str, object])
    same = all(given.get(key) == value for key, value in row.answer.items())
    return same and row.verb == line.verb


def quantities(
    told: dict[str, Told],
    rows: dict[str, Row],
    *,
    moved: dict[str, tuple[Decimal, int]],
    reported: dict[str, tuple[Decimal, int]],
) -> list[str]:
    """Every booked command moved exactly what it said, in exactly the rows it needs."""
    wrong = []
    for one in rows.keys() & told.keys():
        line = told[one]
        if line.verb in STOCK_VERBS:
            lines = msgspec.convert(line.body["lines"], list[dict[str, object]])
            asked = sum((Decimal(str(each["quantity"])) for each in lines), ZERO)
            found = moved.get(one, (ZERO, 0))
            if found != (asked, 1):
                wrong.append(f"{one}: {line.verb} of {plain(asked)} moved {found}")
        elif line.verb == "kernel.report_operation":
            found = reported.get(one, (ZERO, 0))
            if found != (Decimal(str(line.body["good"])), 1):
                wrong.append(f"{one}: a report of {line.body['good']} counted {found}")
    return wrong


def totals(
    told: dict[str, Told], rows: dict[str, Row], jobs: Sequence[tuple[str, Decimal]]
) -> list[str]:
    """Add up the journals alone: every job order counts exactly what its reports said."""
    expected: Counter[str] = Counter()
    for one in rows.keys() & told.keys():
        body, verb = told[one].body, told[one].verb
        if verb == "kernel.report_operation":
            expected[str(body["job_order"])] += int(str(body["good"]))
        elif verb == "kernel.correct_report":
            report = told[str(body["report"])].body
            expected[str(report["job_order"])] += int(str(body["good"])) - int(str(report["good"]))
    return [
        f"{code}: counts {plain(good)}, its reports say {expected[code]}"
        for code, good in jobs
        if good != expected[code]
    ]
