"""Settings: what the operator of an installation may choose, from one documented table."""

import difflib
import tomllib
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Language, Text
from taktline.platform.secret import Secret, secret_file

ENVIRONMENT_PREFIX = "TAKTLINE_"
FILE_NAME = "taktline.toml"
NOT_IN_FILE = frozenset({"data_dir"})
"""Where the file lies cannot stand in the file."""
NOT_SETTINGS = frozenset({"TAKTLINE_MASTER_KEY"})
"""Read by `secret.master_key` alone, so that it is in no struct that is passed around."""

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["text", "json"]


class UnknownSetting(Problem):
    """A setting nobody knows: mistyped, or of another version."""

    title = Text(
        en="{source} names {name}, which is no setting.{meant}",
        zh="{source} 中的 {name} 不是有效设置。{meant}",
    )
    status = 500


class BadSetting(Problem):
    """A setting with a value of the wrong kind."""

    title = Text(
        en="{source}: {name} cannot be {value}; {reason}.",
        zh="{source}:{name} 不能为 {value};{reason}。",
    )
    status = 500


class BadSettingFile(Problem):
    """A settings file that is no TOML."""

    title = Text(en="{path} cannot be read: {reason}", zh="无法读取 {path}:{reason}")
    status = 500


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings of an installation; `SETTINGS` says the same in both languages.

    Attributes:
        data_dir: folder of everything that is kept: database, files, secrets. Not in the
            file.
        database_url: an external PostgreSQL (16 or newer); without it an embedded one is
            started.
        database_connections: connections of one process to the database, 2 to 100.
        pg_bin: folder with bin/postgres to run instead of the one that comes along.
        pg_port: port of the embedded database on this machine; any free one without it.
        cell: name of this cell: 1 to 10 small letters and digits; fixed at the first start.
        host: address to listen on; 0.0.0.0 for the whole network.
        port: port to listen on, 1 to 65535.
        lan: serve the whole network by HTTPS with a certificate authority of its own.
        public_url: how browsers reach this server; stands in links, labels and QR codes.
        tls_certificate: file with the certificate chain (PEM).
        tls_key: file with the certificate's key (PEM), mode 0600.
        trusted_proxies: addresses of proxies whose X-Forwarded-For is believed.
        processes: web processes; 0 = as many as the machine has use for.
        language: language where nobody has chosen one: en or zh.
        log_level: debug, info, warning or error.
        log_format: text for people, json for programs.
        anchor_dir: folder for the audit's anchors, best on another machine.
        file_dir: folder of uploaded files; data_dir/files without it.
        backup_dir: folder the worker copies the database into; no copies without it. Best on
            another machine; uploaded files and secrets are not in it.
        backup_every_h: hours from one copy to the next, 1 to 720; the last 14 are kept.
        archive_dir: folder in which the embedded server keeps every change within a minute; with
            it the copies are base copies, and any moment since the oldest can be restored.
        webhook_private_targets: also send webhooks into private networks and to this
            machine.
        machine_networks: private networks in which machines may be called, `10.20.0.0/16`;
            public addresses always may.
        metrics: offer /metrics for Prometheus to whoever reaches the port.
    """

    data_dir: Path = Path("taktline-data")
    database_url: Secret | None = None
    database_connections: int = 8
    pg_bin: Path | None = None
    pg_port: int | None = None
    cell: str = "main"
    host: str = "127.0.0.1"
    port: int = 8420
    lan: bool = False
    public_url: str | None = None
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    trusted_proxies: tuple[str, ...] = ()
    processes: int = 0
    language: Language = "zh"
    log_level: LogLevel = "info"
    log_format: LogFormat = "text"
    anchor_dir: Path | None = None
    file_dir: Path | None = None
    backup_dir: Path | None = None
    backup_every_h: int = 24
    archive_dir: Path | None = None
    webhook_private_targets: bool = False
    machine_networks: tuple[str, ...] = ()
    metrics: bool = False

    @property
    def secret_dir(self) -> Path:
        """Where secrets lie: the master key and the database's passwords."""
        return self.data_dir / "secrets"


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """One setting, explained."""

    name: str
    note: Text

    @property
    def variable(self) -> str:
        """Name of its environment variable."""
        return ENVIRONMENT_PREFIX + self.name.upper()


SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="data_dir",
        note=Text(
            en="Folder of everything that is kept: database, files, secrets. Not in the file.",
            zh="数据文件夹:数据库、文件与密钥。不能写在配置文件中。",
        ),
    ),
    Setting(
        name="database_url",
        note=Text(
            en="An external PostgreSQL (16 or newer); without it an embedded one is started.",
            zh="外部 PostgreSQL(16 或更新)的地址;不设置则启动内置数据库。",
        ),
    ),
    Setting(
        name="database_connections",
        note=Text(
            en="Connections of one process to the database, 2 to 100.",
            zh="单个进程的数据库连接数,2 至 100。",
        ),
    ),
    Setting(
        name="pg_bin",
        note=Text(
            en="Folder with bin/postgres to run instead of the one that comes along.",
            zh="用于替代自带版本的 PostgreSQL 程序文件夹(含 bin/postgres)。",
        ),
    ),
    Setting(
        name="pg_port",
        note=Text(
            en="Port of the embedded database on this machine; any free one without it.",
            zh="内置数据库在本机的端口;不设置则自动选择。",
        ),
    ),
    Setting(
        name="cell",
        note=Text(
            en="Name of this cell: 1 to 10 small letters and digits; fixed at the first start.",
            zh="本单元名称:1 至 10 个小写字母或数字;首次启动后不可更改。",
        ),
    ),
    Setting(
        name="host",
        note=Text(
            en="Address to listen on; 0.0.0.0 for the whole network.",
            zh="监听地址;0.0.0.0 表示整个网络。",
        ),
    ),
    Setting(
        name="port",
        note=Text(en="Port to listen on, 1 to 65535.", zh="监听端口,1 至 65535。"),
    ),
    Setting(
        name="lan",
        note=Text(
            en="Serve the whole network by HTTPS, with a certificate authority of its own where "
            "no certificate is given; a page on the port behind it explains how to trust it.",
            zh="以 HTTPS 服务整个局域网;未指定证书时使用自建证书颁发机构,"
            "下一个端口上的页面说明如何信任。",
        ),
    ),
    Setting(
        name="public_url",
        note=Text(
            en="How browsers reach this server; stands in links, labels and QR codes.",
            zh="浏览器访问本服务的地址;用于链接、标签与二维码。",
        ),
    ),
    Setting(
        name="tls_certificate",
        note=Text(en="File with the certificate chain (PEM).", zh="证书链文件(PEM)。"),
    ),
    Setting(
        name="tls_key",
        note=Text(
            en="File with the certificate's key (PEM), mode 0600.",
            zh="证书私钥文件(PEM),权限 0600。",
        ),
    ),
    Setting(
        name="trusted_proxies",
        note=Text(
            en="Addresses of proxies whose X-Forwarded-For is believed.",
            zh="可信反向代理的地址,采信其 X-Forwarded-For。",
        ),
    ),
    Setting(
        name="processes",
        note=Text(
            en="Web processes; 0 = as many as the machine has use for.",
            zh="Web 进程数;0 表示按机器自动选择。",
        ),
    ),
    Setting(
        name="language",
        note=Text(
            en="Language where nobody has chosen one: en or zh.", zh="未选择时使用的语言:en 或 zh。"
        ),
    ),
    Setting(
        name="log_level",
        note=Text(en="debug, info, warning or error.", zh="debug、info、warning 或 error。"),
    ),
    Setting(
        name="log_format",
        note=Text(en="text for people, json for programs.", zh="text 供人阅读,json 供程序处理。"),
    ),
    Setting(
        name="anchor_dir",
        note=Text(
            en="Folder for the audit's anchors, best on another machine.",
            zh="审计锚点文件夹,最好位于另一台机器。",
        ),
    ),
    Setting(
        name="file_dir",
        note=Text(
            en="Folder of uploaded files; data_dir/files without it.",
            zh="上传文件的文件夹;默认为 data_dir/files。",
        ),
    ),
    Setting(
        name="backup_dir",
        note=Text(
            en="Folder the worker copies the database into, best on another machine; no copies "
            "without it. Uploaded files and secrets are not in it.",
            zh="工作进程备份数据库的文件夹,最好位于另一台机器;不设置则不备份。不含上传文件与密钥。",
        ),
    ),
    Setting(
        name="backup_every_h",
        note=Text(
            en="Hours from one copy to the next, 1 to 720; the last 14 are kept.",
            zh="两次备份的间隔小时数,1 至 720;保留最近 14 份。",
        ),
    ),
    Setting(
        name="archive_dir",
        note=Text(
            en="Folder in which the embedded server keeps every change within a minute, best on "
            "another disk; with it any moment since the oldest copy can be restored.",
            zh="内置数据库在一分钟内将所有变更另存于此,最好位于另一块磁盘;"
            "可恢复到最早备份之后的任意时刻。",
        ),
    ),
    Setting(
        name="webhook_private_targets",
        note=Text(
            en="Also send webhooks into private networks and to this machine.",
            zh="允许向内网及本机地址发送回调。",
        ),
    ),
    Setting(
        name="machine_networks",
        note=Text(
            en="Private networks in which machines may be called, like 10.20.0.0/16.",
            zh="允许接入设备的内网网段,例如 10.20.0.0/16。",
        ),
    ),
    Setting(
        name="metrics",
        note=Text(
            en="Offer /metrics for Prometheus to whoever reaches the port.",
            zh="向可访问端口者提供 Prometheus 的 /metrics。",
        ),
    ),
)  # fmt: skip
"""Every setting in reading order; the reference is made from here."""

