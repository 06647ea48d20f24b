"""Random commands through the door on PostgreSQL do what two small models say, law by law.

The number of commands is `MACHINE_COMMANDS` for both machines together: 20,000, or 1,000,000 in a
nightly run.
"""

import os
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import anyio
import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from taktline.base.problem import Problem
from taktline.kernel.ledger.verify import prove
from taktline.platform.envelope import Answer, Item
from taktline.platform.events.audit import Audit
from taktline.platform.events.sealer import Sealer
from taktline.store import Store
from tests.chaos.names import draft
from tests.kernel_models import MATERIAL, STORES, Asked, Orders, Status, Stores
from tests.ledger_fixtures import material
from tests.story.plant import LEAD, REGISTRY, Plant

COMMANDS = int(os.environ.get("MACHINE_COMMANDS", "20000"))
EXAMPLES_AT_ONCE = 10
STEPS_MAX = 40
ENOUGH_S = 100.0
"""On a machine that is busy with other things we stop here; the nightly run does not."""

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.slow,
    pytest.mark.timeout(300 if COMMANDS <= 20_000 else 6 * 3600),
]

BALANCES = """
    SELECT p.code, l.code, b.status, sum(b.quantity) FROM balance b
    JOIN place p ON p.id = b.place JOIN lot l ON l.id = b.lot
    WHERE l.code = ANY(%s) AND l.material = %s AND p.code = ANY(%s)
    GROUP BY p.code, l.code, b.status HAVING sum(b.quantity) <> 0"""
JOBS = "SELECT code, status, good, scrap FROM job_order WHERE code = ANY(%s)"
ISA95_LAWS = {
    "3: totals are the sums of the responses": """
        SELECT j.code FROM job_order j LEFT JOIN job_response r ON r.job_order = j.id
        GROUP BY j.id HAVING j.good <> coalesce(sum(r.sign * r.good), 0)
            OR j.scrap <> coalesce(sum(r.sign * r.scrap), 0)""",
    "4: at most one standing completion": """
        SELECT j.code FROM job_order j JOIN job_response r ON r.job_order = j.id
        WHERE r.kind IN ('complete', 'reopen') GROUP BY j.id
        HAVING abs(sum(CASE r.kind WHEN 'complete' THEN r.sign ELSE -r.sign END)) > 1""",
    "6: a move is reversed once, with its ends swapped": """
        SELECT b.id::text FROM move b JOIN move m ON m.id = b.reverses
        WHERE (b.source_place, b.target_place, b.quantity, coalesce(b.value, 0))
            IS DISTINCT FROM (m.target_place, m.source_place, m.quantity, coalesce(m.value, 0))
        UNION ALL SELECT reverses::text FROM move WHERE reverses IS NOT NULL
        GROUP BY reverses HAVING count(*) > 1""",
    "9: nothing is left in a closed order": """
        SELECT p.code FROM balance b JOIN place p ON p.id = b.place
        JOIN job_order j ON j.id = p.job_order
        WHERE j.status = 'closed' AND (
            (p.kind IN ('wip', 'defective', 'unreported') AND b.quantity <> 0) OR b.value <> 0)""",
}


