"""The door on a real server: what is accepted is there once, what is refused leaves nothing."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.platform.batch import Batch
from taktline.platform.command import Grant, Principal
from taktline.platform.door import Door
from taktline.platform.envelope import Answer, Asked, Item, Outcome, asked_of, decoded
from taktline.platform.judge import REPRESENT, Desk, NotPermitted
from taktline.store import ConnectionLost, Store
from taktline.store.transaction import Transaction
from tests.toy_plant import FILLER, REGISTRY, Chain, open_jar, pour, set_up_jars

pytestmark = pytest.mark.anyio

OVERRULER = msgspec.structs.replace(FILLER, grants=(*FILLER.grants, Grant(needs="override:*")))


class Shop:
    """A tenant with jars, and the door to it."""

    def __init__(self, store: Store, tenant: str) -> None:
        self.store = store
        self.tenant = tenant
        self.door = Door(store, Desk(registry=REGISTRY))

    async def submit(
        self, *items: Item, by: Principal = FILLER, atomic: bool = False, dry_run: bool = False
    ) -> list[Outcome]:
        return await self.door.submit(self.tenant, by, items=items, atomic=atomic, dry_run=dry_run)

    async def one(self, item: Item, by: Principal = FILLER) -> Outcome:
        return (await self.submit(item, by=by))[0]

    async def jar(self, code: str = "J-1", held: int = 0) -> UUID:
        jar = uuid7()
        items = [open_jar(jar, code)] + ([pour(jar, held)] if held else [])
        assert all(isinstance(o, Answer) for o in await self.submit(*items))
        return jar

    async def held(self, jar: UUID) -> Decimal:
        return msgspec.convert(await self.value("SELECT held FROM jar WHERE id = %s", jar), Decimal)

    async def count(self, table: str) -> int:
        return msgspec.convert(await self.value(f"SELECT count(*) FROM {table}"), int)

    async def value(self, sql: str, *params: object) -> object:
        async with self.store.transaction(self.tenant) as tx:
            return (await tx.fetch(sql, params))[0][0]


@pytest.fixture
async def shop(bare_store: Store, bare_tenant: str) -> Shop:
    async with bare_store.transaction(bare_tenant) as tx:
        await set_up_jars(tx)
    return Shop(bare_store, bare_tenant)


def code_of(outcome: Outcome) -> str:
    return outcome.code if isinstance(outcome, Problem) else "accepted"


async def test_a_command_is_answered_with_its_events_and_records(shop: Shop) -> None:
    jar = await shop.jar("J-7")
    answer = await shop.one(pour(jar, "2.5"))
    assert isinstance(answer, Answer)
    assert [(e.name, e.record, e.code) for e in answer.events] == [("jar.poured", jar, "J-7")]
    assert [(r.entity, r.id) for r in answer.records] == [("jar", jar)]
    assert await shop.held(jar) == Decimal("2.5")


async def test_the_same_id_again_gets_the_first_answer_and_books_nothing(shop: Shop) -> None:
    jar = await shop.jar()
    item = pour(jar, 5)
    first, second = await shop.one(item), await shop.one(item)
    assert isinstance(first, Answer)
    assert not first.repeated
    assert second == again(first)
    assert await shop.held(jar) == 5


def again(first: Answer) -> Answer:
    """What was answered, as it is said to whoever sends the same once more."""
    return msgspec.structs.replace(first, repeated=True)


async def test_commands_folded_into_one_batch_say_which_of_them_were_booked_before(
    shop: Shop,
) -> None:
    jar = await shop.jar()
    old, new = pour(jar, 5), pour(jar, 1)
    first = await shop.one(old)
    told = await asyncio.gather(shop.one(old), shop.one(new), shop.one(pour(jar, 2)))
    assert [isinstance(one, Answer) and one.repeated for one in told] == [True, False, False]
    assert isinstance(first, Answer)
    assert told[0] == again(first)
    assert await shop.held(jar) == 8


async def test_a_booking_whose_commit_nobody_heard_of_is_found_and_is_no_repetition(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    jar = await shop.jar()
    commit, lost = Transaction.commit, [True]

    async def deaf(tx: Transaction) -> None:
        await commit(tx)
        if lost:
            lost.clear()
            raise ConnectionLost("cut off", outcome_unknown=True)

    monkeypatch.setattr(Transaction, "commit", deaf)
    item = pour(jar, 5)
    first = await shop.one(item)
    assert isinstance(first, Answer)
    assert (first.repeated, lost) == (False, [])
    assert await shop.one(item) == again(first)
    assert await shop.held(jar) == 5


async def test_the_same_id_twice_in_one_request_is_booked_once(shop: Shop) -> None:
    jar = await shop.jar()
    item = pour(jar, 5)
    first, second = await shop.submit(item, item)
    assert isinstance(first, Answer)
    assert (first.repeated, second) == (False, again(first))
    assert await shop.held(jar) == 5


async def test_an_id_used_for_something_else_or_by_somebody_else_is_refused(shop: Shop) -> None:
    jar = await shop.jar()
    used = uuid7()
    await shop.one(pour(jar, 5, id=used))
    assert code_of(await shop.one(pour(jar, 6, id=used))) == "id-reused"
    stranger = msgspec.structs.replace(FILLER, id=uuid7())
    assert code_of(await shop.one(pour(jar, 5, id=used), by=stranger)) == "id-reused"
    assert code_of(await shop.one(pour(jar, 5, id=used))) == "accepted"


async def test_a_refusal_leaves_nothing_and_the_id_may_come_again(shop: Shop) -> None:
    jar = await shop.jar()
    commands = await shop.count("command")
    used = uuid7()
    assert code_of(await shop.one(pour(jar, -5, id=used))) == "dry"
    assert await shop.count("command") == commands
    assert code_of(await shop.one(pour(jar, 5, id=used))) == "accepted"


async def test_a_refused_neighbour_of_a_batch_folds_nothing(shop: Shop) -> None:
    jar = await shop.jar(held=10)
    outcomes = await shop.submit(pour(jar, -8), pour(jar, -8), pour(jar, -2), pour(jar, -1))
    assert [code_of(o) for o in outcomes] == ["accepted", "dry", "accepted", "dry"]
    assert await shop.held(jar) == 0


async def test_commands_that_wait_are_folded_into_one_transaction(shop: Shop) -> None:
    jar = await shop.jar()
    before = await shop.value("SELECT count(DISTINCT xmin::text) FROM command")
    await asyncio.gather(*(shop.one(pour(jar, 1)) for _ in range(100)))
    after = await shop.value("SELECT count(DISTINCT xmin::text) FROM command")
    assert await shop.held(jar) == 100
    assert int(str(after)) - int(str(before)) <= 4


async def test_if_postgresql_refuses_the_batch_it_is_redone_one_by_one(shop: Shop) -> None:
    jar = await shop.jar()
    outcomes = await shop.submit(pour(jar, 600), pour(jar, 66), pour(jar, 1))
    assert [code_of(o) for o in outcomes] == ["accepted", "invariant-broken", "accepted"]
    assert await shop.held(jar) == 601


async def test_a_mistake_of_ours_spoils_one_command_and_not_its_neighbours(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    jar = await shop.jar()
    decide_group = Batch.decide_group

    async def mistaken(self: Batch, group: Sequence[Asked]) -> list[Outcome]:
        if any(msgspec.structs.asdict(one.command)["amount"] == 13 for one in group):
            raise ZeroDivisionError
        return await decide_group(self, group)

    monkeypatch.setattr(Batch, "decide_group", mistaken)
    outcomes = await asyncio.gather(
        *(shop.one(pour(jar, amount)) for amount in (1, 2, 13, 3)), return_exceptions=True
    )
    assert [type(one) for one in outcomes] == [Answer, Answer, ZeroDivisionError, Answer]
    assert await shop.held(jar) == 6
    assert isinstance(await shop.one(pour(jar, 4)), Answer), "the lane goes on"


async def test_mixed_verbs_keep_their_order(shop: Shop) -> None:
    jar = uuid7()
    outcomes = await shop.submit(pour(jar, 1), open_jar(jar, "J-1"), pour(jar, 1))
    assert [code_of(o) for o in outcomes] == ["not-found", "accepted", "accepted"]


async def test_atomic_is_all_or_nothing_across_verbs(shop: Shop) -> None:
    jar, other = uuid7(), uuid7()
    good = await shop.submit(open_jar(jar, "J-1"), pour(jar, 5), pour(jar, -5), atomic=True)
    assert [code_of(o) for o in good] == ["accepted"] * 3
    commands = await shop.count("command")
    bad = await shop.submit(open_jar(other, "J-2"), pour(other, 5), pour(other, -6), atomic=True)
    assert [code_of(o) for o in bad] == ["neighbour-refused", "neighbour-refused", "dry"]
    assert await shop.count("command") == commands
    assert await shop.count("jar") == 1


async def test_an_id_that_comes_twice_in_an_atomic_request_is_booked_once(shop: Shop) -> None:
    jar = await shop.jar()
    twice = pour(jar, 5)
    outcomes = await shop.submit(twice, pour(jar, 1), twice, atomic=True)
    assert [code_of(o) for o in outcomes] == ["accepted"] * 3
    assert isinstance(outcomes[0], Answer)
    assert outcomes[2] == again(outcomes[0])
    assert await shop.held(jar) == 6
    other = pour(jar, 6, id=UUID(str(msgspec.json.decode(bytes_of(twice))["id"])))
    refused = await shop.submit(pour(jar, 1), other, atomic=True)
    assert [code_of(o) for o in refused] == ["neighbour-refused", "id-reused"]


def bytes_of(item: Item) -> bytes:
    assert isinstance(item.body, bytes)
    return item.body


async def test_more_than_can_wait_is_told_to_come_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    jar = await shop.jar()
    monkeypatch.setattr("taktline.platform.door.WAITING_MAX", 5)
    outcomes = await shop.submit(*(pour(jar, 1) for _ in range(6)))
    assert {code_of(o) for o in outcomes} == {"busy"}
    assert {code_of(o) for o in await shop.submit(*(pour(jar, 1) for _ in range(5)))} == {
        "accepted"
    }


async def test_a_dry_run_answers_the_facts_and_keeps_nothing(shop: Shop) -> None:
    jar = await shop.jar(held=5)
    commands = await shop.count("command")
    used = uuid7()
    answer = (await shop.submit(pour(jar, 3, id=used), dry_run=True))[0]
    assert isinstance(answer, Answer)
    assert answer.facts is not None
    assert [fact.kind for fact in answer.facts] == ["Poured", "Event"]
    assert await shop.count("command") == commands
    assert await shop.held(jar) == 5
    assert code_of(await shop.one(pour(jar, 4, id=used))) == "accepted"


async def test_a_foreman_overrules_and_only_with_the_right(shop: Shop) -> None:
    jar = await shop.jar()
    used = uuid7()
    assert code_of(await shop.one(pour(jar, 1001, id=used))) == "overflow"
    confirmed = pour(jar, 1001, id=used, confirm=["overflow"])
    assert code_of(await shop.one(confirmed)) == "override-denied"
    assert code_of(await shop.one(confirmed, by=OVERRULER)) == "accepted"
    assert await shop.value("SELECT confirm FROM command WHERE id = %s", used) == ["overflow"]


async def test_nobody_passes_without_a_grant(shop: Shop) -> None:
    jar = await shop.jar()
    stranger = Principal(id=uuid7(), name="Stranger")
    scoped = Principal(id=uuid7(), name="X", grants=(Grant(needs="jar:pour", scope="false"),))
    placed = Principal(id=uuid7(), name="Y", grants=(Grant(needs="jar:pour", node=uuid7()),))
    for asker in (stranger, scoped, placed):
        assert code_of(await shop.one(pour(jar, 1), by=asker)) == "not-permitted"
    assert await shop.held(jar) == 0


async def test_a_command_from_the_future_is_refused_unless_made_offline(shop: Shop) -> None:
    jar = await shop.jar()
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert code_of(await shop.one(pour(jar, 1, occurred_at=tomorrow))) == "clock-ahead"
    answer = await shop.one(pour(jar, 1, occurred_at=tomorrow, offline=True))
    assert isinstance(answer, Answer)
    assert answer.clock_uncertain
    uncertain = "SELECT occurred_at <= recorded_at AND clock_uncertain FROM command WHERE id = %s"
    assert await shop.value(uncertain, answer.id) is True


async def test_an_offline_fact_that_cannot_be_booked_is_parked_and_booked_later(shop: Shop) -> None:
    jar = await shop.jar()
    used = uuid7()
    item = pour(jar, -5, id=used, offline=True)
    parked = await shop.one(item)
    assert isinstance(parked, Answer)
    assert parked.parked is not None
    assert (parked.parked.code, parked.parked.args["held"]) == ("dry", "0")
    assert not parked.repeated
    assert await shop.one(item) == again(parked)
    retry = Item(
        verb="platform.retry_parked_fact",
        body=msgspec.json.encode({"id": uuid7(), "parked_fact": parked.parked.parked_fact}),
    )
    assert code_of(await shop.one(retry)) == "dry"
    await shop.one(pour(jar, 7))
    assert code_of(await shop.one(retry)) == "accepted"
    assert await shop.held(jar) == 2
    booked = await shop.one(item)
    assert isinstance(booked, Answer)
    assert booked.parked is None


async def test_a_parked_fact_is_voided_once_with_a_reason(shop: Shop) -> None:
    jar = await shop.jar()
    parked = await shop.one(pour(jar, -5, offline=True))
    assert isinstance(parked, Answer)
    assert parked.parked is not None

    def void(reason: str) -> Item:
        body = {"id": uuid7(), "parked_fact": parked.id, "reason": reason}
        body["parked_fact"] = parked.parked.parked_fact if parked.parked else None
        return Item(verb="platform.void_parked_fact", body=msgspec.json.encode(body))

    outcomes = [await shop.one(void(r)) for r in ("", "typed twice", "again")]
    assert [code_of(o) for o in outcomes] == ["void-reason-missing", "accepted", "already-settled"]


async def test_an_offline_request_is_refused_like_any_other(shop: Shop) -> None:
    jar = await shop.jar()
    body = {"id": uuid7(), "jar": jar, "amount": "-5", "offline": True}
    asked = Item(verb="toy.ask_pour", body=msgspec.json.encode(body))
    assert code_of(await shop.one(asked)) == "dry"


async def test_commands_that_cause_commands_stop_at_eight(shop: Shop) -> None:
    jar = await shop.jar()
    deep = Item(verb="toy.chain", body=Chain(id=uuid7(), jar=jar, further=8))
    assert code_of(await shop.one(deep)) == "accepted"
    assert await shop.held(jar) == 9
    too_deep = Item(verb="toy.chain", body=Chain(id=uuid7(), jar=jar, further=9))
    assert code_of(await shop.one(too_deep)) == "too-deep"
    assert await shop.held(jar) == 9


async def test_a_closed_tenant_takes_nothing(shop: Shop) -> None:
    jar = await shop.jar()
    async with shop.store.transaction(shop.tenant) as tx:
        tx.execute("UPDATE tenant_state SET state = 'readonly'")
    assert code_of(await shop.one(pour(jar, 1))) == "tenant-closed"


async def test_a_batch_with_two_loads_takes_three_round_trips(shop: Shop) -> None:
    jar = await shop.jar()
    verb = REGISTRY.verbs["toy.pour_slowly"]
    asked = [asked_of(verb, decoded(verb, pour(jar, 1).body), FILLER) for _ in range(50)]
    async with shop.store.transaction(shop.tenant) as tx:
        batch = Batch(shop.door.desk, tx)
        await batch.decide_group(asked)
        batch.finish()
    assert tx.round_trips == 3
    assert await shop.held(jar) == 50


async def test_all_shape_errors_come_at_once(shop: Shop) -> None:
    body = b'{"id": "x", "jar": 5, "amount": "NaN", "colour": 1}'
    refusal = await shop.one(Item(verb="toy.pour", body=body))
    assert isinstance(refusal, Problem)
    assert refusal.status == 400
    places = {problem.at for problem in getattr(refusal, "problems", [])}
    assert {"/id", "/jar", "/colour"} <= places


async def test_a_command_for_somebody_else_needs_a_right_of_its_own(shop: Shop) -> None:
    jar = await shop.jar(held=5)
    lead = msgspec.structs.replace(FILLER, grants=(*FILLER.grants, Grant(needs=REPRESENT)))
    person, colleague = uuid7(), uuid7()
    own = msgspec.structs.replace(FILLER, person=person)

    def given_for(whom: UUID) -> Item:
        return msgspec.structs.replace(pour(jar, "1"), on_behalf_of=whom)

    assert isinstance(await shop.one(given_for(person), by=own), Answer)
    refusal = await shop.one(given_for(colleague), by=own)
    assert isinstance(refusal, NotPermitted)
    assert refusal.values["needs"] == REPRESENT
    assert isinstance(await shop.one(given_for(colleague), by=lead), Answer)
    named = await shop.value("SELECT count(*) FROM command WHERE on_behalf_of = %s", colleague)
    assert named == 1
