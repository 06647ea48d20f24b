"""Keeps what rules refused: a refused command leaves nothing, so its log is written apart."""

import asyncio
from collections import Counter, deque

from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.engines.rules.log import Firing, keep, refusal_of
from taktline.platform.command import Clock
from taktline.platform.database import Database
from taktline.platform.guard import Question
from taktline.store import ConnectionLost, StatementRefused, StoreBusy

WAITING_MAX = 1_000
"""Refusals in memory; a storm of them says nothing that these did not."""
PER_RULE_MAX = 50
"""Refusals of one rule between two writings."""
WRITE_EVERY_S = 1.0


class RuleLog:
    """Collects refusals and writes them in transactions of their own, once a second."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: deque[tuple[str, Firing]] = deque()
        self._seen: Counter[tuple[str, str]] = Counter()

    def refused(self, question: Question, problem: Problem, looked_at: dict[str, object]) -> None:
        """Keep one refusal; never waits. Dry runs are not kept: they only ask."""
        rule = str(problem.values.get("rule", ""))
        self._seen[question.tenant, rule] += 1
        over = self._seen[question.tenant, rule] > PER_RULE_MAX
        if question.command.dry_run or over or len(self._waiting) >= WAITING_MAX:
            return
        firing = Firing(
            id=uuid7(),
            rule=rule,
            verb=question.verb.name,
            entity=question.verb.needs.partition(":")[0],
            about=str(question.command.id),
            code=question.principal.name[:200],
            status="refused" if problem.code == "refused-by-rule" else "faulted",
            looked_at=looked_at,
            refusals=[refusal_of(problem)],
            fired_at=self._clock(),
        )
        self._waiting.append((question.tenant, firing))

    async def write(self) -> int:
        """Write what waits, per tenant; returns how many. What cannot be is dropped."""
        entries, self._waiting = list(self._waiting), deque()
        self._seen.clear()
        for tenant in dict.fromkeys(code for code, _ in entries):
            mine = [firing for code, firing in entries if code == tenant]
            try:
                async with self._database.transaction(tenant) as tx:
                    keep(tx, mine)
            except (StatementRefused, ConnectionLost, StoreBusy):
                continue  # A tenant that is being removed, or no database: requests fail louder.
        return len(entries)

    async def run(self) -> None:
        """Write once a second until cancelled, and once more then."""
        try:
            while True:
                await asyncio.sleep(WRITE_EVERY_S)
                await self.write()
        finally:
            await self.write()
