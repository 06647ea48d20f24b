"""A plant of jars: small verbs with every trait the door must keep, for its tests and bench."""

from collections.abc import Sequence
from decimal import Decimal
from importlib.resources import files
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id, uuid7
from taktline.base.instant import Instant
from taktline.base.problem import Confirmable, NotFound, Problem
from taktline.base.text import Text
from taktline.platform.caused import Caused, Then
from taktline.platform.command import Booked, Command, Event, Fact, Grant, Ids, Principal
from taktline.platform.confirm import refuse_unless_confirmed
from taktline.platform.envelope import Item
from taktline.platform.events.cover import Covered
from taktline.platform.registry import EventKind, Part, Registry, registry_of
from taktline.platform.tables import PART as PLATFORM
from taktline.platform.transaction import Tx
from taktline.platform.verb import FactKind, Verb
from taktline.store.migrations import read_migration

CAPACITY = Decimal(1000)

TABLES = (
    """
    CREATE TABLE jar (
        id uuid NOT NULL,
        code text NOT NULL,
        held numeric(20,6) NOT NULL,
        CONSTRAINT jar_pkey PRIMARY KEY (id),
        CONSTRAINT jar_held CHECK (held >= 0),
        CONSTRAINT jar_code UNIQUE (code)
    )
    """,
    """
    CREATE TABLE pour (
        id uuid NOT NULL,
        jar uuid NOT NULL,
        amount numeric(20,6) NOT NULL,
        cause uuid NOT NULL,
        recorded_at timestamptz NOT NULL,
        CONSTRAINT pour_pkey PRIMARY KEY (id),
        CONSTRAINT pour_not_66 CHECK (amount <> 66)
    )
    """,
    "CREATE INDEX pour_cause ON pour (cause)",
)


class Overflow(Confirmable):
    """A jar would hold more than it should."""

    title = Text(
        en="{code} would hold {held}; {limit} fit.", zh="{code} 将有 {held},上限 {limit}。"
    )


class Dry(Problem):
    """A jar holds less than is taken."""

    title = Text(en="{code} holds {held}; {asked} were taken.", zh="{code} 有 {held},取 {asked}。")


class OpenJar(Command, frozen=True, kw_only=True):
    """Put a new jar on the shelf."""

    jar: UUID
    code: str


class Pour(Command, frozen=True, kw_only=True):
    """Pour into a jar, or take out of it (below zero)."""

    jar: UUID
    amount: Decimal


class Chain(Command, frozen=True, kw_only=True):
    """Pour, and let the same be asked again `further` times."""

    jar: UUID
    further: int


