"""Walks through the stories of an app: real door, real database, a fresh tenant for each."""

import time
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from uuid import UUID

import msgspec

from taktline.api.registry import APPS
from taktline.api.runtime import Runtime
from taktline.base.ids import derived_id
from taktline.base.problem import NotFound, Problem, Several
from taktline.base.text import Language, Text
from taktline.catalog.document import Document
from taktline.catalog.folder import publication
from taktline.catalog.lines import line_of
from taktline.catalog.request import RecordsRequest
from taktline.catalog.story import Balance, Command, Refusal, Rows, Step, Story, Value, stories_of
from taktline.feel.values import quoted
from taktline.platform.batch import wire_args
from taktline.platform.command import Grant, Principal
from taktline.platform.envelope import Answer, Item, Outcome
from taktline.platform.events.dead_letter import DeadLetters, list_dead_letters
from taktline.platform.events.event import SealedEvent, read_events
from taktline.platform.events.sealer import Sealer
from taktline.platform.events.subscriber_run import SubscriberRun
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.role import BUILT_IN_PERMISSIONS
from taktline.platform.identity.tenancy import NewTenant, create_tenant

ROUNDS_MAX = 20
"""Times that rules may follow rules after one command; the depth of causes ends it long before."""
ANYTHING = "*"
"""An expected value that says: there is one."""
CLIENT = "story"

NOT_ACCEPTED = Text(en="{verb} was refused: {why}", zh="{verb} 被拒绝:{why}")
NOT_REFUSED = Text(
    en="{verb} was accepted; {code} was expected", zh="{verb} 被接受,应被拒绝:{code}"
)
OTHER_REFUSAL = Text(
    en="{verb} was refused with {came}, not {code}: {why}",
    zh="{verb} 的拒绝为 {came},应为 {code}:{why}",
)
DIFFERS = Text(en="{what} is {came}, not {expected}", zh="{what} 为 {came},应为 {expected}")
MISSING_EVENT = Text(en="no event {name}; there were: {came}", zh="没有事件 {name};实际事件:{came}")
MISSING_FIRING = Text(
    en="the rule {name} did not fire; there fired: {came}", zh="规则 {name} 未触发;触发的有:{came}"
)
ROW_COUNT = Text(
    en="{count} records of {entity}, not {expected}",
    zh="{entity} 有 {count} 条记录,应为 {expected}",
)
PUT_ASIDE = Text(
    en="{subscriber} could not take an event: {why}", zh="{subscriber} 无法处理事件:{why}"
)
UNKNOWN_NAME = Text(en="nothing is called {name}", zh="没有名为 {name} 的内容")


class Difference(Exception):  # noqa: N818 - named for what it says
    """The first thing that is not as the story tells it."""

    def __init__(self, text: Text, *path: str, **words: object) -> None:
        self.path = path
        self.words = words
        self.text = text
        super().__init__(text.say("en", **words))

    def say(self, language: Language) -> str:
        """Say it in one language."""
        words = {
            name: value.say(language) if isinstance(value, (Problem, Text)) else value
            for name, value in self.words.items()
        }
        return self.text.say(language, **words)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """How one story went.

    Attributes:
        line: where it began to differ, from 1; None = it is as told.
        difference: what differs.
        seconds: how long it took.
    """

    app: str
    story: str
    title: Text
    seconds: float
    line: int | None = None
    difference: Difference | None = None

    @property
    def file(self) -> str:
        """Its place in the app's folder."""
        return f"stories/{self.story}.yaml"


async def told_stories(
    runtime: Runtime, documents: tuple[Document, ...], *, only: Sequence[str] = ()
) -> list[Told]:
    """Walk through an app's stories, each in a tenant of its own.

    Args:
        documents: the app's; put in force first, unless the product brings them itself.
        only: names of stories; all of them without.

    Raises:
        Problem: the app cannot be put in force, or a story is not written as it should.
    """
    stories = stories_of(documents)
    known = {story.story: (document, story) for document, story in stories}
    if missing := [name for name in only if name not in known]:
        raise NotFound(kind="story", code=missing[0])
    found: list[Told] = []
    for document, story in stories:
        if story.steps and (not only or story.story in only):
            teller = Teller(runtime, documents)
            found.append(await teller.tell(document, story, known))
    return found


