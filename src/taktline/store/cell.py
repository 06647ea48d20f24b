"""A cell: one database with its logins, and the names of the roles and schemas in it."""

import re

import msgspec
import psycopg
from psycopg import sql

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.store.address import Address
from taktline.store.refusals import DatabaseUnreachable
from taktline.store.secrets import Passwords

CONTROL = "control"
"""Name of the schema that knows tenants and logins; no tenant may be called so."""
_TENANT = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
_CELL = re.compile(r"^[a-z][a-z0-9]{0,9}$")
SET_UP_LOCK = 7_248_155
"""Number of the lock that lets one process at a time set up a cell; no other meaning."""


class BadTenantCode(Problem):
    """A tenant code that cannot be the name of a schema."""

    title = Text(
        en="{code} cannot be a tenant's code: 1 to 40 small letters, digits or _, a letter first.",
        zh="{code} 不能作为租户编码:1 至 40 个小写字母、数字或 _,以字母开头。",
    )
    status = 400


class BadCellName(Problem):
    """A cell name that cannot be part of a role's name."""

    title = Text(
        en="{name} cannot be a cell's name: 1 to 10 small letters and digits, a letter first.",
        zh="{name} 不能作为单元名称:1 至 10 个小写字母或数字,以字母开头。",
    )
    status = 400


class RightsMissing(Problem):
    """The login that was given may not do what setting up a cell needs."""

    title = Text(
        en="The login {login} may not set up the database {database}: {reason}. It needs "
        "CREATEROLE, and must own the database or hold CREATE on it with grant option.",
        zh="登录 {login} 无权建立数据库 {database}:{reason}。它需要 CREATEROLE 权限,"
        "并且拥有该数据库,或持有可转授的 CREATE 权限。",
    )
    status = 500


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One database that holds tenants, and how its three logins reach it.

    Attributes:
        name: short name; part of every role's name, because roles belong to the whole server.
        owner: makes tenants and tables (CREATEROLE, not superuser).
        app: serves requests; has no rights of its own.
        jobs: background work; sees `control` only.
    """

    name: str
    owner: Address
    app: Address
    jobs: Address

    def role(self, tenant: str) -> str:
        """Return the role that owns everything of a tenant (`t_<cell>_<tenant>`)."""
        return f"{CONTROL}_{self.name}" if tenant == CONTROL else f"t_{self.name}_{tenant}"

    def schema(self, tenant: str) -> str:
        """Return the schema of a tenant (`t_<tenant>`)."""
        return CONTROL if tenant == CONTROL else f"t_{tenant}"


def tenant_code(code: str) -> str:
    """Return a tenant's code if it can be one.

    Raises:
        BadTenantCode: it is too long, has other characters, or is reserved.
    """
    if not _TENANT.match(code) or code == CONTROL:
        raise BadTenantCode(code=code)
    return code


def cell_of(bootstrap: Address, name: str, passwords: Passwords, *, prefix: str = "") -> Cell:
    """Describe a cell; nothing is done yet.

    Args:
        bootstrap: the database, by any login.
        name: the cell's name.
        passwords: those of the three logins.
        prefix: put before the names of the logins, for servers shared with others.

    Raises:
        BadCellName: the name cannot be part of a role's name.
    """
    if not _CELL.match(name):
        raise BadCellName(name=name)
    return Cell(
        name=name,
        owner=bootstrap.as_login(f"{prefix}owner", passwords.owner),
        app=bootstrap.as_login(f"{prefix}app", passwords.app),
        jobs=bootstrap.as_login(f"{prefix}jobs", passwords.jobs),
    )


async def is_set_up(cell: Cell) -> bool:
    """Say whether the cell's owner can sign in and finds its control schema."""
    try:
        connection = await psycopg.AsyncConnection.connect(
            cell.owner.conninfo(), connect_timeout=10
        )
    except psycopg.OperationalError:
        return False
    async with connection:
        found = await connection.execute(
            "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = %s", (CONTROL,)
        )
        return await found.fetchone() is not None


