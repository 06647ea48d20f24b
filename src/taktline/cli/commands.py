"""The one table of the command line's commands; adding a command is one line here."""

from collections.abc import Mapping

import msgspec

from taktline.base.text import Text


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One command.

    Attributes:
        name: what is typed; a group's name first where it belongs to one.
        run: `module:function`, imported only when it is called.
        label: what it does, for the help.
    """

    name: str
    run: str
    label: Text


GROUPS: Mapping[str, Text] = {
    "db": Text(en="The database of this installation.", zh="本安装的数据库。"),
    "tenant": Text(en="Companies on this installation.", zh="本安装中的租户。"),
    "user": Text(en="People who sign in.", zh="登录用户。"),
    "key": Text(en="API keys of programs.", zh="程序使用的 API 密钥。"),
    "ledger": Text(en="Proof of every number from its moves.", zh="由移动证明每个数字。"),
    "app": Text(en="Apps: folders of documents.", zh="应用:文档文件夹。"),
    "audit": Text(en="Proof that history was not changed.", zh="证明历史未被改动。"),
}

COMMANDS: tuple[Listed, ...] = (
    Listed(
        name="serve",
        run="taktline.cli.serve:serve",
        label=Text(en="Start the platform.", zh="启动平台。"),
    ),
    Listed(
        name="settings",
        run="taktline.cli.options:show_settings",
        label=Text(
            en="Show all settings and their values here.",
            zh="显示全部设置及其当前值。",
        ),
    ),
    Listed(
        name="do",
        run="taktline.cli.give:give",
        label=Text(
            en="Give a command: do NAME field=value ...",
            zh="执行命令:do 名称 字段=值 ...",
        ),
    ),
    Listed(
        name="ask",
        run="taktline.cli.ask:ask",
        label=Text(
            en="Ask a query: ask NAME parameter=value ...", zh="执行查询:ask 名称 参数=值 ..."
        ),
    ),
    Listed(
        name="feel",
        run="taktline.cli.feel:feel",
        label=Text(en="Evaluate a FEEL expression.", zh="计算 FEEL 表达式。"),
    ),
    Listed(
        name="db start",
        run="taktline.cli.database:start",
        label=Text(
            en="Start the embedded database and keep it up.", zh="启动内置数据库并保持运行。"
        ),
    ),
    Listed(
        name="db stop",
        run="taktline.cli.database:stop",
        label=Text(en="Stop the embedded database.", zh="停止内置数据库。"),
    ),
    Listed(
        name="db status",
        run="taktline.cli.database:status",
        label=Text(
            en="Say whether the embedded database runs.",
            zh="显示内置数据库是否运行。",
        ),
    ),
    Listed(
        name="db init",
        run="taktline.cli.database:init",
        label=Text(
            en="Make logins, schema and tables; also on a server of your own.",
            zh="创建登录、模式与表;也适用于自有服务器。",
        ),
    ),
    Listed(
        name="db migrate",
        run="taktline.cli.database:migrate",
        label=Text(en="Bring all tables up to date.", zh="将所有表升级到当前版本。"),
    ),
    Listed(
        name="db backup",
        run="taktline.cli.database:back_up",
        label=Text(
            en="Copy the database into a new folder; --schedule: again and again.",
            zh="将数据库备份到新文件夹;--schedule 表示定期备份。",
        ),
    ),
    Listed(
        name="db backups",
        run="taktline.cli.database:backups",
        label=Text(en="Show the last good backup.", zh="显示最近一次完好的备份。"),
    ),
    Listed(
        name="db restore",
        run="taktline.cli.database:restore_from",
        label=Text(en="Fill a new database from a backup.", zh="用备份恢复到新的数据库。"),
    ),
    Listed(
        name="db psql",
        run="taktline.cli.database:psql",
        label=Text(en="Open PostgreSQL's own terminal.", zh="打开 PostgreSQL 终端。"),
    ),
    Listed(
        name="tenant create",
        run="taktline.cli.tenant:create",
        label=Text(en="Make a tenant.", zh="创建租户。"),
    ),
    Listed(
        name="tenant list",
        run="taktline.cli.tenant:list_all",
        label=Text(en="List the tenants.", zh="列出租户。"),
    ),
    Listed(
        name="tenant close",
        run="taktline.cli.tenant:close",
        label=Text(
            en="Let nobody in any more; everything is kept.",
            zh="停用租户;保留全部内容。",
        ),
    ),
    Listed(
        name="tenant open",
        run="taktline.cli.tenant:open_again",
        label=Text(
            en="Let a closed tenant's people in again.",
            zh="重新启用已停用的租户。",
        ),
    ),
    Listed(
        name="tenant link",
        run="taktline.cli.tenant:link",
        label=Text(
            en="Print a new set-up link for the first administrator.",
            zh="为首位管理员生成新的初始化链接。",
        ),
    ),
    Listed(
        name="user create",
        run="taktline.cli.user:create",
        label=Text(en="Make a user with a login.", zh="创建用户及其登录。"),
    ),
    Listed(
        name="key create",
        run="taktline.cli.key:create",
        label=Text(
            en="Make an API key; it is shown once.",
            zh="创建 API 密钥;仅显示一次。",
        ),
    ),
    Listed(
        name="audit verify",
        run="taktline.cli.verify:verify_audit",
        label=Text(
            en="Prove that commands, events and facts are as they were sealed.",
            zh="验证命令、事件与事实均与封存时一致。",
        ),
    ),
    Listed(
        name="ledger verify",
        run="taktline.cli.ledger:verify_ledger",
        label=Text(
            en="Rebuild balances, values and genealogy, and compare.",
            zh="重建余额、价值与谱系并核对。",
        ),
    ),
    Listed(
        name="trace",
        run="taktline.cli.trace:trace",
        label=Text(
            en="Tell the whole story of a lot or serial.", zh="显示批次或序列号的完整履历。"
        ),
    ),
    Listed(
        name="replay",
        run="taktline.cli.replay:replay",
        label=Text(
            en="Replay a recorded run through the door.", zh="通过统一入口重放录制的生产过程。"
        ),
    ),
    Listed(
        name="app check",
        run="taktline.cli.app:check",
        label=Text(en="Check an app's documents.", zh="检查应用文档。"),
    ),
    Listed(
        name="app test",
        run="taktline.cli.app_test:test",
        label=Text(en="Walk through an app's stories.", zh="执行应用的故事测试。"),
    ),
    Listed(
        name="app backtest",
        run="taktline.cli.app_backtest:backtest",
        label=Text(
            en="Show what an app's rules would have done so far.",
            zh="用历史事件回测应用规则。",
        ),
    ),
    Listed(
        name="app fmt",
        run="taktline.cli.app:fmt",
        label=Text(
            en="Bring an app's documents into canonical form.",
            zh="规范化应用文档格式。",
        ),
    ),
    Listed(
        name="app plan",
        run="taktline.cli.app:plan",
        label=Text(
            en="Show what publishing an app would change.",
            zh="显示发布应用将引起的变化。",
        ),
    ),
    Listed(
        name="app apply",
        run="taktline.cli.app:apply",
        label=Text(en="Put an app in force.", zh="发布应用。"),
    ),
    Listed(
        name="app steps",
        run="taktline.cli.app:steps",
        label=Text(
            en="Do what a publication still needs of older records.",
            zh="继续处理发布后旧记录所需的步骤。",
        ),
    ),
    Listed(
        name="app export",
        run="taktline.cli.app:export",
        label=Text(
            en="Write an app that is in force as a folder or file.",
            zh="将已生效应用导出为文件夹或文件。",
        ),
    ),
    Listed(
        name="app import",
        run="taktline.cli.app:unpack",
        label=Text(en="Unpack an app that came as one file.", zh="解包应用文件。"),
    ),
    Listed(
        name="app diff",
        run="taktline.cli.app:diff",
        label=Text(
            en="Compare an app with another state of it.",
            zh="比较应用的两个状态。",
        ),
    ),
    Listed(
        name="import",
        run="taktline.cli.replay:import_from",
        label=Text(en="Import an export of another system.", zh="导入其他系统的导出数据。"),
    ),
    Listed(
        name="demo",
        run="taktline.cli.plant:demo",
        label=Text(en="Run a plant with a month of history.", zh="运行带一个月历史的演示工厂。"),
    ),
    Listed(
        name="simulate",
        run="taktline.cli.simulate:run",
        label=Text(
            en="Run a plant with faults and compare what was booked with the truth.",
            zh="运行带故障的模拟工厂,并与事实比对。",
        ),
    ),
    Listed(
        name="watch",
        run="taktline.cli.plant:watch",
        label=Text(en="Show the live board of a plant.", zh="显示工厂实时看板。"),
    ),
)
