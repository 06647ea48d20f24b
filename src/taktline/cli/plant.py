"""`taktline demo` and `taktline watch`: a plant that runs by itself, and its board."""

from pathlib import Path

from taktline.cli.call import Calling
from taktline.cli.logs import configure_logs
from taktline.plants.demo import DAYS, SPEED, check_pace, clear, run_demo
from taktline.plants.seeded.run import folder_of, run_seeded
from taktline.plants.watch import watch as watch_board

HUB_MOTORS = "hub_motors"


def demo(
    *,
    fresh: bool = False,
    days: int = DAYS,
    speed: float = SPEED,
    plant: str = HUB_MOTORS,
    call: Calling,
) -> None:
    """Make a plant with its history until Ctrl-C; the hub motors also run live, with a board.

    With --lan phones, PDAs and TVs of the whole network reach it.

    Args:
        fresh: throw the earlier demo away first · 先清除之前的演示
        days: of history, 1 to 60 · 历史天数
        speed: plant seconds per second · 运行倍速
        plant: hub_motors, machining, coating, builder, or a folder · 工厂名称或文件夹
    """
    check_pace(days, speed)
    settings = call.settings()
    configure_logs(settings)
    if plant != HUB_MOTORS:
        home = folder_of(settings, Path(plant).name)
        clears = (lambda: clear(home.data_dir)) if fresh else (lambda: None)
        run_seeded(home, plant, days=days, fresh=clears, language=call.language)
        return
    run_demo(settings, fresh=fresh, days=days, speed=speed, language=call.language)


def watch(*, tenant: str | None = None, once: bool = False, call: Calling) -> None:
    """Show the board of a plant: orders, stations, machine states, OEE, alarms.

    Args:
        tenant: its code, where there are several · 租户编码
        once: one picture, then end · 仅显示一次
    """
    watch_board(call.settings(), tenant=tenant, language=call.language, once=once)
