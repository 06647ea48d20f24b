"""Rules of a tenant: a guard refuses in its own words, a rule follows an event exactly once."""

from collections.abc import Mapping
from typing import cast

import httpx
import pytest

from taktline.api.registry import WORDS
from taktline.catalog.document import Document, DocumentKind
from taktline.cli.app_backtest import catalog_with
from taktline.engines.rules.backtest import Trial, past_commands, past_events
from taktline.engines.rules.follow import NAME, rules_of
from taktline.engines.rules.reading import Reader
from taktline.platform.events.subscriber_run import SubscriberRun
from tests.api_ground import Api

pytestmark = pytest.mark.anyio

APP = """\
app: jigs
label: {en: Jigs, zh: 工装}
version: 1.0.0
"""
JIG = """\
entity: jig
label: {en: Jig, zh: 工装}
note: "A jig with its age."

fields:
  code: {type: text, required: true, label: {en: Code, zh: 编码}}
  name: {type: text, required: true, label: {en: Name, zh: 名称}}
  uses: {type: number, label: {en: Uses, zh: 使用次数}}
  grade: {type: text, label: {en: Grade, zh: 等级}}
"""
GUARD = """\
rule: used-up
label: {en: A jig that is used up, zh: 工装寿命}
before: jig.change
when: jig.uses > 0
holds: command.uses = null or command.uses <= 100
title: {en: "{jig} has {uses} uses; at most 100 are allowed.", zh: "{jig}:{uses} 次超过 100 次。"}
at: /uses
"""
GRADE = """\
rule: grade-by-age
label: {en: Grade by age, zh: 按寿命定级}
after: jig.created
when: jig.uses != null and jig.grade = null

decide:
  hit_policy: first
  inputs: [jig.uses]
  outputs: [grade]
  rows:
    - ["> 50", '"worn"']
    - ["> 0", '"good"']

then:
  - command: jig.change
    with: {record: jig.code, expected_version: jig.version, grade: grade}
"""

STALE = """\
rule: always-refused
label: {en: Refused, zh: 总被拒绝}
after: jig.created

then:
  - command: jig.change
    with: {record: jig.code, expected_version: 99, name: '"Other"'}
"""
OFF = """\
rule: no-first-article
label: {en: No first article, zh: 不要首件}
replaces: quality/first-article
disabled: true
"""


def documents(**rules: str) -> list[dict[str, str]]:
    found = [
        {"kind": "app", "name": "jigs", "text": APP},
        {"kind": "entity", "name": "jig", "text": JIG},
    ]
    found += [
        {"kind": "rule", "name": name.replace("_", "-"), "text": text}
        for name, text in rules.items()
    ]
    return found


async def publish(api: Api, **rules: str) -> httpx.Response:
    return await api.command(
        "catalog.publish_app", {"app": "jigs", "documents": documents(**rules)}
    )


async def settle(api: Api) -> None:
    """Seal, and let the rules follow until nothing happens any more."""
    run = SubscriberRun(
        api.runtime.store,
        api.runtime.door.desk,
        subscriber=api.runtime.registry.subscribers[NAME],
    )
    while True:
        await api.seal()
        if await run.catch_up(api.tenant) == 0:
            return


async def record(api: Api, entity: str, where: str) -> Mapping[str, object]:
    page = await api.get(f"/api/v1/records/{entity}", filter=where)
    rows: list[Mapping[str, object]] = page.json()["rows"]
    assert len(rows) == 1, page.text
    return rows[0]


@pytest.fixture(scope="module")
async def jigs(api: Api) -> Api:
    answer = await publish(api, used_up=GUARD, grade_by_age=GRADE)
    assert answer.status_code == 200, answer.text
    return api


async def test_a_guard_refuses_in_the_words_of_its_rule(jigs: Api) -> None:
    await jigs.command("jig.create", {"code": "J-1", "name": "Jig", "uses": "5"})
    change = {"record": "J-1", "expected_version": 1}
    said = await jigs.command("jig.change", {**change, "uses": "101"})
    told = said.json()
    assert said.status_code == 409, said.text
    assert (told["code"], told["args"]["rule"]) == ("refused-by-rule", "jigs/used-up")
    assert told["at"] == "/uses"
    assert told["title"] == "J-1 has 101 uses; at most 100 are allowed."
    chinese = await jigs.command(
        "jig.change", {**change, "uses": "101"}, **{"Accept-Language": "zh"}
    )
    assert chinese.json()["title"] == "J-1:101 次超过 100 次。"
    accepted = await jigs.command("jig.change", {**change, "uses": "100"})
    assert accepted.status_code == 200, accepted.text


async def test_a_refusal_by_a_rule_stands_in_the_log(jigs: Api) -> None:
    await jigs.command("jig.create", {"code": "J-2", "name": "Jig", "uses": "5"})
    await jigs.command("jig.change", {"record": "J-2", "expected_version": 1, "uses": "500"})
    await jigs.runtime.rule_log.write()
    found = await jigs.get(
        "/api/v1/records/rule_firing", filter='verb = "jig.change" and status = "refused"'
    )
    rows = found.json()["rows"]
    assert rows[-1]["rule"] == "jigs/used-up"
    assert "500" in str(rows[-1]["looked_at"])


async def test_a_guard_that_cannot_be_judged_refuses(jigs: Api) -> None:
    await jigs.command("jig.create", {"code": "J-3", "name": "Jig"})
    said = await jigs.command(
        "jig.change", {"record": "J-3", "expected_version": 1, "name": "Other"}
    )
    assert (said.status_code, said.json()["code"]) == (409, "rule-undecided")
    assert said.json()["args"]["rule"] == "jigs/used-up"


