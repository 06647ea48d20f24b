"""Why the embedded server cannot run, in words an operator can act on."""

from taktline.base.problem import Problem
from taktline.base.text import Text


class WrongServerVersion(Problem):
    """Another major version of PostgreSQL wrote this database."""

    title = Text(
        en="{folder} was written by PostgreSQL {found}, this is {program}: back it up with the old "
        "version (taktline db backup), then restore it into a new data folder.",
        zh="{folder} 由 PostgreSQL {found} 写入,当前为 {program}:"
        "请用旧版本备份 (taktline db backup),再恢复到新的数据文件夹。",
    )
    status = 500


class FolderNotOurs(Problem):
    """An ordinary user started a database that belongs to somebody else."""

    title = Text(
        en="{folder} belongs to {account}: start as that account or as root, or choose another "
        "data folder.",
        zh="{folder} 属于 {account}:请以该账户或 root 启动,或另选数据文件夹。",
    )
    status = 500


class DiskFull(Problem):
    """The disk has no room for the database."""

    title = Text(
        en="The disk of {folder} is full ({free_mb} MB free): free some space and start again.",
        zh="{folder} 所在磁盘已满(剩余 {free_mb} MB):请释放空间后重新启动。",
    )
    status = 507
    retry = True


class PortBusy(Problem):
    """Another program listens on the port."""

    title = Text(
        en="Port {port} is used by another program: stop it, or name another port, or none.",
        zh="端口 {port} 已被其他程序占用:请停止该程序,或指定其他端口,或不指定。",
    )
    status = 500


class ServerDoesNotStart(Problem):
    """PostgreSQL refuses to start for a reason of its own."""

    title = Text(
        en="The database in {folder} does not start: {reason} (see {log}).",
        zh="{folder} 中的数据库无法启动:{reason}(见 {log})。",
    )
    status = 500


class ServerDoesNotAnswer(Problem):
    """The server's process lives but lets nobody in, or does not stop."""

    title = Text(
        en="The database server (process {pid}, port {port}) did not answer for {seconds} s: "
        "look at its log; if it hangs, end that process and start again.",
        zh="数据库服务器(进程 {pid},端口 {port}){seconds} 秒未响应:"
        "请查看日志;若已卡死,请结束该进程后重新启动。",
    )
    status = 503
    retry = True