class Teller:
    """One story on its way."""

    def __init__(self, runtime: Runtime, documents: tuple[Document, ...]) -> None:
        self.runtime = runtime
        self.documents = documents
        self.tenant = ""
        self.names: dict[str, object] = {}
        self.position = 0
        self.count = 0
        self.story = ""
        self.firings: set[str] = set()

    async def tell(
        self, document: Document, story: Story, known: Mapping[str, tuple[Document, Story]]
    ) -> Told:
        """Walk through one story, up to the first difference."""
        began = time.monotonic()
        line: int | None = None
        difference: Difference | None = None
        self.story = story.story
        try:
            await self._found_tenant(document.app)
            if story.ground is not None:
                await self._prepare(known[story.ground][1])
            await self._prepare(story)
            for index, step in enumerate(story.steps):
                try:
                    await self._walk(step)
                except Difference as found:
                    found.path = ("steps", str(index), *found.path)
                    raise
        except Difference as found:
            difference, line = found, line_of(document.text, found.path)
        return Told(
            app=document.app,
            story=story.story,
            title=story.title,
            seconds=time.monotonic() - began,
            line=line,
            difference=difference,
        )

    async def _found_tenant(self, app: str) -> None:
        """Make a tenant and put the app in force, unless every tenant has it."""
        stem = derived_id("story tenant", app, self.story, time.time_ns()).hex[:16]
        self.tenant = f"story{stem}"
        runtime = self.runtime
        asked = NewTenant(code=self.tenant, name=self.story)
        await create_tenant(runtime.store, runtime.keys, runtime.gate.clock, asked=asked)
        if f"taktline.apps.{app}" not in APPS:
            item = Item(verb="catalog.publish_app", body=publication(self.documents), client=CLIENT)
            outcome = (await runtime.door.submit(self.tenant, SYSTEM, items=[item]))[0]
            if isinstance(outcome, Problem):
                raise outcome
        await self._settle()

    async def _prepare(self, story: Story) -> None:
        for index, one in enumerate(story.given):
            path = ("given", str(index)) if story.story == self.story else ("ground",)
            for fields in one.each or ({},):
                try:
                    await self._given(one, fields)
                except Difference as found:
                    found.path = path
                    raise
        await self._settle()

    async def _given(self, one: Command, fields: dict[str, Value]) -> None:
        outcome = await self._send(one.command, {**one.with_, **fields}, by=one.by, name=one.as_)
        if isinstance(outcome, Problem):
            raise Difference(NOT_ACCEPTED, "command", verb=one.command, why=said(outcome))

    async def _walk(self, step: Step) -> None:
        outcome = await self._send(step.when, step.with_, by=step.by, name=step.as_)
        self._refused(step, outcome)
        events = await self._settle()
        then = step.then
        if isinstance(outcome, Answer):
            answer = msgspec.to_builtins(outcome, enc_hook=str)
            compare(then.answer, answer, "then", "answer")
        await self._fired(then.fires)
        names = [event.name for event in events]
        for index, name in enumerate(then.events):
            if name not in names:
                came = ", ".join(dict.fromkeys(names)) or "-"
                raise Difference(MISSING_EVENT, "then", "events", str(index), name=name, came=came)
        for index, rows in enumerate(then.records):
            await self._records(rows, ("then", "records", str(index)))
        for index, balance in enumerate(then.balances):
            await self._balance(balance, ("then", "balances", str(index)))

    def _refused(self, step: Step, outcome: Outcome) -> None:
        wanted = step.then.refused
        if isinstance(outcome, Problem):
            if wanted is None:
                raise Difference(NOT_ACCEPTED, "when", verb=step.when, why=said(outcome))
            expected = Refusal(code=wanted) if isinstance(wanted, str) else wanted
            one = outcome.problems[0] if isinstance(outcome, Several) else outcome
            if one.code != expected.code:
                raise Difference(
                    OTHER_REFUSAL, "then", "refused",
                    verb=step.when, came=one.code, code=expected.code, why=said(outcome),
                )  # fmt: skip
            path = ("then", "refused")
            if expected.at is not None:
                compare(expected.at, one.at, *path, "at")
            args = wire_args(one)
            if expected.rule is not None:
                compare(expected.rule, args.get("rule"), *path, "rule")
            compare(expected.args, args, *path, "args")
        elif wanted is not None:
            code = wanted if isinstance(wanted, str) else wanted.code
            raise Difference(NOT_REFUSED, "then", "refused", verb=step.when, code=code)

    async def _fired(self, wanted: Sequence[str]) -> None:
        """Compare the rules that did something since the step before."""
        await self.runtime.rule_log.write()
        rows = await self._read(
            RecordsRequest(
                entity="rule_firing",
                fields=("rule", "status", "fault", "refusals"),
                order=("fired_at", "id"),
                limit=1000,
            )
        )
        fresh = [row for row in rows if str(row["id"]) not in self.firings]
        self.firings |= {str(row["id"]) for row in rows}
        did = [str(row["rule"]) for row in fresh if row["status"] in ("done", "refused")]
        for index, name in enumerate(wanted):
            if name not in did:
                came = ", ".join(_fired_as(row) for row in fresh) or "-"
                raise Difference(MISSING_FIRING, "then", "fires", str(index), name=name, came=came)

    async def _records(self, rows: Rows, path: tuple[str, ...]) -> None:
        fields = tuple(dict.fromkeys(name for one in rows.are for name in one))
        shape = self.runtime.catalogs.known(self.tenant).shapes.get(rows.of)
        order = () if shape is None else shape.entity.key
        where = None if rows.where is None else str(self._named(rows.where))
        found = await self._read(
            RecordsRequest(
                entity=rows.of, fields=fields, filter=where, order=order, limit=1000, archived=True
            )
        )
        expected = len(rows.are) if rows.count is None else rows.count
        if len(found) != expected:
            raise Difference(ROW_COUNT, *path, count=len(found), entity=rows.of, expected=expected)
        for index, (one, row) in enumerate(zip(rows.are, found, strict=False)):
            compare(self._named(one), row, *path, "are", str(index))

    async def _balance(self, wanted: Balance, path: tuple[str, ...]) -> None:
        where = [f"place.code = {quoted(wanted.place)}"]
        where.append(f"material.code = {quoted(wanted.material)}")
        if wanted.status is not None:
            where.append(f"status = {quoted(wanted.status)}")
        if wanted.lot is not None:
            where.append(f"lot.code = {quoted(wanted.lot)}")
        rows = await self._read(
            RecordsRequest(
                entity="balance", fields=("quantity",), filter=" and ".join(where), limit=1000
            )
        )
        total = sum((Decimal(str(row["quantity"])) for row in rows), Decimal(0))
        compare(wanted.quantity, str(total), *path, "quantity")

    async def _read(self, request: RecordsRequest) -> list[dict[str, object]]:
        page = await self.runtime.catalogs.read(self.tenant, request, reader=SYSTEM)
        return page.rows

    async def _send(
        self, verb: str, fields: Mapping[str, Value], *, by: str | None, name: str | None
    ) -> Outcome:
        self.count += 1
        made = str(derived_id("story command", self.tenant, self.count))
        named = self._named({**fields})
        assert isinstance(named, dict)
        sent = {"id": made, **named}
        item = Item(verb=verb, body=msgspec.json.encode(sent), client=CLIENT)
        who = SYSTEM if by is None else principal_of(by)
        outcome = (await self.runtime.door.submit(self.tenant, who, items=[item]))[0]
        if name is not None:
            answer = (
                msgspec.to_builtins(outcome, enc_hook=str) if isinstance(outcome, Answer) else {}
            )
            self.names[name] = {"id": sent["id"], "answer": answer}
        return outcome

    async def _settle(self) -> list[SealedEvent]:
        """Seal what happened and let everybody who follows do their part; return the events."""
        runtime = self.runtime
        sealer = Sealer(runtime.store, key_of=runtime.seal_key, covered=runtime.registry.covered)
        runs = [
            SubscriberRun(runtime.store, runtime.door.desk, subscriber=subscriber)
            for subscriber in runtime.registry.subscribers.values()
        ]
        for _ in range(ROUNDS_MAX):
            await sealer.seal_all(self.tenant)
            if sum([await run.catch_up(self.tenant) for run in runs]) == 0:
                break
        async with runtime.store.transaction(self.tenant, readonly=True) as tx:
            window = await read_events(tx, self.position)
            letters = await list_dead_letters(tx, DeadLetters(), SYSTEM)
        if letters.rows:
            letter = letters.rows[0]
            words = f"{letter.code} {shown(letter.args)}"
            raise Difference(PUT_ASIDE, subscriber=letter.subscriber, why=words)
        self.position = window.until
        return window.events

    def _named(self, value: Value) -> Value:
        """Return a value with what earlier steps gave in place of their names."""
        if isinstance(value, str) and value.startswith("$"):
            return self._looked_up(value)
        if isinstance(value, list):
            return [self._named(one) for one in value]
        if isinstance(value, dict):
            return {key: self._named(one) for key, one in value.items()}
        return value

    def _looked_up(self, text: str) -> Value:
        at: object = self.names
        for step in text.removeprefix("$").split("."):
            if isinstance(at, list) and step.isdecimal() and int(step) < len(at):
                at = at[int(step)]
            elif isinstance(at, dict) and step in at:
                at = at[step]
            else:
                raise Difference(UNKNOWN_NAME, "with", name=text)
        return at


