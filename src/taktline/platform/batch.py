"""One transaction's work: commands are decided one after the other and recorded together."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.problem import Problem, Several
from taktline.base.quantity import plain
from taktline.platform.caused import Caused, Then, TooDeep
from taktline.platform.command import (
    COMMAND_DEPTH_MAX,
    Booked,
    Event,
    Fact,
    Ids,
    Stamp,
)
from taktline.platform.envelope import (
    Answer,
    Asked,
    EventNamed,
    FactShown,
    Outcome,
    Parked,
    Touched,
    UnknownVerb,
    asked_of,
    decoded,
)
from taktline.platform.guard import (
    Question,
    Versions,
)
from taktline.platform.judge import (
    Desk,
    NotPermitted,
    OverrideDenied,
    TenantClosed,
    refuse_future,
    refuse_past,
    refuse_unpermitted,
    timed,
)
from taktline.platform.parked_fact import PARK, FactParked
from taktline.platform.recording import (
    Accepted,
    accepted_without_event,
    can_be_parked,
    first_answers,
    look_up,
    parked_id,
    write,
)
from taktline.platform.transaction import Pending, Tx

_ENCODER = msgspec.json.Encoder(order="sorted")


class Stale(Exception):  # noqa: N818 - named for what it says
    """The process compiled another version than the one in force: reload, and begin again."""


class LoadRefused(Exception):  # noqa: N818 - named for what it says
    """A whole batch could not be loaded because of one command; each is tried by itself."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class CausedRefused(Exception):  # noqa: N818 - named for what it says
    """A command that follows from another was refused, and so its cause is."""

    def __init__(self, root: Asked, problem: Problem) -> None:
        super().__init__(str(problem))
        self.root = root
        self.problem = problem


class Decided(msgspec.Struct, kw_only=True, eq=False):
    """A command and what its decision came to, before anything is written."""

    asked: Asked
    stamp: Stamp
    facts: list[Fact]
    clock_uncertain: bool
    refusal: Problem | None = None


FENCE = "SELECT catalog_version, access_version, state FROM tenant_state"