async def test_a_rule_follows_an_event_once_and_explains_itself(jigs: Api) -> None:
    await jigs.command("jig.create", {"code": "J-4", "name": "Jig", "uses": "60"})
    await jigs.command("jig.create", {"code": "J-5", "name": "Jig", "uses": "0"})
    await settle(jigs)
    await settle(jigs)
    jig = await record(jigs, "jig", 'code = "J-4"')
    assert (jig["grade"], jig["version"]) == ("worn", 2)
    done = await record(jigs, "rule_firing", 'code = "J-4" and event = "jig.created"')
    assert (done["rule"], done["status"], done["fitted"]) == ("jigs/grade-by-age", "done", [1])
    looked: Mapping[str, object] = done["looked_at"]  # type: ignore[assignment] # json
    assert looked["jig.uses"] == "60"
    nothing = await record(jigs, "rule_firing", 'code = "J-5" and event = "jig.created"')
    assert (nothing["status"], nothing["commands"]) == ("nothing", [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GUARD.replace("jig.change", "jig.shrink"), "no command jig.shrink"),
        (GUARD.replace("command.uses <= 100", 'command.uses <= "100"'), "rules/used-up.yaml"),
        (GUARD.replace("command.uses <= 100", "command.usage <= 100"), "usage"),
        (GUARD.replace("zh: 工装寿命", 'zh: ""'), "zh text is empty"),
        (GUARD.replace("/uses", "/usage"), "has no field /usage"),
    ],
)
async def test_a_rule_that_does_not_check_is_not_published(jigs: Api, text: str, said: str) -> None:
    answer = await publish(jigs, used_up=text, grade_by_age=GRADE)
    assert answer.status_code == 400
    assert said in answer.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GRADE.replace("jig.created", "jig.exploded"), "no event jig.exploded"),
        (GRADE.replace("jig.change", "jig.shrink"), "no command jig.shrink"),
        (GRADE.replace("grade: grade}", "grading: grade}"), "has no grading"),
        (GRADE.replace("record: jig.code, ", ""), "needs record"),
        (GRADE.replace("grade: grade}", "uses: jig.name = jig.name}"), "uses has another type"),
        (GRADE.replace('["> 0", \'"good"\']', '["> 0"]'), "2 entries are needed"),
    ],
)
async def test_a_rule_after_an_event_is_checked_likewise(jigs: Api, text: str, said: str) -> None:
    answer = await publish(jigs, used_up=GUARD, grade_by_age=text)
    assert answer.status_code == 400
    assert said in answer.text


async def test_a_backtest_says_what_rules_would_have_done_and_changes_nothing(jigs: Api) -> None:
    await jigs.command("jig.create", {"code": "J-6", "name": "Jig", "uses": "30"})
    await jigs.command("jig.change", {"record": "J-6", "expected_version": 1, "uses": "90"})
    await jigs.seal()
    stricter = GUARD.replace("<= 100", "<= 80")
    app = tuple(
        Document(
            kind=cast("DocumentKind", one["kind"]), name=one["name"], app="jigs", text=one["text"]
        )
        for one in documents(used_up=stricter, grade_by_age=GRADE.replace("> 50", "> 80"))
    )
    catalog = await catalog_with(jigs.runtime, jigs.tenant, app)
    rules, now = rules_of(catalog), jigs.runtime.gate.clock()
    before = await jigs.count("event")
    async with jigs.runtime.store.transaction(jigs.tenant, readonly=True) as tx:
        reader = Reader(tx, catalog, now)
        found = await past_events(tx, "jig.created", reader=reader, rules=rules, limit=100)
        changes = await past_commands(tx, catalog.verbs["jig.change"], limit=100)
    (mine,) = [one for one in found if one.event.code == "J-6"]
    assert (mine.status, mine.rows) == ("done", (1,))
    trial = Trial(
        database=jigs.runtime.store, tenant=jigs.tenant, words=WORDS, catalog=catalog, now=now
    )
    (guard,) = rules.before["jig.change"]
    tried = [await trial.tried(guard, one, catalog.verbs["jig.change"]) for one in changes]
    assert [one.outcome for one in tried][-1] == "refused"
    assert await jigs.count("event") == before


async def test_a_refused_command_of_one_rule_stops_neither_the_others_nor_the_line(
    neighbour: Api,
) -> None:
    answer = await publish(neighbour, always_refused=STALE, grade_by_age=GRADE)
    assert answer.status_code == 200, answer.text
    await neighbour.command("jig.create", {"code": "J-1", "name": "Jig", "uses": "60"})
    await settle(neighbour)
    refused = await record(neighbour, "rule_firing", 'rule = "jigs/always-refused"')
    assert refused["status"] == "refused"
    assert "record-changed" in str(refused["refusals"])
    done = await record(neighbour, "rule_firing", 'rule = "jigs/grade-by-age"')
    assert done["status"] == "done"
    assert (await record(neighbour, "jig", 'code = "J-1"'))["name"] == "Jig"
    assert await neighbour.count("dead_letter") == 0


async def test_a_rule_of_the_product_is_switched_off_by_one_that_replaces_it(
    neighbour: Api,
) -> None:
    def followers() -> list[str]:
        rules = rules_of(neighbour.runtime.catalogs.known(neighbour.tenant))
        return [rule.name for rule in rules.after.get("job_order.started", ())]

    assert followers() == ["quality/first-article"]
    answer = await publish(neighbour, no_first_article=OFF)
    assert answer.status_code == 200, answer.text
    await neighbour.runtime.catalogs.reload(neighbour.tenant)
    assert followers() == []
    wrong = await publish(neighbour, no_first_article=OFF.replace("quality/", "quantity/"))
    assert "no rule quantity/first-article" in wrong.text