def _fired_as(row: Mapping[str, object]) -> str:
    """Return a firing in words: the rule, how it went, and why it did nothing."""
    why = row["fault"] or row["refusals"] or row["status"]
    return f"{row['rule']} ({why})"


def principal_of(role: str) -> Principal:
    """Return somebody who has one role everywhere.

    Raises:
        NotFound: there is no such role.
    """
    permissions = BUILT_IN_PERMISSIONS.get(role)
    if permissions is None:
        raise NotFound(kind="role", code=role)
    grants = tuple(Grant(needs=one.needs, scope=one.scope) for one in permissions)
    who: UUID = derived_id("story role", role)
    return Principal(id=who, name=role, person=who, roles=(role,), grants=grants)


def compare(expected: object, came: object, *path: str) -> None:
    """Compare what a story tells with what came: of records only the named fields.

    Raises:
        Difference: the first thing that differs, with its place in the story.
    """
    if isinstance(expected, dict) and isinstance(came, dict):
        for key, value in expected.items():
            compare(value, came.get(key), *path, key)
        return
    if isinstance(expected, list) and isinstance(came, list) and len(expected) == len(came):
        for index, (one, other) in enumerate(zip(expected, came, strict=True)):
            compare(one, other, *path, str(index))
        return
    if not _same(expected, came):
        raise Difference(DIFFERS, *path, what=path[-1], came=shown(came), expected=shown(expected))


def _same(expected: object, came: object) -> bool:
    if expected == ANYTHING:
        return came is not None
    if isinstance(came, dict) and expected is not None:
        return any(_same(expected, came.get(name)) for name in ("code", "id", "amount"))
    if isinstance(expected, bool) or isinstance(came, bool) or None in (expected, came):
        return expected == came
    numbers = [number_of(one) for one in (expected, came)]
    if None not in numbers:
        return numbers[0] == numbers[1]
    return str(expected) == str(came)


def number_of(value: object) -> Decimal | None:
    """Return a number however it is written; None where it is none."""
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def shown(value: object) -> str:
    """Return a value as a line of the report shows it."""
    return msgspec.json.encode(value, enc_hook=str).decode()


def said(problem: Problem) -> Text:
    """Return a refusal's sentences, each field's where there are several."""
    parts = problem.problems if isinstance(problem, Several) else [problem]

    def lines(language: Language) -> Iterator[str]:
        for one in parts:
            yield f"{one.at or one.code}: {one.say(language)}"

    return Text(en="; ".join(lines("en")), zh="; ".join(lines("zh")))
