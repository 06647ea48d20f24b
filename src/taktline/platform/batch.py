"""One transaction's work: commands are decided one after the other and recorded together."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.ids import IdSource
from taktline.base.problem import Problem, Several
from taktline.base.quantity import plain
from taktline.platform.caused import Caused, Then, TooDeep
from taktline.platform.command import COMMAND_DEPTH_MAX, Booked, Event, Fact, Ids, Stamp
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
from taktline.platform.guard import NOTHING_LOOKED_AT, Looked, Question, Told
from taktline.platform.identity.directory_facts import AccessChanged
from taktline.platform.judge import (
    Desk,
    NotPermitted,
    OverrideDenied,
    TenantClosed,
    hidden_names,
    looked_at,
    places_of,
    refuse_future,
    refuse_past,
    refuse_unpermitted,
    timed,
)
from taktline.platform.parked_fact import PARK, FactParked
from taktline.platform.recording import (
    FENCE,
    Accepted,
    IdReused,
    accepted_without_event,
    can_be_parked,
    first_answers,
    look_up,
    parked_id,
    same_or_reused,
    write,
)
from taktline.platform.second_signature import Given, Signatures, ask_signatures
from taktline.platform.transaction import Tx

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


class RuleBrokenWhenWritten(LoadRefused):
    """What commands wrote breaks a tenant's rule; they know it now and are decided once more."""


class Repeated(Exception):  # noqa: N818 - named for what it says
    """Some commands were accepted before: begin again without them, so that they load nothing."""

    def __init__(self, answers: dict[UUID, Answer | IdReused]) -> None:
        super().__init__()
        self.answers = answers


class Decided(msgspec.Struct, kw_only=True, eq=False):
    """A command and what its decision came to, before anything is written.

    Attributes:
        facts: what the decision returned.
        folded: what followed from them when they were folded.
    """

    asked: Asked
    stamp: Stamp
    facts: list[Fact]
    folded: list[Fact] = []
    clock_uncertain: bool
    refusal: Problem | None = None


