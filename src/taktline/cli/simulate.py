"""`taktline simulate`: a plant with machines on lines and faults by a script, against its truth."""

import msgspec
from rich.table import Table

from taktline.api.runtime import running
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.cli.call import Calling, print_json
from taktline.cli.logs import configure_logs
from taktline.cli.replay import Told, settings_here, show_tables
from taktline.plants.sheets import plant_folder
from taktline.plants.simulated.run import PACKAGE, simulate
from taktline.plants.simulated.scenario import SCENARIO
from taktline.plants.simulated.score import Score

DAYS_MAX = 366

PERFECT = Text(
    en="What was booked is what really happened: {pieces} counts, {hours} machine hours.",
    zh="账面与事实完全一致:{pieces} 项计数,{hours} 机时。",
)
IMPERFECT = Text(
    en="What was booked is not what really happened: {percent} % agree.",
    zh="账面与事实不符:一致率 {percent} %。",
)


class BadRun(Problem):
    """A simulation that cannot be run so long or so fast."""

    title = Text(
        en="--days is 1 to {most}, --speed 0 (as fast as it goes) or more.",
        zh="--days 为 1 至 {most};--speed 不小于 0(0 表示尽快)。",
    )
    status = 400


async def run(
    *,
    plant: str = "lathes",
    days: int = 1,
    speed: float = 0.0,
    score: bool = False,
    json: bool = False,
    call: Calling,
) -> int:
    """Simulate a plant; without --data-dir in a database that is thrown away afterwards.

    Args:
        plant: lathes, hub_motors, machining, coating, builder, or a folder · 工厂名称或文件夹
        days: virtual days, 1 or more · 虚拟天数
        speed: virtual seconds per second at most; 0 = as fast as it goes · 运行倍速
        score: show every count and fault; 1 when anything is not as it really was · 显示评分明细
        json: as JSON · 以 JSON 输出
    """
    if not 1 <= days <= DAYS_MAX or not 0 <= speed < float("inf"):
        raise BadRun(most=DAYS_MAX)
    folder = plant_folder(PACKAGE, plant, file=SCENARIO)
    told = Told()
    with settings_here(call) as settings:
        configure_logs(msgspec.structs.replace(settings, log_level="error"))
        lasting = settings.data_dir == call.settings().data_dir
        async with running(settings, limited=False, durable=lasting) as runtime:
            result = await simulate(runtime, folder, days=days, speed=speed, progress=told)
    if json:
        print_json(result)
    else:
        if score:
            show_tables(tables_of(result))
        seconds = sum(one.right_s for one in result.states)
        count = len(result.pieces) + len(result.stock)
        word = PERFECT if result.is_perfect else IMPERFECT
        call.say(word, pieces=count, hours=f"{seconds / 3600:.1f}", percent=f"{result.percent:.3f}")
    return int(score and not result.is_perfect)


def tables_of(score: Score) -> list[Table]:
    """Return what a simulation prints."""
    return [_counts(score), _states(score), _faults(score), *_surprises(score)]


def _counts(score: Score) -> Table:
    table = Table("count", "really", "booked", "", title="Pieces and stock")
    for one in (*score.pieces, *score.stock):
        mark = "ok" if one.agrees else "WRONG"
        table.add_row(one.what, f"{one.really:g}", f"{one.booked:g}", mark)
    return table


def _states(score: Score) -> Table:
    table = Table("machine", "right s", "unheard s", "wrong s", "where", title="States")
    for one in score.states:
        table.add_row(
            one.machine,
            f"{one.right_s:.0f}",
            f"{one.unheard_s:.0f}",
            f"{one.wrong_s:.0f}",
            "\n".join(one.wrong),
        )
    return table


def _faults(score: Score) -> Table:
    table = Table("fault", "times", "flagged", title="Faults")
    for one in score.faults:
        flagged = "harmless" if one.flagged is None else str(one.flagged)
        table.add_row(one.kind, str(one.times), flagged)
    table.add_row("ledger proof", "", "holds" if score.ledger_ok else "BROKEN")
    return table


def _surprises(score: Score) -> list[Table]:
    if not score.surprises:
        return []
    table = Table("surprise", title="Answered differently than expected")
    for one in score.surprises:
        table.add_row(one)
    return [table]