RANGES: Mapping[str, tuple[int, int]] = {
    "backup_every_h": (1, 720),
    "database_connections": (2, 100),
    "pg_port": (1, 65_535),
    "port": (1, 65_535),
    "processes": (0, 256),
}
"""From and to, both included."""


def load_settings(arguments: Mapping[str, object], environment: Mapping[str, str]) -> Settings:
    """Put settings together: command line, then `TAKTLINE_*`, then `taktline.toml`, then defaults.

    A `TAKTLINE_<NAME>_FILE` names a file of mode 0600 that holds the value, for secrets.

    Args:
        arguments: what the command line gave; None = not given.
        environment: the process's environment.

    Raises:
        UnknownSetting: a name nobody knows, in any of the three.
        BadSetting: a value of the wrong kind or out of range.
        BadSettingFile: the file is no TOML.
        SecretFileOpen: a secret's file is readable by others.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    values = _checked(given, "command line")
    values = {**_checked(_from_environment(environment), "environment"), **values}
    folder = values.get("data_dir", Settings().data_dir)
    assert isinstance(folder, Path)
    return Settings(**{**_from_file(folder / FILE_NAME), **values})  # type: ignore[arg-type]  # checked


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    names = [
        name
        for name in environment
        if name.startswith(ENVIRONMENT_PREFIX) and name not in NOT_SETTINGS
    ]
    found: dict[str, object] = {}
    for name in names:
        key = name.removeprefix(ENVIRONMENT_PREFIX).lower()
        base = key.removesuffix("_file")
        if key not in Settings.__struct_fields__ and base in Settings.__struct_fields__:
            found[base] = secret_file(Path(environment[name]))
        else:
            found[key] = environment[name]
    return found


def _from_file(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    try:
        told: dict[str, object] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as failure:
        raise BadSettingFile(path=str(path), reason=str(failure)) from None
    if "database_url" in told:
        secret_file(path)
    for name in NOT_IN_FILE & told.keys():
        raise UnknownSetting(source=FILE_NAME, name=name, meant="")
    return _checked(told, FILE_NAME)


def _checked(values: Mapping[str, object], source: str) -> dict[str, object]:
    hints = get_type_hints(Settings)
    checked: dict[str, object] = {}
    for name, value in values.items():
        if name not in hints:
            raise UnknownSetting(source=source, name=name, meant=_meant(name))
        checked[name] = _converted(name, value, kind=hints[name], source=source)
    return checked


def _converted(name: str, value: object, *, kind: object, source: str) -> object:
    inner = _inner(kind)
    if inner is Secret:
        return value if isinstance(value, Secret) else Secret(str(value))
    if inner is Path:
        return Path(str(value)).expanduser()
    if get_origin(inner) is tuple and isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    if inner is bool and isinstance(value, str):
        value = {"yes": "true", "no": "false", "on": "true", "off": "false"}.get(
            value.lower(), value
        )
    try:
        found: object = msgspec.convert(value, inner, strict=False)
    except msgspec.ValidationError as failure:
        raise BadSetting(source=source, name=name, value=value, reason=str(failure)) from None
    low, high = RANGES.get(name, (0, 0))
    if name in RANGES and not low <= int(str(found)) <= high:
        raise BadSetting(source=source, name=name, value=value, reason=f"{low} to {high}")
    return found


def _inner(kind: object) -> type:
    """Return what an optional setting is when it is given."""
    if isinstance(kind, types.UnionType):
        kind = next(part for part in get_args(kind) if part is not type(None))
    return kind  # type: ignore[return-value]  # Literal and tuple forms are used like types


def _meant(name: str) -> str:
    near = difflib.get_close_matches(name, Settings.__struct_fields__, n=1)
    return f" ({near[0]}?)" if near else ""
