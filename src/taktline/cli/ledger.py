"""`taktline ledger verify`: rebuilds balances, values and genealogy from the moves and compares."""

from taktline.api.runtime import running
from taktline.base.text import Text
from taktline.cli.call import Calling, print_json
from taktline.cli.local import tenant_meant
from taktline.kernel.ledger.verify import prove

PROOF_WAIT_MS = 3_600_000
"""A proof reads every move; nobody waits for it."""
SOUND = Text(
    en="{tenant}: {moves} moves, {balances} balances and {edges} genealogy edges agree.",
    zh="{tenant}:{moves} 笔移动、{balances} 个余额与 {edges} 条谱系一致。",
)
BROKEN = Text(
    en="{tenant}: {count} findings in {moves} moves and {balances} balances.",
    zh="{tenant}:{moves} 笔移动与 {balances} 个余额中发现 {count} 处不符。",
)
HEADS = (
    Text(en="Law", zh="定律"),
    Text(en="Where", zh="位置"),
    Text(en="The moves say", zh="按移动推算"),
    Text(en="It stands", zh="实际"),
)


async def verify_ledger(*, tenant: str | None = None, json: bool = False, call: Calling) -> int:
    """Prove every number of the ledger from its moves; exit code 1 when one does not follow.

    Args:
        tenant: its code, where there are several · 租户编码
        json: as JSON · 以 JSON 输出
    """
    async with running(call.settings(), limited=False) as runtime:
        code = await tenant_meant(runtime, tenant)
        async with runtime.store.transaction(
            code, readonly=True, statement_timeout_ms=PROOF_WAIT_MS
        ) as tx:
            proof = await prove(tx)
    if json:
        print_json(proof)
        return 0 if proof.ok else 1
    said = {"tenant": code, "moves": proof.moves, "balances": proof.balances}
    if proof.ok:
        call.say(SOUND, edges=proof.edges, **said)
        return 0
    call.say(BROKEN, count=len(proof.findings), **said)
    call.table(
        [head.say(call.language) for head in HEADS],
        [(one.law, one.subject, one.expected, one.found) for one in proof.findings],
    )
    return 1
