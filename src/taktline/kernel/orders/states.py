"""The states of a job order, which command leads from one to the next, and their public names."""

from typing import Literal

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text

JobStatus = Literal[
    "draft",
    "released",
    "dispatched",
    "running",
    "held",
    "suspended",
    "completed",
    "closed",
    "aborted",
    "cancelled",
]
Step = Literal[
    "release",
    "dispatch",
    "revoke",
    "start",
    "pause",
    "resume",
    "hold",
    "release_held",
    "complete",
    "reopen",
    "close",
    "abort",
    "cancel",
]

TRANSITIONS: dict[tuple[JobStatus, Step], JobStatus] = {
    ("draft", "release"): "released",
    ("draft", "cancel"): "cancelled",
    ("draft", "abort"): "aborted",
    ("released", "dispatch"): "dispatched",
    ("released", "start"): "running",
    ("released", "cancel"): "cancelled",
    ("released", "abort"): "aborted",
    ("dispatched", "revoke"): "released",
    ("dispatched", "start"): "running",
    ("dispatched", "cancel"): "cancelled",
    ("dispatched", "abort"): "aborted",
    ("running", "pause"): "suspended",
    ("running", "hold"): "held",
    ("running", "complete"): "completed",
    ("running", "abort"): "aborted",
    ("suspended", "resume"): "running",
    ("suspended", "hold"): "held",
    ("suspended", "complete"): "completed",
    ("suspended", "abort"): "aborted",
    ("held", "release_held"): "running",
    ("held", "pause"): "suspended",
    ("held", "complete"): "completed",
    ("held", "abort"): "aborted",
    ("completed", "reopen"): "running",
    ("completed", "close"): "closed",
    ("aborted", "close"): "closed",
}
"""Every legal step (handbook, isa95 section 4). What is not here is refused.

A released job order may start without dispatch where the work center's dispatch mode is none.
"""

UNSTARTED: frozenset[JobStatus] = frozenset({"draft", "released", "dispatched"})
INTERRUPTED: frozenset[JobStatus] = frozenset({"held", "suspended"})
ENDED: frozenset[JobStatus] = frozenset({"completed", "closed", "aborted", "cancelled"})

COMMANDS: dict[Step, str] = {
    "release": "kernel.release_work_order",
    "dispatch": "kernel.dispatch_job_order",
    "revoke": "kernel.revoke_job_order",
    "start": "kernel.start_job_order",
    "pause": "kernel.pause_job_order",
    "resume": "kernel.resume_job_order",
    "hold": "kernel.hold_job_order",
    "release_held": "kernel.release_held_job_order",
    "complete": "kernel.complete_job_order",
    "reopen": "kernel.reopen_job_order",
    "close": "kernel.close_work_order",
    "abort": "kernel.abort_job_order",
    "cancel": "kernel.cancel_work_order",
}
"""The command that takes each step."""


class PeerState(msgspec.Struct, frozen=True, kw_only=True):
    """One status in the words of our peers.

    Attributes:
        opc: state and sub-state of OPC 10031-4 (ISA-95 Job Control 2.00).
        b2mml: JobOrder state of B2MML 0701.
    """

    opc: str
    b2mml: str


PEER_STATES: dict[JobStatus, PeerState] = {
    "draft": PeerState(opc="NotAllowedToStart.Waiting", b2mml="Waiting"),
    "released": PeerState(opc="NotAllowedToStart.Ready", b2mml="Pending"),
    "dispatched": PeerState(opc="AllowedToStart.Ready", b2mml="Dispatched"),
    "running": PeerState(opc="Running", b2mml="Running"),
    "held": PeerState(opc="Interrupted.Held", b2mml="Held"),
    "suspended": PeerState(opc="Interrupted.Suspended", b2mml="Suspended"),
    "completed": PeerState(opc="Ended.Completed", b2mml="Completed"),
    "closed": PeerState(opc="Ended.Closed", b2mml="Closed"),
    "aborted": PeerState(opc="Aborted", b2mml="Aborted"),
    "cancelled": PeerState(opc="Removed", b2mml="Cancelled"),
}
"""One to one, so that a peer needs no translation table; `Removed` is no state in OPC 10031-4:
a cancelled order is gone from the peer's list."""


class IllegalStep(Problem):
    """The job order is in a state from which this command leads nowhere."""

    title = Text(
        en="{code} is {status}. What it accepts now: {legal}.",
        zh="{code} 当前状态为 {status},现在可用的命令:{legal}。",
    )


def legal_steps(status: JobStatus) -> list[Step]:
    """Return the steps a job order in this state can take."""
    return [step for (state, step) in TRANSITIONS if state == status]


def after(status: JobStatus, step: Step, *, code: str) -> JobStatus:
    """Return the state a step leads to.

    Args:
        code: the job order's code, for the refusal.

    Raises:
        IllegalStep: the step is not legal here; it names the commands that are.
    """
    target = TRANSITIONS.get((status, step))
    if target is None:
        legal = [COMMANDS[step] for step in legal_steps(status)]
        raise IllegalStep(code=code, status=status, legal=legal or ["-"])
    return target