class Batch:
    """The work of one transaction. Groups of one verb come one after the other."""

    def __init__(self, desk: Desk, tx: Tx) -> None:
        self._desk = desk
        self._tx = tx
        self._fence: Pending | None = tx.send(FENCE)
        self._accepted: list[Accepted] = []

    async def decide_group(self, group: Sequence[Asked]) -> list[Outcome]:
        """Decide commands of one verb and queue their facts; `finish` queues the commands' rows.

        Returns:
            Per command its answer (the first one, if its id was seen) or refusal, in order.

        Raises:
            Stale: documents or rights have changed since they were compiled.
            TenantClosed: nothing is accepted at present.
            LoadRefused: the state of the batch could not be loaded; nothing was decided.
            CausedRefused: a following command was refused.
        """
        written = {accepted.asked.command.id for accepted in self._accepted}
        if any(asked.command.id in written for asked in group):
            self.finish()  # the look-up by id sees what this transaction has written
        answers, fresh, state = await self._look_up_and_load(group)
        decided = [self._decide(state, asked) for asked in fresh]
        self._record([d for d in decided if d.refusal is None])
        outcomes = [d.refusal or self._accept(d) for d in decided]
        for one in decided:
            if one.refusal is None:
                await self._follow(one)
        settled = iter(outcomes)
        return [next(settled) if answer is None else answer for answer in answers]

    def finish(self) -> None:
        """Queue the rows of all accepted commands and their events."""
        write(self._tx, self._accepted)
        self._accepted = []

    async def _look_up_and_load(
        self, group: Sequence[Asked]
    ) -> tuple[list[Outcome | None], list[Asked], object]:
        verb = group[0].verb
        seen = None if group[0].command.dry_run else look_up(self._tx, group)
        refusal: Problem | None = None
        state: object = None
        try:
            state = await verb.load(self._tx, [asked.command for asked in group])
        except Problem as problem:
            refusal = problem
        await self.check_fence()
        rows = [] if seen is None else await seen.rows()
        answers: list[Outcome | None] = list(first_answers(rows, group))
        fresh = [asked for asked, answer in zip(group, answers, strict=True) if answer is None]
        if refusal is not None and fresh:
            raise LoadRefused(refusal)
        return answers, fresh, state

    async def check_fence(self) -> None:
        """Make sure, once per transaction, that what was compiled is still in force.

        Raises:
            Stale: documents or rights have changed since they were compiled.
            TenantClosed: nothing is accepted at present.
        """
        if self._fence is None:
            return
        catalog, access, state = (await self._fence.rows())[0]
        self._fence = None
        compiled = self._desk.compiled.versions(self._tx.tenant)
        if compiled is not None and compiled != Versions(
            catalog=msgspec.convert(catalog, int), access=msgspec.convert(access, int)
        ):
            raise Stale
        if state != "open":
            raise TenantClosed(state=str(state))

    def _decide(self, state: object, asked: Asked) -> Decided:
        now = self._desk.clock()
        command, uncertain = timed(asked, now)
        decided = Decided(
            asked=asked,
            stamp=Stamp(
                cause=command.id,
                by=asked.principal.id,
                occurred_at=command.occurred_at,
                recorded_at=now,
            ),
            facts=[],
            clock_uncertain=uncertain,
        )
        try:
            refuse_future(asked, now, uncertain=uncertain)
            refuse_past(asked, uncertain=uncertain)
            refuse_unpermitted(
                self._desk,
                Question(
                    tenant=self._tx.tenant,
                    verb=asked.verb,
                    state=state,
                    command=command,
                    principal=asked.principal,
                    now=now,
                    on_behalf_of=asked.on_behalf_of,
                ),
            )
            ids = Ids(cause=command.id, by=asked.principal, new=self._desk.new_id)
            decided.facts = asked.verb.decide(state, command, now, ids)
            if command.extra:
                decided.facts += self._desk.extras.facts(
                    self._tx.tenant, state, extra=command.extra, facts=decided.facts
                )
        except Problem as refusal:
            return self._parked(decided, refusal)
        for fact in decided.facts:
            kind = self._desk.registry.fact_kinds.get(type(fact))
            if kind is not None and kind.fold is not None:
                kind.fold(state, fact)
        return decided

    def _parked(self, decided: Decided, refusal: Problem) -> Decided:
        """Keep an offline fact for a person, or refuse the command."""
        asked = decided.asked
        if isinstance(refusal, (NotPermitted, OverrideDenied)):
            self._desk.log.denied(
                self._tx.tenant, asked.principal, verb=asked.verb.name, code=refusal.code
            )
            decided.refusal = refusal
        elif can_be_parked(asked):
            record = parked_id(asked.command.id)
            decided.stamp = msgspec.structs.replace(decided.stamp, cause=record)
            decided.facts = [_fact_parked(asked, refusal), _parked_event(asked, record, refusal)]
            return decided
        else:
            decided.refusal = refusal
        return decided

    def _record(self, decided: Sequence[Decided]) -> None:
        """Queue the facts' rows: one statement per table, in the order of the table of kinds."""
        by_kind: dict[type[Fact], list[Booked[Fact]]] = {}
        for one in decided:
            for fact in one.facts:
                by_kind.setdefault(type(fact), []).append(Booked(fact, one.stamp))
        kinds = self._desk.registry.fact_kinds
        unknown = by_kind.keys() - kinds.keys() - {Event, Then}
        assert not unknown, "a decision returned a kind of fact that no part declares"
        for fact_type, kind in kinds.items():
            if fact_type in by_kind:
                kind.record(self._tx, by_kind[fact_type])

    def _accept(self, decided: Decided) -> Answer:
        asked = decided.asked
        events = [fact for fact in decided.facts if isinstance(fact, Event)]
        parked = next((f for f in decided.facts if isinstance(f, FactParked)), None)
        verb = asked.verb.name if parked is None else PARK
        answer = answer_of(decided, events, parked)
        if asked.command.dry_run:
            return msgspec.structs.replace(answer, facts=[_shown(f) for f in decided.facts])
        self._accepted.append(
            Accepted(
                id=decided.stamp.cause,
                verb=verb,
                asked=asked,
                stamp=decided.stamp,
                events=events or [accepted_without_event(asked.command, verb)],
                answer=answer,
                body=asked.body,
                body_hash=asked.body_hash,
            )
        )
        return answer

    async def _follow(self, decided: Decided) -> None:
        """Decide the commands that follow from one, within the same transaction."""
        for fact in decided.facts:
            if isinstance(fact, Then):
                await self._follow_one(decided.asked, fact.next)

    async def _follow_one(self, root: Asked, caused: Caused) -> None:
        try:
            asked = self.caused(caused, cause=root.command.id, depth=root.depth + 1)
            if root.command.dry_run:
                asked.command = msgspec.structs.replace(asked.command, dry_run=True)
            outcome = (await self.decide_group([asked]))[0]
        except (Problem, LoadRefused, CausedRefused) as refused:
            problem = refused if isinstance(refused, Problem) else refused.problem
            raise CausedRefused(root, problem) from None
        if isinstance(outcome, Problem):
            raise CausedRefused(root, outcome)

    def caused(self, caused: Caused, *, cause: UUID, depth: int) -> Asked:
        """Return a following command ready to be decided; it is refused rather than parked.

        Raises:
            TooDeep: more than COMMAND_DEPTH_MAX causes lie behind it.
            UnknownVerb, ShapeRefused, Several: it is no command.
        """
        if depth > COMMAND_DEPTH_MAX:
            raise TooDeep(verb=caused.verb, depth=depth, limit=COMMAND_DEPTH_MAX)
        verb = self._desk.registry.verb(self._tx.tenant, caused.verb)
        if verb is None:
            raise UnknownVerb(verb=caused.verb)
        asked = asked_of(verb, decoded(verb, caused.body), caused.principal)
        asked.cause, asked.depth, asked.client = cause, depth, caused.client
        asked.may_park = False
        return asked


