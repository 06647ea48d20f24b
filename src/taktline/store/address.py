"""Where a database is and as whom to sign in."""

from urllib.parse import urlsplit

import msgspec
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from taktline.base.problem import Problem
from taktline.base.text import Text

DATABASE = "taktline"
KEPT_ALIVE = {
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}
"""A server that is gone without a word (power, network) is noticed within a minute, in s and ms."""


class BadDatabaseUrl(Problem):
    """A database address nobody can connect to."""

    title = Text(
        en="{url} is not a database address: write postgresql://login:password@host:5432/database.",
        zh="{url} 不是数据库地址:格式为 postgresql://用户:密码@主机:5432/数据库。",
    )
    status = 400


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """A server, a database, a login. The password never shows when the address is printed."""

    host: str
    port: int
    database: str
    login: str
    password: str
    options: dict[str, str] = {}

    def conninfo(self) -> str:
        """Return the address as libpq reads it."""
        return make_conninfo(
            "",
            host=self.host,
            port=self.port,
            dbname=self.database,
            user=self.login,
            password=self.password,
            **{**KEPT_ALIVE, **self.options},
        )

    def as_login(self, login: str, password: str) -> "Address":
        """Return the same database for another login."""
        return msgspec.structs.replace(self, login=login, password=password)

    def on(self, database: str) -> "Address":
        """Return another database of the same server."""
        return msgspec.structs.replace(self, database=database)

    def __repr__(self) -> str:
        return f"{self.login}@{self.host}:{self.port}/{self.database}"

    __str__ = __repr__


def address_of(url: str) -> Address:
    """Read `postgresql://login:password@host:port/database?sslmode=...`.

    Raises:
        BadDatabaseUrl: it is something else.
    """
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
        return Address(
            host=parts.pop("host", "localhost"),
            port=int(parts.pop("port", "5432")),
            database=parts.pop("dbname", DATABASE),
            login=parts.pop("user"),
            password=parts.pop("password", ""),
            options=parts,
        )
    except (ProgrammingError, KeyError, ValueError):
        raise BadDatabaseUrl(url=_without_password(url)) from None


def _without_password(url: str) -> str:
    password = urlsplit(url).password if "://" in url else None
    return url.replace(password, "***") if password else url
