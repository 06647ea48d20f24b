"""Random commands through the door on PostgreSQL do what two small models say, law by law.

The number of commands is `MACHINE_COMMANDS` for both machines together: 20,000, or 1,000,000 in
`make nightly`.
"""

import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import anyio
import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from taktline.base.ids import derived_id
from taktline.base.problem import Problem
from taktline.kernel.ledger.verify import prove
from taktline.platform.envelope import Answer, Item
from taktline.platform.events.audit import Audit
from taktline.platform.events.sealer import Sealer
from taktline.store import Store
from tests.chaos.names import draft
from tests.kernel_models import MATERIAL, STORES, TAKERS, Asked, Orders, Status, Stores
from tests.kernel_models_beside import DATED_MAX, Cartons, Periods, Runs, dated
from tests.ledger_fixtures import NOON, SITE, material
from tests.story.plant import LEAD, REGISTRY, Plant

COMMANDS = int(os.environ.get("MACHINE_COMMANDS", "20000"))
EXAMPLES_AT_ONCE = 10
STEPS_MAX = 40
HANGS_S = 1_800 if COMMANDS <= 20_000 else 12 * 3_600
"""Only what hangs takes so long, however busy the machine is: no clock ends a run that works."""

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.slow,
    pytest.mark.timeout(HANGS_S),
]

BALANCES = """
    SELECT p.code, l.code, b.status, sum(b.quantity) FROM balance b
    JOIN place p ON p.id = b.place JOIN lot l ON l.id = b.lot
    WHERE l.code = ANY(%s) AND l.material = %s AND p.code = ANY(%s)
    GROUP BY p.code, l.code, b.status HAVING sum(b.quantity) <> 0"""
BOXED = """
    SELECT coalesce(h.code, ''), sum(b.quantity) FROM balance b JOIN lot l ON l.id = b.lot
    LEFT JOIN handling_unit h ON h.id = b.handling_unit
    WHERE l.code = %s AND l.material = %s AND b.is_physical
    GROUP BY h.code HAVING sum(b.quantity) <> 0"""
CLOSED = "SELECT ends_on FROM period WHERE status = 'closed' ORDER BY ends_on"
FURNACE = """
    INSERT INTO equipment (id, code, name, site, level, created_at, created_by, updated_at,
        updated_by) VALUES (%s, 'FURNACE', 'furnace', %s, 'work_cell', %s, %s, %s, %s)"""
POSTED_INTO_CLOSED = """
    SELECT m.id FROM move m JOIN period p ON m.posted_on BETWEEN p.starts_on AND p.ends_on
    WHERE p.status = 'closed' AND m.recorded_at > p.closed_at"""
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
        self.today = datetime.now(UTC)
        self.periods = Periods(self.today.date())

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
            again = msgspec.structs.replace(first, repeated=True)
            assert self.floor.give([one]) == [again]

    def teardown(self) -> None:
        """Send the rest."""
        self.send()


lots, quantities = st.integers(0, 1), st.integers(1, 9)
takers = st.integers(0, 1)
places = st.sampled_from(STORES)
ends = st.sampled_from(
    [("WH1", "WH2"), ("WH1", "L1"), ("WH2", "WH1"), ("WH2", "L1"), ("L1", "WH1"), ("WH1", "WH1")]
)
statuses: st.SearchStrategy[Status] = st.sampled_from(["available", "available", "blocked"])


class StoreMachine(KernelMachine):
    """Receives, moves, ships, blocks, holds, counts, promises, lends, packs, closes periods."""

    def __init__(self, floor: Floor) -> None:
        super().__init__(floor)
        self.model = Stores(f"M{self.prefix}")
        self.boxes = Cartons(self.prefix)
        self.boxed: dict[str, int] = {}
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

    @rule(drawn=st.lists(st.tuples(lots, places, st.integers(0, 60)), min_size=1, max_size=3))
    def count(self, drawn: list[tuple[int, str, int]]) -> None:
        self.ask(*(self.model.count(self.model.lots[lot], p, q) for lot, p, q in drawn))

    @rule(
        drawn=st.lists(st.tuples(lots, places, quantities), max_size=3),
        gone=st.lists(st.integers(0, 5), max_size=3),
    )
    def promise_and_let_go(self, drawn: list[tuple[int, str, int]], gone: list[int]) -> None:
        self.ask(*(self.model.promise(self.model.lots[lot], p, q) for lot, p, q in drawn))
        self.ask(*(self.model.let_go(index) for index in gone))

    @rule(
        drawn=st.lists(
            st.tuples(lots, st.sampled_from(["issue", "lend", "back"]), takers, quantities),
            min_size=2,
            max_size=6,
        )
    )
    def issue_and_lend(self, drawn: list[tuple[int, str, int, int]]) -> None:
        for lot, what, taker, quantity in drawn:
            code = self.model.lots[lot]
            if what == "issue":
                self.ask(self.model.issue(code, "WH1", taker, quantity))
            elif what == "lend":
                self.ask(self.model.lend(code, taker, quantity))
            else:
                self.ask(self.model.give_back(code, taker, quantity))

    @rule(
        drawn=st.lists(st.tuples(lots, quantities, st.integers(2, DATED_MAX)), max_size=3),
        closes=st.integers(2, DATED_MAX),
        reopens=st.lists(st.integers(0, 1), max_size=1),
    )
    def enter_late(
        self, drawn: list[tuple[int, int, int]], closes: int, reopens: list[int]
    ) -> None:
        for lot, quantity, days in drawn:
            at = self.floor.today - timedelta(days=days)
            self.ask(dated(self.model.receive(self.model.lots[lot], "WH2", quantity), at))
        self.ask(self.floor.periods.close(closes))
        for index in reopens:
            self.send()
            self.ask(self.floor.periods.reopen(index))
        self.send()
        assert [row[0] for row in self.floor.rows(CLOSED)] == self.floor.periods.closed

    @rule(
        drawn=st.lists(
            st.tuples(
                st.sampled_from(["open", "pack", "pack", "move", "close", "come"]),
                st.integers(0, 2),
                quantities,
                st.integers(0, 2),
            ),
            min_size=2,
            max_size=6,
        )
    )
    def pack(self, drawn: list[tuple[str, int, int, int]]) -> None:
        for what, carton, quantity, source in drawn:
            if what == "open":
                self.ask(self.boxes.open(carton))
            elif what == "close":
                self.ask(self.boxes.close(carton))
            elif what == "come":
                self.ask(self.boxes.receive(quantity))
            else:
                self.ask(self.boxes.pack(carton, quantity, source if what == "move" else None))

    def compare(self) -> None:
        where = [*STORES, *(f"wip:{job}" for job in TAKERS)]
        rows = self.floor.rows(BALANCES, list(self.model.lots), material(MATERIAL), where)
        found = msgspec.convert(rows, list[tuple[str, str, Status, Decimal]])
        assert {(p, lot, s): int(q) for p, lot, s, q in found} == self.model.standing()
        if self.boxes.standing() != self.boxed:
            rows = self.floor.rows(BOXED, self.boxes.lot, material(MATERIAL))
            found_there = msgspec.convert(rows, list[tuple[str, Decimal]])
            self.boxed = {code: int(q) for code, q in found_there}
            assert self.boxed == self.boxes.standing()