def answer_of(decided: Decided, events: Sequence[Event], parked: FactParked | None) -> Answer:
    """Return what the sender gets for an accepted command."""
    touched = {(e.entity, e.record): e.code for e in events}
    kept = None
    if parked is not None:
        kept = Parked(
            parked_fact=decided.stamp.cause,
            code=parked.code,
            args=msgspec.json.decode(parked.args, type=dict[str, object]),
        )
    return Answer(
        id=decided.asked.command.id,
        recorded_at=decided.stamp.recorded_at,
        events=[
            EventNamed(name=e.name, entity=e.entity, record=e.record, code=e.code) for e in events
        ],
        records=[Touched(entity=e, id=i, code=code) for (e, i), code in touched.items()],
        clock_uncertain=decided.clock_uncertain,
        parked=kept,
    )


def wire_args(problem: Problem) -> dict[str, object]:
    """Return a refusal's arguments as they are stored: typed values, texts in both languages."""
    if isinstance(problem, Several):
        return {"problems": [{"code": p.code, "args": wire_args(p)} for p in problem.problems]}
    return {name: _wire_value(value) for name, value in problem.values.items()}


def _wire_value(value: object) -> object:
    if isinstance(value, Decimal):
        return plain(value)
    return msgspec.to_builtins(value, str_keys=True, enc_hook=str)


def _fact_parked(asked: Asked, refusal: Problem) -> FactParked:
    return FactParked(
        command=asked.command.id,
        verb=asked.verb.name,
        principal=asked.principal.id,
        principal_name=asked.principal.name,
        client=asked.client,
        body=asked.body.decode(),
        body_hash=asked.body_hash,
        code=refusal.code,
        args=_ENCODER.encode(wire_args(refusal)).decode(),
    )


def _parked_event(asked: Asked, record: UUID, refusal: Problem) -> Event:
    return Event(
        name="parked_fact.parked",
        entity="parked_fact",
        record=record,
        payload={
            "verb": asked.verb.name,
            "command": str(asked.command.id),
            "code": refusal.code,
            "by": str(asked.principal.id),
        },
    )


def _shown(fact: Fact) -> FactShown:
    return FactShown(kind=type(fact).__name__, content=msgspec.to_builtins(fact, enc_hook=str))
