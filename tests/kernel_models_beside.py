"""Cartons, periods and joint runs as few lines of plain Python: models beside stores and orders."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.ids import uuid7
from tests.kernel_models import MATERIAL, Asked, Orders, Report

CAPACITY = 12
"""Pieces a carton of the model takes."""
DATED_MAX = 20
"""Days that a receipt of the model is dated back."""


class Carton(msgspec.Struct, kw_only=True):
    """A box as the model sees it."""

    pieces: int = 0
    status: Literal["open", "closed"] = "open"


class Cartons:
    """Pieces of one lot, loose or in cartons."""

    def __init__(self, prefix: str) -> None:
        self.lot = f"K{prefix}"
        self.loose = 0
        self.cartons: dict[str, Carton] = {}

    def receive(self, quantity: int) -> Asked:
        """Loose pieces come."""
        line = {
            "material": MATERIAL, "place": "WH1", "lot": self.lot, "quantity": str(quantity),
            "amount": str(quantity),
        }  # fmt: skip

        def apply() -> None:
            self.loose += quantity

        body: dict[str, object] = {"site": "F1", "supplier": "S1", "lines": [line]}
        return _asked("inventory.receive_material", body, lambda: True, apply)

    def open(self, index: int) -> Asked:
        """A carton is made ready; its code is taken once."""
        code = self._code(index)
        body: dict[str, object] = {
            "code": code, "site": "F1", "place": "WH1", "capacity": str(CAPACITY),
        }  # fmt: skip

        def apply() -> None:
            self.cartons[code] = Carton()

        return _asked("kernel.open_carton", body, lambda: code not in self.cartons, apply)

    def pack(self, index: int, quantity: int, source: int | None) -> Asked:
        """Pieces go into an open carton: loose ones, or those of another carton."""
        code, origin = self._code(index), None if source is None else self._code(source)
        line: dict[str, object] = {
            "material": MATERIAL, "lot": self.lot, "quantity": str(quantity),
        }  # fmt: skip
        if origin is not None:
            line["from_carton"] = origin

        def legal() -> bool:
            into = self.cartons.get(code)
            there = self.loose if origin is None else self._in(origin)
            if into is None or into.status != "open" or code == origin:
                return False
            return quantity <= there and into.pieces + quantity <= CAPACITY

        def apply() -> None:
            if origin is None:
                self.loose -= quantity
            else:
                self.cartons[origin].pieces -= quantity
            self.cartons[code].pieces += quantity

        return _asked("kernel.pack_carton", {"carton": code, "lines": [line]}, legal, apply)

    def close(self, index: int) -> Asked:
        """A carton with something in it is closed, once."""
        code = self._code(index)

        def apply() -> None:
            self.cartons[code].status = "closed"

        return _asked(
            "kernel.close_carton",
            {"carton": code},
            lambda: self._in(code) > 0 and self.cartons[code].status == "open",
            apply,
        )

    def standing(self) -> dict[str, int]:
        """Pieces by carton; "" for what is loose."""
        found = {code: one.pieces for code, one in self.cartons.items() if one.pieces}
        return found | ({"": self.loose} if self.loose else {})

    def _in(self, code: str) -> int:
        found = self.cartons.get(code)
        return 0 if found is None else found.pieces

    def _code(self, index: int) -> str:
        return f"{self.lot}-{index % 3}"


class Periods:
    """Which days are closed; one for all examples, because the ledger has one calendar."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.closed: list[date] = []

    def close(self, days_ago: int) -> Asked:
        """All days up to one that is over are closed; what is closed is not closed again."""
        ends_on = self.today - timedelta(days=days_ago)
        return _asked(
            "kernel.close_period",
            {"ends_on": ends_on.isoformat()},
            lambda: not self.closed or ends_on > self.closed[-1],
            lambda: self.closed.append(ends_on),
        )

    def reopen(self, index: int) -> Asked | None:
        """The last closed period is opened again, no other."""
        if not self.closed:
            return None
        ends_on = self.closed[-1 - index % min(2, len(self.closed))]
        return _asked(
            "kernel.reopen_period",
            {"ends_on": ends_on.isoformat(), "reason": "an invoice came late"},
            lambda: bool(self.closed) and ends_on == self.closed[-1],
            lambda: self.closed.remove(ends_on),
        )


