"""`taktline app backtest`: what an app's rules would have done so far, before they are in force."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import msgspec

from taktline.api.registry import SYSTEM, WORDS
from taktline.api.runtime import Runtime, running
from taktline.base.text import Text
from taktline.catalog.document import Document
from taktline.catalog.folder import read_app
from taktline.catalog.publish import checked_catalog
from taktline.catalog.stored import documents_in_force, documents_of
from taktline.catalog.tenant import TenantCatalog, with_made
from taktline.cli.call import Call, Calling
from taktline.cli.local import tenant_meant
from taktline.engines.rules.backtest import (
    EVENTS_MAX,
    Trial,
    past_commands,
    past_events,
)
from taktline.engines.rules.compiled import Before, Rules
from taktline.engines.rules.follow import Fired, rules_of
from taktline.engines.rules.reading import Reader
from taktline.store import StaleCatalog

NOTHING = Text(en="The app has no rules.", zh="该应用没有规则。")
SEEN = Text(
    en="{rule}: {count} past {subject} seen: {did}.",
    zh="{rule}:共 {count} 条历史 {subject}:{did}。",
)
NOW = Text(
    en="Records were looked at as they are now; what had changed since may differ.",
    zh="记录按当前状态读取,此后变动过的内容可能不同。",
)
NEW_FIELDS = Text(
    en="{rules}: looks at fields that no record has yet; nothing to look back on.",
    zh="{rules}:涉及尚不存在的字段,无历史可回测。",
)
EXAMPLES_MAX = 5
ENVELOPE = ("id", "occurred_at")


async def backtest(
    place: Path, /, *, tenant: str | None = None, last: int = 1000, call: Calling
) -> int:
    """Show what an app's rules would have done with past events and commands; nothing is changed.

    Args:
        place: the app's folder, or a packed app (.zip) · 应用文件夹或 .zip
        tenant: its code, where there are several · 租户编码
        last: how many events or commands per rule, at most 10,000 · 每条规则回看的数量
    """
    documents = read_app(place)
    async with running(call.settings(), limited=False) as runtime:
        code = await tenant_meant(runtime, tenant)
        catalog = await catalog_with(runtime, code, documents)
        rules = _of_app(rules_of(catalog), documents[0].app)
        if not rules.before and not rules.after:
            call.say(NOTHING)
            return 1
        look = _Look(
            runtime=runtime,
            tenant=code,
            catalog=catalog,
            limit=max(1, min(last, EVENTS_MAX)),
            call=call,
        )
        for verb, guards in rules.before.items():
            await look.guards(verb, guards)
        for event in rules.after:
            await look.followers(event, rules)
    call.say(NOW)
    return 0


async def catalog_with(
    runtime: Runtime, tenant: str, documents: tuple[Document, ...]
) -> TenantCatalog:
    """Return a tenant's catalog as it would be with an app in force."""
    async with runtime.store.transaction(tenant, readonly=True) as tx:
        stored = documents_of(await documents_in_force(tx))
    app = documents[0].app
    others = tuple(one for one in stored if one.app != app)
    system = SYSTEM.without(app)
    return with_made(system, checked_catalog(system, (*others, *documents), version=0))


def _of_app(rules: Rules, app: str) -> Rules:
    def mine(name: str) -> bool:
        return name.startswith(f"{app}/")

    before = {v: tuple(r for r in found if mine(r.name)) for v, found in rules.before.items()}
    after = {e: tuple(r for r in found if mine(r.name)) for e, found in rules.after.items()}
    return Rules(
        before={verb: found for verb, found in before.items() if found},
        after={event: found for event, found in after.items() if found},
    )


class _Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look back."""

    runtime: Runtime
    tenant: str
    catalog: TenantCatalog
    limit: int
    call: Call

    async def followers(self, event: str, rules: Rules) -> None:
        """Tell what rules after an event would have done."""
        try:
            async with self.runtime.store.transaction(self.tenant, readonly=True) as tx:
                reader = Reader(tx, self.catalog, self.runtime.gate.clock())
                found = await past_events(tx, event, reader=reader, rules=rules, limit=self.limit)
        except StaleCatalog:
            self.call.say(NEW_FIELDS, rules=", ".join(rule.name for rule in rules.after[event]))
            return
        for rule in rules.after[event]:
            self._told([one for one in found if one.rule == rule.name], rule.name, event)

    def _told(self, found: list[Fired], rule: str, event: str) -> None:
        did: Counter[str] = Counter(one.status or "not concerned" for one in found)
        self._counted(rule, event, did)
        for one in [one for one in found if one.commands or one.fault][:EXAMPLES_MAX]:
            if one.fault is not None:
                print(f"  {one.event.code}: {one.fault.say(self.call.language)}")
            for command in one.commands:
                print(f"  {one.event.code}: {command.verb} {_fields(command.body)}")

    async def guards(self, name: str, rules: tuple[Before, ...]) -> None:
        """Tell what rules before a verb would have said."""
        verb = WORDS.verb(name, self.catalog)
        assert verb is not None
        trial = Trial(
            database=self.runtime.store,
            tenant=self.tenant,
            words=WORDS,
            catalog=self.catalog,
            now=self.runtime.gate.clock(),
        )
        async with self.runtime.store.transaction(self.tenant, readonly=True) as tx:
            commands = await past_commands(tx, verb, limit=self.limit)
        for rule in rules:
            tried = [await trial.tried(rule, given, verb) for given in commands]
            self._counted(rule.name, name, Counter(one.outcome for one in tried))
            wrong = [one for one in tried if one.problem is not None]
            for one in wrong[:EXAMPLES_MAX]:
                assert one.problem is not None
                print(f"  {one.command}: {one.problem.say(self.call.language)}")

    def _counted(self, rule: str, subject: str, did: Mapping[str, int]) -> None:
        words = ", ".join(f"{count} {outcome}" for outcome, count in did.items()) or "-"
        self.call.say(SEEN, rule=rule, count=sum(did.values()), subject=subject, did=words)


def _fields(body: object) -> str:
    """Return the fields of a command that would have been given."""
    assert isinstance(body, bytes)
    sent = msgspec.json.decode(body, type=dict[str, object])
    return " ".join(f"{key}={value}" for key, value in sent.items() if key not in ENVELOPE)
