"""`taktline audit verify`: proves a tenant's history from its seals and anchors."""

from taktline.api.runtime import running
from taktline.api.working import anchor_file
from taktline.base.text import Text
from taktline.cli.call import Call, Calling, print_json
from taktline.cli.local import tenant_meant
from taktline.platform.events.anchor import anchors_of
from taktline.platform.events.audit import Audit, AuditReport
from taktline.platform.events.sealer import Sealer

SOUND = Text(
    en="{tenant}: {events} events and {commands} commands are as they were sealed; "
    "the last anchor stands at {anchored}.",
    zh="{tenant}:{events} 个事件与 {commands} 个命令与封存时一致;最后锚点位置 {anchored}。",
)
BROKEN = Text(
    en="{tenant}: {found} findings in {events} events.",
    zh="{tenant}:{events} 个事件中发现 {found} 处异常。",
)
FINDING = Text(
    en="  {kind}: {table}, event {position}, command {cause}",
    zh="  {kind}:{table},事件 {position},命令 {cause}",
)
NOT_COVERED = Text(en="Not proved:", zh="未涵盖:")


async def verify_audit(
    *, tenant: str | None = None, seal: bool = False, json: bool = False, call: Calling
) -> int:
    """Check every command, event and fact against its seal; exit code 1 when one does not fit.

    Args:
        tenant: its code, where there are several · 租户编码
        seal: first seal what is committed, where no server runs · 先封存已提交的事件
        json: as JSON · 以 JSON 输出
    """
    settings = call.settings()
    async with running(settings, limited=False) as runtime:
        code = await tenant_meant(runtime, tenant)
        key, covered = runtime.seal_key(code), runtime.registry.covered
        if seal:
            await Sealer(runtime.store, key_of=runtime.seal_key, covered=covered).seal_all(code)
        audit = Audit(runtime.store, code, key=key, covered=covered)
        report = await audit.verify(anchors_of(anchor_file(settings), code))
    if json:
        print_json(report)
    else:
        _tell(call, report)
    return 0 if report.ok else 1


def _tell(call: Call, report: AuditReport) -> None:
    said = {"tenant": report.tenant, "events": report.events}
    if report.ok:
        call.say(SOUND, commands=report.commands, anchored=report.anchored, **said)
    else:
        call.say(BROKEN, found=report.found, **said)
    for finding in report.findings:
        call.say(
            FINDING,
            kind=finding.kind,
            table=finding.table,
            position=finding.position,
            cause=finding.cause,
        )
    call.say(NOT_COVERED)
    for text in report.not_covered:
        print(f"  - {text.say(call.language)}")