async def set_up(cell: Cell, bootstrap: Address, *, create_database: bool) -> None:
    """Make the three logins, the database and the control schema; what is there stays.

    Args:
        cell: what to make.
        bootstrap: a login with CREATEROLE that may create in the database.
        create_database: make the database too (embedded server); else it must be there.

    Raises:
        DatabaseUnreachable: the bootstrap login is not let in.
        RightsMissing: it may not do what is needed.
    """
    first = bootstrap.on("postgres") if create_database else bootstrap
    try:
        async with await _session(first) as connection:
            # Several processes may start at once; the lock ends with the connection.
            await connection.execute("SELECT pg_advisory_lock(%s)", (SET_UP_LOCK,))
            await _make_logins(connection, cell)
            if create_database:
                await _make_database(connection, cell)
            async with await _session(bootstrap) as inside:
                await _grant_database(inside, cell)
            async with await _session(cell.owner) as owner:
                await _make_control(owner, cell)
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported) as refusal:
        raise RightsMissing(
            login=bootstrap.login, database=bootstrap.database, reason=str(refusal).strip()
        ) from refusal
    except psycopg.OperationalError as failure:
        raise DatabaseUnreachable(address=str(bootstrap), reason=str(failure).strip()) from failure


Session = psycopg.AsyncConnection[tuple[object, ...]]


async def _session(address: Address) -> Session:
    return await psycopg.AsyncConnection.connect(
        address.conninfo(), autocommit=True, connect_timeout=10
    )


async def _make_logins(connection: Session, cell: Cell) -> None:
    for address, attributes in (
        (cell.owner, "LOGIN CREATEROLE"),
        (cell.app, "LOGIN"),
        (cell.jobs, "LOGIN"),
    ):
        known = await _exists(connection, "pg_roles", column="rolname", name=address.login)
        # The verifier, not the password, is sent: a server that logs statements learns nothing.
        verifier = connection.pgconn.encrypt_password(
            address.password.encode(), address.login.encode(), b"scram-sha-256"
        ).decode()
        await connection.execute(
            sql.SQL("{} ROLE {} {} PASSWORD {}").format(
                sql.SQL("ALTER" if known else "CREATE"),
                sql.Identifier(address.login),
                sql.SQL(attributes),
                sql.Literal(verifier),
            )
        )


async def _make_database(connection: Session, cell: Cell) -> None:
    if not await _exists(connection, "pg_database", column="datname", name=cell.owner.database):
        await connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                sql.Identifier(cell.owner.database), sql.Identifier(cell.owner.login)
            )
        )


async def _grant_database(connection: Session, cell: Cell) -> None:
    database = sql.Identifier(cell.owner.database)
    for rights, login in (
        ("CONNECT, CREATE", cell.owner.login),
        ("CONNECT", cell.app.login),
        ("CONNECT", cell.jobs.login),
    ):
        await connection.execute(
            sql.SQL("GRANT {} ON DATABASE {} TO {}").format(
                sql.SQL(rights), database, sql.Identifier(login)
            )
        )
    await connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    may = await connection.execute(
        "SELECT has_database_privilege(%s, %s, 'CREATE')", (cell.owner.login, cell.owner.database)
    )
    row = await may.fetchone()
    if row is None or not row[0]:
        raise psycopg.errors.InsufficientPrivilege("CREATE could not be granted to the owner")


async def _make_control(connection: Session, cell: Cell) -> None:
    role = cell.role(CONTROL)
    if not await _exists(connection, "pg_roles", column="rolname", name=role):
        await connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
    for login, inherit in (
        (cell.owner.login, "FALSE"),
        (cell.app.login, "FALSE"),
        (cell.jobs.login, "TRUE"),
    ):
        await connection.execute(
            sql.SQL("GRANT {} TO {} WITH INHERIT {}, SET TRUE").format(
                sql.Identifier(role), sql.Identifier(login), sql.SQL(inherit)
            )
        )
    await connection.execute(
        sql.SQL("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}").format(
            sql.Identifier(CONTROL), sql.Identifier(role)
        )
    )


async def _exists(connection: Session, catalog: str, *, column: str, name: str) -> bool:
    found = await connection.execute(
        sql.SQL("SELECT 1 FROM pg_catalog.{} WHERE {} = %s").format(
            sql.Identifier(catalog), sql.Identifier(column)
        ),
        (name,),
    )
    return await found.fetchone() is not None