class Batch:
    """The work of one transaction. Groups of one verb come one after the other."""

    def __init__(
        self, desk: Desk, tx: Tx, *, known: Mapping[UUID, Answer | IdReused] | None = None
    ) -> None:
        """Begin with nothing.

        Args:
            known: answers of commands that were accepted before; with None nobody can begin
                again without them, and what they load is loaded for nothing.
        """
        self._desk = desk
        self._tx = tx
        self._known = known
        self._fence_holds = False
        self._looked: Looked = NOTHING_LOOKED_AT
        self._signatures = Signatures()
        self._accepted: list[Accepted] = []
        self._written: dict[UUID, Accepted] = {}

    @property
    def wrote(self) -> bool:
        """Whether any command was accepted, so that there is something to commit."""
        return bool(self._written)

    async def decide_group(self, group: Sequence[Asked]) -> list[Outcome]:
        """Decide commands of one verb and queue their facts; `finish` queues the commands' rows.

        Returns:
            Per command its answer (the first one, if its id was seen) or refusal, in order.

        Raises:
            Stale: documents or rights have changed since they were compiled.
            TenantClosed: nothing is accepted at present.
            Repeated: some were accepted before, and the door can begin again without them.
            LoadRefused: the state of the batch could not be loaded; nothing was decided.
            CausedRefused: a following command was refused.
        """
        answers: dict[int, Outcome] = {}
        for index, asked in enumerate(group):
            told = self._told(asked)
            if told is not None:
                answers[index] = told
        left = [asked for index, asked in enumerate(group) if index not in answers]
        settled = iter(await self._decide_new(left))
        return [answers[n] if n in answers else next(settled) for n in range(len(group))]

    async def _decide_new(self, group: Sequence[Asked]) -> list[Outcome]:
        if not group:
            await self.check_fence()
            return []
        answers, fresh, state = await self._look_up_and_load(group)
        self._looked = await looked_at(self._desk, self._tx, fresh)
        decided = [self._decide(state, asked) for asked in fresh]
        self._record([d for d in decided if d.refusal is None])
        await self._hold_own_rules([d for d in decided if d.refusal is None])
        outcomes = [d.refusal or self._accept(d) for d in decided]
        for one in decided:
            if one.refusal is None:
                await self._follow(one)
        settled = iter(outcomes)
        return [next(settled) if answer is None else answer for answer in answers]

    async def _hold_own_rules(self, decided: Sequence[Decided]) -> None:
        """Ask the tenant's own rules about the records that were written.

        Raises:
            RuleBrokenWhenWritten: some commands broke one; nothing of the batch may stay.
        """
        if not decided or not self._desk.extras.asks(self._tx.tenant):
            return
        told = [(one.asked.command.id, one.facts) for one in decided]
        broken = await self._desk.extras.broken(self._tx, told)
        for one in decided:
            one.asked.refusal = broken.get(one.asked.command.id)
        for problem in broken.values():
            raise RuleBrokenWhenWritten(problem)

    def finish(self) -> None:
        """Queue the rows of all accepted commands and their events."""
        write(self._tx, self._accepted)
        self._accepted = []

    def _told(self, asked: Asked) -> Answer | IdReused | None:
        """Return the answer of a command known from before, or written by this transaction."""
        id_ = asked.command.id
        written = self._written.get(id_)
        if written is not None:
            return same_or_reused(
                asked,
                principal=written.asked.principal.id,
                body_hash=written.body_hash,
                answer=written.answer,
            )
        return None if self._known is None else self._known.get(id_)

    async def _look_up_and_load(
        self, group: Sequence[Asked]
    ) -> tuple[list[Outcome | None], list[Asked], object]:
        verb = group[0].verb
        first, seen = not self._fence_holds, None
        if not group[0].command.dry_run:
            seen = look_up(self._tx, group, with_fence=first)
        fence = seen if seen is not None else self._tx.send(FENCE) if first else None
        signed = ask_signatures(self._tx, group, self._desk.clock)
        refusal: Problem | None = None
        state: object = None
        try:
            state = await verb.load(self._tx, [asked.command for asked in group])
        except Problem as problem:
            refusal = problem
        self._signatures = Signatures([] if signed is None else await signed.rows_as(Given))
        rows = [] if seen is None else await seen.rows()
        if first and fence is not None:
            self._judge_fence((await fence.rows())[0])
            rows = [row[3:] for row in rows if row[3] is not None]
        answers: list[Outcome | None] = list(first_answers(rows, group))
        self._begin_again_without(group, answers)
        fresh = [asked for asked, answer in zip(group, answers, strict=True) if answer is None]
        if refusal is not None and fresh:
            raise LoadRefused(refusal)
        return answers, fresh, state

    def _begin_again_without(
        self, group: Sequence[Asked], answers: Sequence[Outcome | None]
    ) -> None:
        """Have the door begin again, if what was loaded for a repeated command can be avoided."""
        repeated = {
            asked.command.id: answer
            for asked, answer in zip(group, answers, strict=True)
            if isinstance(answer, (Answer, IdReused))
        }
        if repeated and self._known is not None:
            raise Repeated(repeated)

    async def check_fence(self) -> None:
        """Make sure, once per transaction, that what was compiled is still in force.

        Raises:
            Stale: documents or rights have changed since they were compiled.
            TenantClosed: nothing is accepted at present.
        """
        if not self._fence_holds:
            self._judge_fence((await self._tx.fetch(FENCE))[0])

    def _judge_fence(self, row: Sequence[object]) -> None:
        catalog, access, state = row[:3]
        compiled = self._desk.compiled.versions(self._tx.tenant)
        if compiled is not None and (compiled.catalog, compiled.access) != (catalog, access):
            raise Stale
        if state != "open":
            raise TenantClosed(state=str(state))
        self._desk.compiled.confirmed(self._tx.tenant)
        self._fence_holds = True

    def _decide(self, state: object, asked: Asked) -> Decided:
        now = self._desk.clock()
        asked.decided_at = now
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
                    looked=self._looked,
                ),
            )
            if asked.refusal is not None:
                raise asked.refusal
            made: set[UUID] = set()
            ids = Ids(cause=command.id, by=asked.principal, new=self._minting(made))
            decided.facts = asked.verb.decide(state, command, now, ids)
            decided.facts = decided.facts + self._signatures.spent_on(asked, state)
            if command.extra or self._desk.extras.asks(self._tx.tenant):
                told = Told(facts=decided.facts, made=frozenset({command.id, *made}))
                decided.facts = decided.facts + self._desk.extras.facts(
                    self._tx.tenant, state, extra=command.extra, told=told
                )
        except Problem as refusal:
            return self._parked(decided, refusal, state)
        for fact in decided.facts:
            kind = self._desk.registry.fact_kinds.get(type(fact))
            if kind is not None and kind.fold is not None:
                decided.folded += kind.fold(state, fact) or ()
        return decided

    def _minting(self, made: set[UUID]) -> IdSource:
        """Return the source of ids, remembering them where the tenant's rules ask what is new."""
        new = self._desk.new_id
        if not self._desk.extras.asks(self._tx.tenant):
            return new

        def minted() -> UUID:
            id_ = new()
            made.add(id_)
            return id_

        return minted

    def _parked(self, decided: Decided, refusal: Problem, state: object) -> Decided:
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
            parked = _fact_parked(asked, refusal, places_of(asked, state))
            decided.facts = [parked, _parked_event(asked, record, refusal)]
            return decided
        else:
            decided.refusal = refusal
        return decided

    def _record(self, decided: Sequence[Decided]) -> None:
        """Queue the facts' rows: one statement per table, in the order of the table of kinds."""
        by_kind: dict[type[Fact], list[Booked[Fact]]] = {}
        for one in decided:
            for fact in (*one.facts, *one.folded):
                by_kind.setdefault(type(fact), []).append(Booked(fact, one.stamp))
        if self._desk.places.moved(by_kind):
            # Whose rights hold where is compiled from what stands where.
            by_kind[AccessChanged] = [Booked(AccessChanged(), decided[0].stamp)]
        registry = self._desk.registry
        unknown = by_kind.keys() - registry.fact_kinds.keys() - {Event, Then}
        assert not unknown, "a decision returned a kind of fact that no part declares"
        for fact_type in registry.in_order(by_kind):
            registry.fact_kinds[fact_type].record(self._tx, by_kind[fact_type])

    def _accept(self, decided: Decided) -> Answer:
        asked = decided.asked
        events = [fact for fact in decided.facts if isinstance(fact, Event)]
        parked = next((f for f in decided.facts if isinstance(f, FactParked)), None)
        verb = asked.verb.name if parked is None else PARK
        answer = answer_of(decided, events, parked)
        if asked.command.dry_run:
            hidden = hidden_names(asked.principal)
            shown = [_shown(fact, hidden) for fact in decided.facts]
            return msgspec.structs.replace(answer, facts=shown)
        accepted = Accepted(
            id=decided.stamp.cause,
            verb=verb,
            asked=asked,
            stamp=decided.stamp,
            events=events or [accepted_without_event(asked.command, verb)],
            answer=answer,
            body=asked.body,
            body_hash=asked.body_hash,
        )
        self._accepted.append(accepted)
        self._written[asked.command.id] = accepted
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


def _fact_parked(asked: Asked, refusal: Problem, places: tuple[UUID, ...]) -> FactParked:
    return FactParked(
        places=places,
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


def _shown(fact: Fact, hidden: frozenset[str]) -> FactShown:
    content = msgspec.to_builtins(fact, enc_hook=str)
    return FactShown(kind=type(fact).__name__, content=_without(content, hidden))


def _without(content: object, hidden: frozenset[str]) -> object:
    """Return plain values without what stands under some names, however deep."""
    if isinstance(content, dict):
        return {n: _without(value, hidden) for n, value in content.items() if n not in hidden}
    if isinstance(content, list):
        return [_without(value, hidden) for value in content]
    return content