class Floor:
    """The factory all examples of a test share, seen from the machines' own thread."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.accepted = self.refused = self.examples = 0
        self.verbs: set[str] = set()
        self.codes: Counter[str] = Counter()

    @property
    def commands(self) -> int:
        """Commands decided so far."""
        return self.accepted + self.refused

    def give(self, asked: list[Asked]) -> list[Answer | Problem]:
        """Send commands as one request, in order; neighbours of one verb are folded."""
        items = [
            Item(verb=one.verb, body=msgspec.json.encode({"id": one.id, **one.body}))
            for one in asked
        ]
        return anyio.from_thread.run(self._submit, items)

    def rows(self, sql: str, *params: object) -> list[tuple[object, ...]]:
        """Read."""
        return anyio.from_thread.run(self.plant.rows, sql, *params)

    async def _submit(self, items: list[Item]) -> list[Answer | Problem]:
        return await self.plant.door.submit(self.plant.tenant, LEAD, items=items)


class KernelMachine(RuleBasedStateMachine):
    """Collects commands, sends them together, and compares each outcome with the model."""

    def __init__(self, floor: Floor) -> None:
        super().__init__()
        self.floor = floor
        floor.examples += 1
        self.prefix = f"{floor.examples}"
        self.waiting: list[Asked] = []
        self.answers: list[tuple[Asked, Answer]] = []

    def ask(self, *asked: Asked | None) -> None:
        """Add commands; what has gathered is sent when it is a good handful."""
        self.waiting += [one for one in asked if one is not None]
        if len(self.waiting) > 30:
            self.send()

    def send(self) -> None:
        """Send what waits, and judge every outcome in its turn."""
        asked, self.waiting = self.waiting, []
        for one, outcome in zip(asked, self.floor.give(asked), strict=True):
            legal, is_accepted = one.legal(), isinstance(outcome, Answer)
            told = f"{one.verb} {one.body}: {outcome if is_accepted else repr(outcome)}"
            assert legal is None or legal == is_accepted, f"expected {legal}: {told}"
            self.floor.accepted += is_accepted
            self.floor.refused += not is_accepted
            if isinstance(outcome, Problem):
                self.floor.codes[one.verb + " " + outcome.code] += 1
            if isinstance(outcome, Answer):
                self.floor.verbs.add(one.verb)
                one.apply()
                self.answers.append((one, outcome))
        self.compare()

    def compare(self) -> None:
        """Compare the tables with the model; each machine knows its own."""

    @rule(index=st.integers(0, 99))
    def send_again(self, index: int) -> None:
        """The same id answers as before and changes nothing."""
        if self.answers:
            one, first = self.answers[index % len(self.answers)]
            assert self.floor.give([one]) == [first]

    def teardown(self) -> None:
        """Send the rest."""
        self.send()


lots, quantities = st.integers(0, 1), st.integers(1, 9)
places = st.sampled_from(STORES)
ends = st.sampled_from(
    [("WH1", "WH2"), ("WH1", "L1"), ("WH2", "WH1"), ("WH2", "L1"), ("L1", "WH1"), ("WH1", "WH1")]
)
statuses: st.SearchStrategy[Status] = st.sampled_from(["available", "available", "blocked"])


class StoreMachine(KernelMachine):
    """Receives, moves, ships, blocks, holds and takes back."""

    def __init__(self, floor: Floor) -> None:
        super().__init__(floor)
        self.model = Stores(f"M{self.prefix}")
        self.ask(
            *(
                self.model.receive(lot, place, 40)
                for lot in self.model.lots
                for place in ("WH1", "WH2")
            )
        )

    @rule(drawn=st.lists(st.tuples(lots, places, quantities), min_size=1, max_size=5))
    def receive(self, drawn: list[tuple[int, str, int]]) -> None:
        self.ask(*(self.model.receive(self.model.lots[lot], p, q) for lot, p, q in drawn))

    @rule(
        drawn=st.lists(
            st.tuples(lots, ends, statuses, quantities),
            min_size=2,
            max_size=9,
        )
    )
    def move(self, drawn: list[tuple[int, tuple[str, str], Status, int]]) -> None:
        lots_of = self.model.lots
        self.ask(*(self.model.move(lots_of[lot], ends, s, q) for lot, ends, s, q in drawn))

    @rule(drawn=st.lists(st.tuples(lots, places, statuses, quantities), min_size=1, max_size=7))
    def ship(self, drawn: list[tuple[int, str, Status, int]]) -> None:
        lots_of = self.model.lots
        self.ask(*(self.model.ship(lots_of[lot], p, s, q) for lot, p, s, q in drawn))

    @rule(drawn=st.lists(st.tuples(lots, places, statuses, quantities), min_size=1, max_size=4))
    def restate(self, drawn: list[tuple[int, str, Status, int]]) -> None:
        lots_of = self.model.lots
        self.ask(*(self.model.restate(lots_of[lot], p, s, q) for lot, p, s, q in drawn))

    @rule(lot=lots, releases=st.lists(st.integers(0, 5), max_size=3))
    def hold_and_release(self, lot: int, releases: list[int]) -> None:
        self.ask(*(self.model.release(index) for index in releases))
        self.ask(self.model.hold(self.model.lots[lot]))

    @rule(drawn=st.lists(st.integers(0, 99), min_size=1, max_size=3))
    def reverse(self, drawn: list[int]) -> None:
        self.ask(*(self.model.reverse(index) for index in drawn))

    def compare(self) -> None:
        rows = self.floor.rows(BALANCES, list(self.model.lots), material(MATERIAL), list(STORES))
        found = msgspec.convert(rows, list[tuple[str, str, Status, Decimal]])
        assert {(p, lot, s): int(q) for p, lot, s, q in found} == self.model.standing()


jobs, pieces = st.integers(0, 1), st.integers(1, 6)
WAYS = (
    ("start",), ("pause", "resume"), ("hold", "release_held"), ("hold", "pause", "resume"),
    ("pause", "hold", "release_held"), ("complete", "reopen"), ("pause",), ("resume",), ("reopen",),
    ("hold", "complete", "reopen"), ("release_held",),
)  # fmt: skip
"""There and back, so that jobs go on, and single steps that are often not legal."""


class OrderMachine(KernelMachine):
    """Starts, reports, interrupts, corrects, takes back, completes and closes an order."""

    def __init__(self, floor: Floor) -> None:
        super().__init__(floor)
        self.model = Orders(self.prefix)
        self.ask(of_course("kernel.create_work_order", draft(self.model.code, "90")))
        self.ask(of_course("kernel.release_work_order", {"work_order": self.model.code}))
        self.send()

    @rule(drawn=st.lists(st.tuples(jobs, pieces, st.sampled_from([0, 0, 0, 1])), min_size=2))
    def report(self, drawn: list[tuple[int, int, int]]) -> None:
        self.ask(*(self.model.report(*one) for one in drawn[:8]))

    @rule(job=jobs, steps=st.lists(st.sampled_from(WAYS), min_size=1, max_size=3))
    def go(self, job: int, steps: list[tuple[str, ...]]) -> None:
        self.ask(*(self.model.step(job, step) for way in steps for step in way))

    @rule(drawn=st.lists(st.tuples(st.integers(0, 99), pieces), min_size=1, max_size=4))
    def correct(self, drawn: list[tuple[int, int]]) -> None:
        self.ask(*(self.model.correct(*one) for one in drawn))

    @rule(drawn=st.lists(st.integers(0, 99), min_size=1, max_size=3))
    def reverse(self, drawn: list[int]) -> None:
        self.ask(*(self.model.reverse(index) for index in drawn))

    @rule(chance=st.integers(0, 19))
    def finish(self, chance: int) -> None:
        self.ask(self.model.close())
        if chance == 0:
            self.ask(self.model.step(0, "complete"), self.model.step(1, "complete"))
            self.ask(self.model.close())

    def compare(self) -> None:
        rows = self.floor.rows(JOBS, list(self.model.jobs))
        for code, status, good, scrap in msgspec.convert(
            rows, list[tuple[str, str, Decimal, Decimal]]
        ):
            job = self.model.jobs[code]
            if job.status == "unknown":
                job.status = status
            assert (status, int(good), int(scrap)) == (job.status, job.good, job.scrap), code


def of_course(verb: str, body: dict[str, object]) -> Asked:
    """Return a command that must be accepted and that no model minds."""
    asked = Stores("x").hold("x")
    return msgspec.structs.replace(
        asked, verb=verb, body=body, legal=lambda: True, apply=lambda: None
    )


@pytest.fixture
async def floor(store: Store, tenant: str) -> Floor:
    plant = Plant(store, tenant)
    await plant.set_up(("WH1", "store"), ("WH2", "store"), ("L1", "line_side"))
    return Floor(plant)


def run_machines(machine: type[KernelMachine], floor: Floor, commands: int) -> None:
    """Run examples until there were enough commands."""
    began = time.monotonic()
    while floor.commands < commands:
        run_state_machine_as_test(
            lambda: machine(floor),  # type: ignore[arg-type]  # any maker of machines will do
            settings=settings(
                max_examples=EXAMPLES_AT_ONCE,
                stateful_step_count=STEPS_MAX,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        if COMMANDS <= 20_000 and time.monotonic() - began > ENOUGH_S / 2:
            break


async def proved(floor: Floor) -> None:
    """Prove the ledger, the laws of orders, and that nothing was changed after it was written."""
    plant = floor.plant
    async with plant.store.transaction(plant.tenant, statement_timeout_ms=600_000) as tx:
        assert (await prove(tx)).findings == []
        for law, statement in ISA95_LAWS.items():
            assert await tx.fetch(statement) == [], law
    key, covered = b"k" * 32, REGISTRY.covered
    await Sealer(plant.store, key_of=lambda _: key, covered=covered).seal_all(plant.tenant)
    report = await Audit(plant.store, plant.tenant, key=key, covered=covered).verify([])
    assert report.findings == []
    assert report.commands >= floor.accepted


@pytest.mark.parametrize("machine", [StoreMachine, OrderMachine])
async def test_random_commands_do_what_the_model_says(
    machine: type[KernelMachine],
    floor: Floor,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    await anyio.to_thread.run_sync(run_machines, machine, floor, COMMANDS // 2)
    await proved(floor)
    record_testsuite_property(machine.__name__, f"{floor.commands} {dict(floor.codes)}")
    assert floor.commands > COMMANDS / 10
    assert floor.accepted > floor.commands / 5
    assert floor.refused > floor.commands / 10
    assert len(floor.verbs) >= 7