class Jar(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    code: str
    held: Decimal


class JarOpened(Fact, frozen=True, kw_only=True):
    jar: Jar


class Poured(Fact, frozen=True, kw_only=True):
    id: UUID
    jar: UUID
    amount: Decimal


Shelf = dict[UUID, Jar]


async def load_jars(tx: Tx, commands: Sequence[OpenJar | Pour | Chain]) -> Shelf:
    sql = """
        SELECT id, code, held FROM jar WHERE id = ANY(%(ids)s::uuid[]) ORDER BY id FOR UPDATE
    """
    found = await tx.rows(sql, {"ids": [command.jar for command in commands]}, as_=Jar)
    return {jar.id: jar for jar in found}


async def load_in_two_steps(tx: Tx, commands: Sequence[Pour]) -> Shelf:
    shelf = await load_jars(tx, commands)
    await tx.fetch("SELECT count(*) FROM jar WHERE held < 0")
    return shelf


def decide_open(shelf: Shelf, command: OpenJar, now: Instant, ids: Ids) -> list[Fact]:
    jar = Jar(id=command.jar, code=command.code, held=Decimal(0))
    event = Event(name="jar.opened", entity="jar", record=jar.id, code=jar.code)
    return [JarOpened(jar=jar), event]


def decide_pour(shelf: Shelf, command: Pour, now: Instant, ids: Ids) -> list[Fact]:
    jar = shelf.get(command.jar)
    if jar is None:
        raise NotFound(kind="jar", code=str(command.jar), at="/jar")
    held = jar.held + command.amount
    if held < 0:
        raise Dry(code=jar.code, held=jar.held, asked=-command.amount)
    if held > CAPACITY:
        refuse_unless_confirmed(command, Overflow(code=jar.code, held=held, limit=CAPACITY))
    payload: dict[str, object] = {"amount": str(command.amount), "held": str(held)}
    return [
        Poured(id=ids.new(), jar=jar.id, amount=command.amount),
        Event(name="jar.poured", entity="jar", record=jar.id, code=jar.code, payload=payload),
    ]


def decide_chain(shelf: Shelf, command: Chain, now: Instant, ids: Ids) -> list[Fact]:
    facts = decide_pour(shelf, Pour(id=command.id, jar=command.jar, amount=Decimal(1)), now, ids)
    if command.further:
        following = Chain(
            id=derived_id("chain", command.id), jar=command.jar, further=command.further - 1
        )
        facts.append(Then(next=Caused(verb="toy.chain", body=following, principal=ids.by)))
    return facts


def fold_opened(shelf: object, fact: JarOpened) -> None:
    assert isinstance(shelf, dict)
    shelf[fact.jar.id] = fact.jar


def fold_poured(shelf: object, fact: Poured) -> None:
    assert isinstance(shelf, dict)
    jar = shelf[fact.jar]
    shelf[fact.jar] = msgspec.structs.replace(jar, held=jar.held + fact.amount)


def record_opened(tx: Tx, facts: Sequence[Booked[JarOpened]]) -> None:
    tx.execute(
        "INSERT INTO jar (id, code, held) SELECT id, code, 0 "
        "FROM unnest(%(ids)s::uuid[], %(codes)s::text[]) AS t (id, code)",
        {"ids": [b.fact.jar.id for b in facts], "codes": [b.fact.jar.code for b in facts]},
    )


def record_poured(tx: Tx, facts: Sequence[Booked[Poured]]) -> None:
    params: dict[str, object] = {
        "ids": [b.fact.id for b in facts],
        "jars": [b.fact.jar for b in facts],
        "amounts": [b.fact.amount for b in facts],
        "causes": [b.stamp.cause for b in facts],
        "recorded": [b.stamp.recorded_at for b in facts],
    }
    tx.execute(
        "INSERT INTO pour (id, jar, amount, cause, recorded_at) "
        "SELECT id, jar, amount, cause, recorded_at FROM unnest(%(ids)s::uuid[], "
        "%(jars)s::uuid[], %(amounts)s::numeric[], %(causes)s::uuid[], "
        "%(recorded)s::timestamptz[]) AS t (id, jar, amount, cause, recorded_at)",
        params,
    )
    tx.execute(
        "UPDATE jar SET held = jar.held + t.amount FROM (SELECT jar, sum(amount) AS amount "
        "FROM unnest(%(jars)s::uuid[], %(amounts)s::numeric[]) AS u (jar, amount) GROUP BY jar) t "
        "WHERE jar.id = t.jar",
        {"jars": params["jars"], "amounts": params["amounts"]},
    )


def no_text(what: str) -> Text:
    return Text(en=what, zh=what)


PART = Part(
    name="toy",
    verbs=(
        Verb("toy.open_jar", OpenJar, needs="jar:open", load=load_jars, decide=decide_open,
             label=no_text("open")),
        Verb("toy.pour", Pour, needs="jar:pour", load=load_jars, decide=decide_pour,
             label=no_text("pour"), kind="fact"),
        Verb("toy.pour_slowly", Pour, needs="jar:pour", load=load_in_two_steps,
             decide=decide_pour, label=no_text("pour slowly"), kind="fact"),
        Verb("toy.ask_pour", Pour, needs="jar:pour", load=load_jars, decide=decide_pour,
             label=no_text("ask to pour")),
        Verb("toy.chain", Chain, needs="jar:pour", load=load_jars, decide=decide_chain,
             label=no_text("chain")),
    ),
    fact_kinds=(
        FactKind(JarOpened, record_opened, fold_opened),
        FactKind(Poured, record_poured, fold_poured),
    ),
    events=(
        EventKind(name="jar.opened", entity="jar", label=no_text("opened")),
        EventKind(name="jar.poured", entity="jar", label=no_text("poured")),
    ),
    covered=(
        Covered(table="pour", key=("id",), columns=("id", "jar", "amount", "cause", "recorded_at")),
    ),
)  # fmt: skip

REGISTRY: Registry = registry_of(PLATFORM, PART)

FILLER = Principal(
    id=derived_id("principal", "filler"),
    name="Filler",
    grants=(Grant(needs="jar:*"), Grant(needs="parked_fact:*")),
)


async def set_up_jars(tx: Tx) -> None:
    """Make the door's tables and the plant's in a bare tenant, without any other package's."""
    for statement in (*door_tables(), *TABLES):
        tx.execute(statement, prepare=False)
    await tx.sync()


def door_tables() -> tuple[str, ...]:
    """The statements of the door's own migrations."""
    folder = files("taktline.platform") / "sql" / "tenant"
    return tuple(
        statement
        for name in (
            "0100_pre_door.sql",
            "0130_pre_parked_places.sql",
            "0140_pre_second_signature.sql",
        )
        for statement in read_migration(name, (folder / name).read_text("utf-8")).statements
    )


def pour(jar: UUID, amount: str | int, *, id: UUID | None = None, **envelope: object) -> Item:
    """A pour as a client would send it."""
    body = {"id": str(id or uuid7()), "jar": str(jar), "amount": str(amount), **envelope}
    return Item(verb="toy.pour", body=msgspec.json.encode(body), client="test")


def open_jar(jar: UUID, code: str) -> Item:
    """An order for a new jar."""
    return Item(verb="toy.open_jar", body=OpenJar(id=uuid7(), jar=jar, code=code))
