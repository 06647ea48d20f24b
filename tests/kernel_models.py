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
TAKERS = ("LEND-1-10", "LEND-2-10")
"""Job orders that goods are issued to and lent between."""
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
        self.promises: dict[str, tuple[Key, int]] = {}
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

        def legal() -> bool | None:
            allowed = status == "available" or ends[1] != "L1"
            there = self.held[source] >= quantity
            possible = allowed and there and not self._stopped(lot) and ends[0] != ends[1]
            return self._unless_promised(source, quantity) if possible else False

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

        def legal() -> bool | None:
            free = status == "available" and not self._stopped(lot)
            possible = free and self.held[source] >= quantity
            return self._unless_promised(source, quantity) if possible else False

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

    def count(self, lot: str, place: str, counted: int) -> Asked:
        """What lies there is counted: the difference is booked, also while the lot is held."""
        key: Key = (place, lot, "available")
        line = {"material": MATERIAL, "lot": lot, "counted": str(counted)}
        asked = self._asked(
            "inventory.count_material",
            {"site": "F1", "place": place, "lines": [line]},
            [],
            lambda: True if any(known[1] == lot for known in self.held) else None,
        )

        def apply() -> None:
            more = counted - self.held[key]
            self._done[asked.id] = [(None, key, more) if more > 0 else (key, None, -more)]
            if more == 0:
                del self._done[asked.id]
            self.held[key] = counted

        asked.apply = apply
        return asked

    def promise(self, lot: str, place: str, quantity: int) -> Asked:
        """So much of what lies there is kept for somebody."""
        key: Key = (place, lot, "available")
        self._number += 1
        demand = f"order:{self._prefix}-{self._number}"
        asked = self._asked(
            "inventory.make_reservation",
            {"site": "F1", "demand": demand, "material": MATERIAL, "quantity": str(quantity),
             "place": place, "lot": lot},
            [],
            lambda: None if self.held[key] >= quantity else False,
        )  # fmt: skip
        return _also(asked, lambda: self.promises.__setitem__(demand, (key, quantity)))

    def let_go(self, index: int) -> Asked | None:
        """A promise is given back; one that others cut to nothing is not there any more."""
        if not self.promises:
            return None
        demand = sorted(self.promises)[index % len(self.promises)]
        asked = self._asked("inventory.release_reservation", {"demand": demand}, [], lambda: None)
        return _also(asked, lambda: self.promises.pop(demand, None))

    def issue(self, lot: str, place: str, taker: int, quantity: int) -> Asked:
        """Goods are brought to a job order."""
        key: Key = (place, lot, "available")
        line = {**self._goods(lot, "available", quantity), "source": place}

        def legal() -> bool | None:
            possible = self.held[key] >= quantity and not self._stopped(lot)
            return self._unless_promised(key, quantity) if possible else False

        job = TAKERS[taker]
        return self._asked(
            "inventory.issue_material",
            {"job_order": job, "lines": [line]},
            [(key, _wip(job, lot), quantity)],
            legal,
        )

    def lend(self, lot: str, giver: int, quantity: int) -> Asked:
        """One job order takes what another has not used."""
        source, target = TAKERS[giver], TAKERS[1 - giver]
        return self._asked(
            "inventory.transfer_material",
            {"source": source, "target": target, "reason": "theirs is late",
             "lines": [self._goods(lot, "available", quantity)]},
            [(_wip(source, lot), _wip(target, lot), quantity)],
            lambda: self.held[_wip(source, lot)] >= quantity and not self._stopped(lot),
        )  # fmt: skip

    def give_back(self, lot: str, giver: int, quantity: int) -> Asked:
        """A job order brings back what it did not use."""
        line = {**self._goods(lot, "available", quantity), "target": "WH1"}
        source = _wip(TAKERS[giver], lot)
        return self._asked(
            "inventory.return_material",
            {"job_order": TAKERS[giver], "lines": [line]},
            [(source, ("WH1", lot, "available"), quantity)],
            lambda: self.held[source] >= quantity and not self._stopped(lot),
        )

    def standing(self) -> dict[Key, int]:
        """What is not empty."""
        return {key: quantity for key, quantity in self.held.items() if quantity}

    def _forget(self, of: UUID, reversal: UUID) -> None:
        del self._done[of]
        del self._done[reversal]

    def _unless_promised(self, key: Key, quantity: int) -> bool | None:
        """Say that goods may be taken; either way where promises would be touched."""
        promised = sum(kept for one, kept in self.promises.values() if one == key)
        return True if self.held[key] - quantity >= promised else None

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


def _wip(job: str, lot: str) -> Key:
    return (f"wip:{job}", lot, "available")


def _also(asked: Asked, more: Callable[[], object]) -> Asked:
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
        self.joint: dict[UUID, list[Report]] = {}
        self.ordered = 90
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

    def revise(self, ordered: int) -> Asked:
        """More or fewer pieces are wanted while work goes on; never fewer than are done."""

        def legal() -> bool | None:
            is_same = self.is_closed or ordered == self.ordered
            return False if is_same or ordered < self.jobs[self._code(1)].good else None

        def apply() -> None:
            self.ordered = ordered
            for job in self.jobs.values():
                job.status = "unknown"

        return Asked(
            verb="kernel.revise_running_order",
            body={"work_order": self.code, "ordered": str(ordered), "reason": "the customer asks"},
            id=uuid7(),
            legal=legal,
            apply=apply,
        )

    def read_notice(self, index: int) -> Asked:
        """A station reads what was changed."""
        return Asked(
            verb="kernel.acknowledge_change",
            body={"job_order": self._code(index)},
            id=uuid7(),
            legal=lambda: None,
            apply=lambda: None,
        )

    def count_joint(self, run: UUID, sign: int) -> None:
        """Count what a run's report says of each member; its job orders run, or as before."""
        for one in self.joint[run]:
            self._count(one, sign)
            self.jobs[one.job].status = "unknown"

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
