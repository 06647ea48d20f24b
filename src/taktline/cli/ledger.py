"""`taktline ledger verify`: rebuilds balances, values and genealogy from the moves and compares."""

from taktline.api.runtime import Runtime, running
from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.cli.call import Calling, print_json
from taktline.cli.local import tenant_meant
from taktline.kernel.ledger.proof import KeepLedgerProof
from taktline.kernel.ledger.verify import SESSIONS, LedgerProof, Progress, prove_tenant
from taktline.platform.envelope import Item
from taktline.platform.identity.principal import SYSTEM

SOUND = Text(
    en="{tenant}: {moves} moves, {balances} balances and {edges} genealogy edges agree "
    "({took_s} s).",
    zh="{tenant}:{moves} 笔移动、{balances} 个余额与 {edges} 条谱系一致({took_s} 秒)。",
)
STEP = Text(
    en="[{done}/{total}] {law}: {title} ({took_s} s, {count} findings)",
    zh="[{done}/{total}] {law}:{title}({took_s} 秒,{count} 处不符)",
)
BROKEN = Text(
    en="{tenant}: {count} findings in {moves} moves and {balances} balances.",
    zh="{tenant}:{moves} 笔移动与 {balances} 个余额中发现 {count} 处不符。",
)
SESSIONS_MAX = 4
"""The pool has no more connections to lend to one piece of work."""
HEADS = (
    Text(en="Law", zh="定律"),
    Text(en="Where", zh="位置"),
    Text(en="The moves say", zh="按移动推算"),
    Text(en="It stands", zh="实际"),
)


async def verify_ledger(
    *,
    tenant: str | None = None,
    sessions: int = SESSIONS,
    keep: bool = True,
    json: bool = False,
    call: Calling,
) -> int:
    """Prove every number of the ledger from its moves; exit code 1 when one does not follow.

    Laws L1 to L7 and L9 to L12 of the whole tenant, as it stands at one moment.

    Args:
        tenant: its code, where there are several · 租户编码
        sessions: connections that share the work · 并行连接数
        keep: keep the result, for the page that shows it · 保存结果供页面查看
        json: as JSON · 以 JSON 输出
    """

    def tell(step: Progress) -> None:
        one = step.proved
        title, count = one.title.say(call.language), len(one.findings)
        took_s = f"{one.took_s:.1f}"
        call.warn(
            STEP, done=step.done, total=step.total, law=one.law, title=title, took_s=took_s,
            count=count,
        )  # fmt: skip

    async with running(call.settings(), limited=False) as runtime:
        code = await tenant_meant(runtime, tenant)
        proof = await prove_tenant(
            runtime.store, code, progress=tell, sessions=min(max(sessions, 1), SESSIONS_MAX)
        )
        if keep:
            await _keep(runtime, code, proof)
    if json:
        print_json(proof)
        return 0 if proof.ok else 1
    said = {"tenant": code, "moves": proof.moves, "balances": proof.balances}
    if proof.ok:
        call.say(SOUND, edges=proof.edges, took_s=f"{proof.took_s:.1f}", **said)
        return 0
    call.say(BROKEN, count=len(proof.findings), **said)
    call.table(
        [head.say(call.language) for head in HEADS],
        [(one.law, one.subject, one.expected, one.found) for one in proof.findings],
    )
    return 1


async def _keep(runtime: Runtime, tenant: str, proof: LedgerProof) -> None:
    command = KeepLedgerProof(id=uuid7(), proof=proof)
    item = Item(verb="kernel.keep_ledger_proof", body=command, client="cli")
    for outcome in await runtime.door.submit(tenant, SYSTEM, items=[item]):
        if isinstance(outcome, Problem):
            raise outcome
