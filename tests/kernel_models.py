"""What stores and orders should hold, in a few lines of plain Python: the judge of the kernel.

A model says of a command whether it must be accepted, must be refused, or may be either (then only
its effect is judged), and what it changes when it is accepted.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.ids import uuid7

Status = Literal["available", "blocked"]
Key = tuple[str, str, Status]
"""Place, lot, status."""

STORES = ("WH1", "WH2", "L1")
MATERIAL = "PLATE"


class Asked(msgspec.Struct, kw_only=True, eq=False):
    """A command, what the model expects of it, and what it changes.

    Attributes:
        legal: asked when its turn has come: True must be accepted, False refused, None either.
    """

    verb: str
    body: dict[str, object]
    id: UUID
    legal: Callable[[], bool | None]
    apply: Callable[[], None]


class Stores:
    """Whole pieces of a few lots in a few places, some of them under a hold."""

    def __init__(self, prefix: str) -> None:
        self.lots = tuple(f"{prefix}{letter}" for letter in "AB")
        self.held: defaultdict[Key, int] = defaultdict(int)
        self.holds: dict[str, str] = {}
        self._done: dict[UUID, list[tuple[Key | None, Key | None, int]]] = {}
        self._prefix = prefix
        self._number = 0

    def receive(self, lot: str, place: str, quantity: int) -> Asked:
        """Goods come from a supplier."""
        line = {
            "material": MATERIAL, "place": place, "lot": lot, "quantity": str(quantity),
            "amount": str(quantity * 3),
        }  # fmt: skip
        return self._asked(
            "inventory.receive_material",
            {"site": "F1", "supplier": "S1", "lines": [line]},
            [(None, (place, lot, "available"), quantity)],
            lambda: None if self._stopped(lot) else True,
        )

    def move(self, lot: str, ends: tuple[str, str], status: Status, quantity: int) -> Asked:
        """Goods are carried; what is blocked may only go to another store, and stays blocked."""
        source: Key = (ends[0], lot, status)
        target: Key = (ends[1], lot, status)
        line = {**self._goods(lot, status, quantity), "source": ends[0], "target": ends[1]}

        def legal() -> bool:
            allowed = status == "available" or ends[1] != "L1"
            there = self.held[source] >= quantity
            return allowed and there and not self._stopped(lot) and ends[0] != ends[1]

        return self._asked(
            "inventory.move_material",
            {"site": "F1", "lines": [line]},
            [(source, target, quantity)],
            legal,
        )

    def ship(self, lot: str, place: str, status: Status, quantity: int) -> Asked:
        """Goods leave for a customer."""
        source: Key = (place, lot, status)
        self._number += 1
        body: dict[str, object] = {
            "site": "F1", "code": f"SH-{self._prefix}-{self._number}", "customer": "C9",
            "lines": [{**self._goods(lot, status, quantity), "source": place}],
        }  # fmt: skip

        def legal() -> bool:
            free = status == "available" and not self._stopped(lot)
            return free and self.held[source] >= quantity

        return self._asked("inventory.ship_material", body, [(source, None, quantity)], legal)

    def restate(self, lot: str, place: str, to: Status, quantity: int) -> Asked:
        """Goods are blocked or made available where they lie, also while they are held."""
        now: Status = "blocked" if to == "available" else "available"
        body: dict[str, object] = {
            "site": "F1", "place": place, "line": self._goods(lot, now, quantity), "to": to,
            "reason": "machine",
        }  # fmt: skip
        source, target = (place, lot, now), (place, lot, to)
        return self._asked(
            "inventory.change_status",
            body,
            [(source, target, quantity)],
            lambda: (None if place == "L1" else True) if self.held[source] >= quantity else False,
        )

    def hold(self, lot: str) -> Asked:
        """A lot is stopped wherever it is; a lot nobody knows cannot be."""
        self._number += 1
        code = f"HO-{self._prefix}-{self._number}"
        asked = self._asked(
            "kernel.place_hold",
            {"code": code, "lots": [{"material": MATERIAL, "lot": lot}], "reason": "machine"},
            [],
            lambda: any(key[1] == lot for key in self.held),
        )
        return _also(asked, lambda: self.holds.__setitem__(code, lot))

    def release(self, index: int) -> Asked | None:
        """One of the standing holds ends."""
        if not self.holds:
            return None
        code = sorted(self.holds)[index % len(self.holds)]
        asked = self._asked(
            "kernel.release_hold",
            {"code": code, "reason": "fine"},
            [],
            lambda: code in self.holds,
        )
        return _also(asked, lambda: self.holds.__delitem__(code))

    def reverse(self, index: int) -> Asked | None:
        """A command that moved goods is taken back; nothing is taken back twice."""
        known = [one for one, moves in self._done.items() if moves]
        if not known:
            return None
        of = known[index % len(known)]
        moves = [(target, source, quantity) for source, target, quantity in self._done[of]]

        def legal() -> bool | None:
            if of not in self._done:
                return False
            short = any(k is not None and self.held[k] < quantity for k, _, quantity in moves)
            return False if short else None

        asked = self._asked(
            "kernel.reverse_command", {"command": of, "reason": "mistake"}, moves, legal
        )
        return _also(asked, lambda: self._forget(of, asked.id))

    def standing(self) -> dict[Key, int]:
        """What is not empty."""
        return {key: quantity for key, quantity in self.held.items() if quantity}

    def _forget(self, of: UUID, reversal: UUID) -> None:
        del self._done[of]
        del self._done[reversal]

    def _stopped(self, lot: str) -> bool:
        return lot in self.holds.values()

    @staticmethod
    def _goods(lot: str, status: Status, quantity: int) -> dict[str, object]:
        return {"material": MATERIAL, "lot": lot, "status": status, "quantity": str(quantity)}

    def _asked(
        self,
        verb: str,
        body: dict[str, object],
        moves: list[tuple[Key | None, Key | None, int]],
        legal: Callable[[], bool | None],
    ) -> Asked:  # tidy: positional - verb, body, what moves, when
        one = uuid7()

        def apply() -> None:
            self._done[one] = moves
            for source, target, quantity in moves:
                if source is not None:
                    self.held[source] -= quantity
                if target is not None:
                    self.held[target] += quantity

        return Asked(verb=verb, body=body, id=one, legal=legal, apply=apply)


def _also(asked: Asked, more: Callable[[], None]) -> Asked:
    first = asked.apply

    def apply() -> None:
        first()
        more()

    asked.apply = apply
    return asked


NEXT: dict[tuple[str, str], str] = {
    ("released", "start"): "running",
    ("dispatched", "start"): "running",
    ("running", "pause"): "suspended",
    ("running", "hold"): "held",
    ("running", "complete"): "completed",
    ("suspended", "resume"): "running",
    ("suspended", "hold"): "held",
    ("suspended", "complete"): "completed",
    ("held", "release_held"): "running",
    ("held", "pause"): "suspended",
    ("held", "complete"): "completed",
    ("completed", "reopen"): "running",
}
"""OPC 10031-4 as our states name it (handbook, isa95 section 4), typed again from there."""
STEPS: dict[str, tuple[str, dict[str, object]]] = {
    "start": ("kernel.start_job_order", {}),
    "pause": ("kernel.pause_job_order", {"reason": "machine"}),
    "resume": ("kernel.resume_job_order", {}),
    "hold": ("kernel.hold_job_order", {"reason": "machine", "alert": "machine"}),
    "release_held": ("kernel.release_held_job_order", {"reason": "fine"}),
    "complete": ("kernel.complete_job_order", {"reason": "short"}),
    "reopen": ("kernel.reopen_job_order", {"reason": "more"}),
}
GUARDED = frozenset({"start", "complete", "reopen"})
"""Steps that also need pieces in balance; the others are legal whenever the state is."""
MAY_REPORT = frozenset({"released", "dispatched", "running", "unknown"})


class Job(msgspec.Struct, kw_only=True):
    """One operation as the model sees it; `unknown` until the table was read after a reversal."""

    status: str = "unknown"
    good: int = 0
    scrap: int = 0


class Report(msgspec.Struct, kw_only=True, frozen=True):
    """What a report says that stands."""

    job: str
    good: int
    scrap: int


class Orders:
    """One order of two operations: states, counts, and reports that can be corrected once."""

    def __init__(self, prefix: str) -> None:
        self.code = f"WO-{prefix}"
        self.jobs = {f"{self.code}-{step}": Job() for step in (10, 20)}
        self.reports: dict[UUID, Report] = {}
        self.is_closed = False
        self._ever: list[UUID] = []

    def step(self, index: int, step: str) -> Asked:
        """Start, pause, resume, hold, go on, complete, reopen."""
        code = self._code(index)
        job = self.jobs[code]
        verb, said = STEPS[step]

        def legal() -> bool | None:
            if job.status == "unknown":
                return None
            if (job.status, step) not in NEXT or self.is_closed:
                return False
            return None if step in GUARDED else True

        def apply() -> None:
            job.status = NEXT.get((job.status, step), "unknown")

        body = {"job_order": code, **said}
        return Asked(verb=verb, body=body, id=uuid7(), legal=legal, apply=apply)

    def report(self, index: int, good: int, scrap: int) -> Asked:
        """Pieces are reported; the first report starts a job."""
        code = self._code(index)
        job, one = self.jobs[code], uuid7()
        body: dict[str, object] = {"job_order": code, "good": str(good)}
        if scrap:
            body["defects"] = [{"quantity": str(scrap), "defect_code": "x", "outcome": "scrap"}]

        def apply() -> None:
            assert not self.is_closed, "a closed order took a report"
            self._count(Report(job=code, good=good, scrap=scrap), 1)
            self.reports[one] = Report(job=code, good=good, scrap=scrap)
            self._ever.append(one)
            if job.status != "unknown":
                job.status = "running"

        return Asked(
            verb="kernel.report_operation",
            body=body,
            id=one,
            legal=lambda: None if job.status in MAY_REPORT else False,
            apply=apply,
        )

    def correct(self, index: int, good: int) -> Asked | None:
        """A report is corrected; what was corrected or taken back stands no more."""
        if not self._ever:
            return None
        of, one = self._ever[index % len(self._ever)], uuid7()

        def apply() -> None:
            old = self.reports.pop(of)
            new = Report(job=old.job, good=good, scrap=old.scrap)
            self._count(old, -1)
            self._count(new, 1)
            self.reports[one] = new
            self._ever.append(one)

        return Asked(
            verb="kernel.correct_report",
            body={"report": of, "good": str(good), "reason": "miscounted"},
            id=one,
            legal=lambda: None if of in self.reports else False,
            apply=apply,
        )

    def reverse(self, index: int) -> Asked | None:
        """A report is taken back, once."""
        if not self._ever:
            return None
        of = self._ever[index % len(self._ever)]

        def apply() -> None:
            old = self.reports.pop(of)
            self._count(old, -1)
            self.jobs[old.job].status = "unknown"

        return Asked(
            verb="kernel.reverse_command",
            body={"command": of, "reason": "mistake"},
            id=uuid7(),
            legal=lambda: None if of in self.reports else False,
            apply=apply,
        )

    def close(self) -> Asked:
        """The order is closed; nothing goes on afterwards."""

        def apply() -> None:
            self.is_closed = True
            for job in self.jobs.values():
                assert job.status in ("completed", "unknown"), f"closed while {job.status}"
                job.status = "closed"

        def legal() -> bool | None:
            done = all(job.status in ("completed", "unknown") for job in self.jobs.values())
            return None if done and not self.is_closed else False

        return Asked(
            verb="kernel.close_work_order",
            body={"work_order": self.code},
            id=uuid7(),
            legal=legal,
            apply=apply,
        )

    def _code(self, index: int) -> str:
        return sorted(self.jobs)[index % len(self.jobs)]

    def _count(self, report: Report, sign: int) -> None:
        job = self.jobs[report.job]
        job.good += sign * report.good
        job.scrap += sign * report.scrap
