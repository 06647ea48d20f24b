"""Gives the steps of a simulated plant through the door, many at once, each when it may come."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping

import msgspec

from taktline.base.instant import Instant, wire
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.plants.hub_motors.step import Step
from taktline.platform.command import Principal
from taktline.platform.door import Door
from taktline.platform.envelope import Answer, Item, Outcome

IN_FLIGHT = 600
"""Steps given at once: enough for the door to fold, few enough to stay near the plant's time."""

HURRIED = "kernel.report_operation"
"""Most steps are reports: these follow each other into one transaction."""

Ready = Callable[[Instant], Awaitable[None]]


class StepRefused(Problem):
    """The plant was refused something it may do: a mistake of the simulation."""

    title = Text(en="{verb} ({key}): {reason}", zh="{verb}({key}):{reason}")
    status = 500


class _Begun(msgspec.Struct, kw_only=True, eq=False):
    """A step on its way.

    Attributes:
        queued: it stands in the door's queue, so that what comes behind it there comes after it.
        answer: what the door said.
    """

    verb: str
    queued: asyncio.Event
    answer: asyncio.Task[Answer]


class Runner:
    """Gives steps in the order of time; one that needs another waits for it.

    The door decides commands of one verb one after the other, each on what those before it left,
    also within one transaction. So a report waits for an earlier report only until that one is
    queued; all else waits until what comes before is booked.
    """

    def __init__(
        self,
        door: Door,
        tenant: str,
        people: Mapping[str, Principal],
        *,
        booked: Callable[[Step], None] = lambda step: None,
        strict: bool = True,
    ) -> None:
        """Prepare to give steps.

        Args:
            people: who gives the steps, by key.
            booked: told of every step that was accepted.
            strict: stop at the first refusal; a plant that runs among people goes on, as somebody
                may have done by hand what a step would do.
        """
        self._strict = strict
        self._door = door
        self._tenant = tenant
        self._people = people
        self._booked = booked
        self._read: dict[str, list[_Begun]] = {}
        self._written: dict[str, _Begun] = {}
        self._made: dict[str, asyncio.Task[Answer]] = {}
        self._free = asyncio.Semaphore(IN_FLIGHT)

    async def run(self, steps: Iterable[Step], *, ready: Ready | None = None) -> None:
        """Give steps and wait until all are booked.

        Args:
            steps: in the order of time.
            ready: waits until the plant's clock shows a step's instant; None = give at once.

        Raises:
            StepRefused: the first one that was not accepted.
        """
        tasks: list[asyncio.Task[Answer]] = []
        try:
            for step in steps:
                if ready is not None:
                    await ready(step.at)
                await self._free.acquire()
                for task in [task for task in tasks if task.done()]:
                    await self._over(task)
                    tasks.remove(task)
                tasks.append(self._begin(step))
            for task in tasks:
                await self._over(task)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self._forget()

    def _begin(self, step: Step) -> asyncio.Task[Answer]:
        """Begin a step behind those whose matters it touches."""
        matters = (*step.reads, *step.writes)
        waits = [self._written[matter] for matter in matters if matter in self._written]
        for matter in step.writes:
            waits += self._read.pop(matter, [])
        queued = asyncio.Event()
        task = asyncio.create_task(self._give(step, waits, queued))
        begun = _Begun(verb=step.verb, queued=queued, answer=task)
        for matter in step.reads:
            self._read.setdefault(matter, []).append(begun)
        for matter in step.writes:
            self._written[matter] = begun
        self._made[step.key] = task
        return task

    async def _give(self, step: Step, waits: Iterable[_Begun], queued: asyncio.Event) -> Answer:
        hurried: list[_Begun] = []
        try:
            for wait in waits:
                if wait.verb == step.verb == HURRIED and not wait.answer.done():
                    await wait.queued.wait()
                    hurried.append(wait)
                else:
                    await self._over(wait.answer)
            item = await self._item(step)
            submitted = asyncio.create_task(self._submit(step, item))
            # Whoever waits for this is woken after the new task has gone to the door.
            queued.set()
            outcome = await submitted
            if isinstance(outcome, Problem) and hurried:
                # The door looks about once a second before it takes a command, so that another one
                # may overtake it there. A refusal leaves nothing: the same id may come again.
                for wait in hurried:
                    await self._over(wait.answer)
                outcome = await self._submit(step, item)
        finally:
            queued.set()
            self._free.release()
        if isinstance(outcome, Problem):
            raise StepRefused(verb=step.verb, key=step.key, reason=str(outcome)) from outcome
        self._booked(step)
        return outcome

    async def _submit(self, step: Step, item: Item) -> Outcome:
        return (await self._door.submit(self._tenant, self._people[step.by], items=[item]))[0]

    async def _item(self, step: Step) -> Item:
        body = {
            "id": str(step.command_id),
            "occurred_at": wire(step.at),
            **step.body,
            **{field: await self._record(said) for field, said in step.refers.items()},
        }
        return Item(verb=step.verb, body=msgspec.json.encode(body), client="plant")

    async def _over(self, task: asyncio.Task[Answer]) -> None:
        """Wait until a step is over; its refusal counts only where the plant is strict."""
        try:
            await asyncio.shield(task)
        except Problem:
            if self._strict:
                raise

    async def _record(self, said: str) -> str:
        """Return the record that an earlier step made: `key#entity`."""
        key, _, entity = said.partition("#")
        answer = await asyncio.shield(self._made[key])
        return next(str(one.id) for one in answer.records if one.entity == entity)

    def _forget(self) -> None:
        """Keep nothing of what is booked; what a later step refers to keeps its answer."""
        self._read.clear()
        self._written.clear()
        self._made = {key: task for key, task in self._made.items() if _calls(task)}


def _calls(task: asyncio.Task[Answer]) -> bool:
    """Whether a step called for somebody, so that a later one answers."""
    if task.cancelled() or task.exception() is not None:
        return False
    return any(one.entity == "work_alert" for one in task.result().records)