class Runs:
    """Joint runs of an order's two operations: loaded, started, reported once, stopped."""

    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self.status: dict[str, str] = {}
        self.members: dict[str, dict[str, int]] = {}
        self.reported: dict[str, UUID] = {}
        self.loaded: dict[str, str] = {}

    def open(self, index: int) -> Asked:
        """A run is made ready at the furnace."""
        code = self._code(index)

        def apply() -> None:
            self.status[code], self.members[code] = "open", {}

        body: dict[str, object] = {"code": code, "work_unit": "FURNACE"}
        return _asked("kernel.open_run", body, lambda: code not in self.status, apply)

    def load(self, index: int, job: int, quantity: int) -> Asked:
        """A job order goes into one run at a time."""
        code, member = self._code(index), self._job(job)

        def legal() -> bool | None:
            free = self.status.get(code) in ("open", "running") and member not in self.loaded
            return None if free else False

        def apply() -> None:
            self.members[code][member], self.loaded[member] = quantity, code
            self._touch(member)

        body: dict[str, object] = {"run": code, "job_order": member, "quantity": str(quantity)}
        return _asked("kernel.load_run", body, legal, apply)

    def start(self, index: int) -> Asked:
        """The run begins with all that is in it."""
        code = self._code(index)

        def apply() -> None:
            self.status[code] = "running"
            for member in self.members[code]:
                self._touch(member)

        ready = lambda: None if self.status.get(code) == "open" and self.members[code] else False  # noqa: E731 - a condition
        return _asked("kernel.start_run", {"run": code}, ready, apply)

    def report(self, index: int) -> Asked:
        """All members are reported together, as loaded, all or none."""
        code, one = self._code(index), uuid7()

        def legal() -> bool | None:
            ready = self.status.get(code) in ("running", "ended") and bool(self.members.get(code))
            return None if ready and code not in self.reported else False

        def apply() -> None:
            self.reported[code] = one
            self.orders.joint[one] = [
                Report(job=member, good=quantity, scrap=0)
                for member, quantity in self.members[code].items()
            ]
            self.orders.count_joint(one, 1)

        return _asked("kernel.report_run", {"run": code}, legal, apply, one)

    def take_back(self, index: int) -> Asked | None:
        """A run's report is taken back as a whole, once; then it may be reported anew."""
        known = sorted(self.reported)
        if not known:
            return None
        code = known[index % len(known)]
        of = self.reported[code]

        def apply() -> None:
            self.orders.count_joint(of, -1)
            del self.reported[code], self.orders.joint[of]

        return _asked(
            "kernel.reverse_command",
            {"command": of, "reason": "mistake"},
            lambda: None if self.reported.get(code) == of else False,
            apply,
        )

    def fix(self, index: int, quantity: int) -> Asked | None:
        """One member of a reported run made another number of pieces; the others as they were."""
        known = sorted(self.reported)
        if not known:
            return None
        code, one = known[index % len(known)], uuid7()
        of = self.reported[code]
        told = self.orders.joint[of]
        changed = told[index % len(told)].job

        def apply() -> None:
            self.orders.count_joint(of, -1)
            self.reported[code] = one
            self.orders.joint[one] = [
                Report(job=was.job, good=quantity if was.job == changed else was.good, scrap=0)
                for was in self.orders.joint.pop(of)
            ]
            self.orders.count_joint(one, 1)

        lines = [{"job_order": changed, "good": str(quantity)}]
        body: dict[str, object] = {"run": code, "lines": lines, "reason": "miscounted"}
        known_still = lambda: None if self.reported.get(code) == of else False  # noqa: E731 - a condition
        return _asked("kernel.correct_run", body, known_still, apply, one)

    def correct(self, index: int) -> Asked | None:
        """The report of a run is about all of its members: it is not corrected as one report."""
        known = sorted(self.reported)
        if not known:
            return None
        of = self.reported[known[index % len(known)]]
        body: dict[str, object] = {"report": of, "good": "1", "reason": "miscounted"}
        return _asked("kernel.correct_report", body, lambda: False, lambda: None)

    def stop(self, index: int) -> Asked:
        """A running run ends; what is in it comes out."""
        code = self._code(index)

        def apply() -> None:
            self.status[code] = "ended"
            self.loaded = {job: run for job, run in self.loaded.items() if run != code}

        running = lambda: self.status.get(code) == "running"  # noqa: E731 - a condition
        return _asked("kernel.stop_run", {"run": code}, running, apply)

    def _touch(self, member: str) -> None:
        self.orders.jobs[member].status = "unknown"

    def _code(self, index: int) -> str:
        return f"R-{self.orders.code}-{index % 2}"

    def _job(self, index: int) -> str:
        return sorted(self.orders.jobs)[index % len(self.orders.jobs)]


def dated(asked: Asked, at: datetime) -> Asked:
    """Return a command that is entered now and happened then."""
    return msgspec.structs.replace(asked, body={**asked.body, "occurred_at": at.isoformat()})


def _asked(
    verb: str,
    body: dict[str, object],
    legal: Callable[[], bool | None],
    apply: Callable[[], None],
    one: UUID | None = None,
) -> Asked:  # tidy: positional - verb, body, when, what changes
    return Asked(verb=verb, body=body, id=one or uuid7(), legal=legal, apply=apply)
