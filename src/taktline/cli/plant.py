"""`taktline demo` and `taktline watch`: a plant that runs by itself, and its board."""

from taktline.cli.call import Calling
from taktline.cli.logs import configure_logs
from taktline.plants.demo import DAYS, SPEED, run_demo
from taktline.plants.watch import watch as watch_board


def demo(
    *,
    lan: bool = False,
    fresh: bool = False,
    days: int = DAYS,
    speed: float = SPEED,
    call: Calling,
) -> None:
    """Make a hub-motor plant with its history, run it live, show its board until Ctrl-C.

    Args:
        lan: let the whole network reach it · 允许局域网访问
        fresh: throw the earlier demo away first · 先清除之前的演示
        days: of history, 1 to 60 · 历史天数
        speed: plant seconds per second · 运行倍速
    """
    settings = call.settings()
    configure_logs(settings)
    run_demo(settings, lan=lan, fresh=fresh, days=days, speed=speed, language=call.language)


def watch(*, tenant: str | None = None, once: bool = False, call: Calling) -> None:
    """Show the board of a plant: orders, stations, machine states, OEE, alarms.

    Args:
        tenant: its code, where there are several · 租户编码
        once: one picture, then end · 仅显示一次
    """
    watch_board(call.settings(), tenant=tenant, language=call.language, once=once)