jobs, pieces = st.integers(0, 1), st.integers(1, 6)
WAYS = (
    ("start",), ("pause", "resume"), ("hold", "release_held"), ("hold", "pause", "resume"),
    ("pause", "hold", "release_held"), ("complete", "reopen"), ("pause",), ("resume",), ("reopen",),
    ("hold", "complete", "reopen"), ("release_held",),
)  # fmt: skip
"""There and back, so that jobs go on, and single steps that are often not legal."""


class OrderMachine(KernelMachine):
    """Starts, reports, interrupts, corrects, takes back, joins, revises and closes an order."""

    def __init__(self, floor: Floor) -> None:
        super().__init__(floor)
        self.model = Orders(self.prefix)
        self.runs = Runs(self.model)
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

    @rule(
        drawn=st.lists(st.tuples(jobs, pieces), min_size=1, max_size=2),
        which=jobs,
        afterwards=st.lists(
            st.sampled_from(["report", "back", "correct", "fix", "stop"]), max_size=5
        ),
    )
    def run_together(self, drawn: list[tuple[int, int]], which: int, afterwards: list[str]) -> None:
        runs = self.runs
        self.ask(runs.open(which), *(runs.load(which, *one) for one in drawn), runs.start(which))
        for step in afterwards:
            if step == "report":
                self.ask(runs.report(which))
            elif step == "stop":
                self.ask(runs.stop(which))
            else:
                self.send()
                of = {"back": runs.take_back, "correct": runs.correct}.get(step)
                self.ask(runs.fix(which, drawn[0][1]) if of is None else of(which))

    @rule(ordered=st.integers(60, 120), reads=st.lists(jobs, max_size=2))
    def revise(self, ordered: int, reads: list[int]) -> None:
        self.ask(self.model.revise(ordered), *(self.model.read_notice(job) for job in reads))

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
    by = LEAD.id
    await plant.execute(FURNACE, derived_id("test", "FURNACE"), SITE, NOON, by, NOON, by)
    for job in TAKERS:
        code = job.removesuffix("-10")
        await plant.do(f"{code} draft", "kernel.create_work_order", **draft(code, "90"))
        await plant.do(f"{code} out", "kernel.release_work_order", work_order=code)
    return Floor(plant)


def run_machines(machine: type[KernelMachine], floor: Floor, commands: int) -> None:
    """Run examples until there were enough commands."""
    while floor.commands < commands:
        run_state_machine_as_test(
            lambda: machine(floor),  # type: ignore[arg-type]  # any maker of machines will do
            settings=settings(
                max_examples=EXAMPLES_AT_ONCE,
                stateful_step_count=STEPS_MAX,
                deadline=None,
                database=None,
                phases=(Phase.generate,),  # The plant remembers: a smaller example is another one.
                suppress_health_check=list(HealthCheck),
            ),
        )


async def proved(floor: Floor) -> None:
    """Prove the ledger, the laws of orders, and that nothing was changed after it was written."""
    plant = floor.plant
    async with plant.store.transaction(plant.tenant, statement_timeout_ms=600_000) as tx:
        assert (await prove(tx)).findings == []
        for law, statement in ISA95_LAWS.items():
            assert await tx.fetch(statement) == [], law
        assert await tx.fetch(POSTED_INTO_CLOSED) == [], "posted into a closed period"
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
    assert floor.commands >= COMMANDS // 2
    assert floor.accepted > floor.commands / 5
    assert floor.refused > floor.commands / 10
    assert len(floor.verbs) >= 12, sorted(floor.verbs)
