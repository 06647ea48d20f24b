"""What signing in needs at hand, and the refusals that everybody who knocks may hear."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.command import Clock
from taktline.platform.database import Database
from taktline.platform.identity.password import Hasher
from taktline.platform.identity.places import NoPlaces, Places
from taktline.platform.identity.recent import Recent
from taktline.platform.identity.security_log import SecurityLog
from taktline.platform.secret import KeyRing

if TYPE_CHECKING:
    from taktline.platform.identity.session import Session


class NotSignedIn(Problem):
    """The credential is unknown, has ended or was taken back; which of these is not told."""

    title = Text(en="Please sign in.", zh="请先登录。")
    status = 401


class NotPairedYet(Problem):
    """A terminal waits to be paired; its key is good as soon as somebody types its code."""

    title = Text(
        en="This terminal is not paired yet; type the code it shows in the office.",
        zh="本终端尚未配对;请在办公端输入屏幕上的配对码。",
    )
    status = 401
    retry = True


class WrongCredentials(Problem):
    """Name and password (or person and PIN) do not fit; which of the two is not told."""

    title = Text(en="Name or password is wrong.", zh="用户名或密码错误。")
    status = 401


class SignInLocked(Problem):
    """Too many wrong tries; the wait doubles with every further one."""

    title = Text(
        en="Too many wrong tries; try again in {retry_after_s} s.",
        zh="错误次数过多;请在 {retry_after_s} 秒后重试。",
    )
    status = 429
    retry = True


TOKEN_LASTS = timedelta(minutes=1)
"""How long it is believed whose a token is: it is never another's. Whether that one may still act
follows from the version of the rights, which is asked within the second, and at every command."""


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """What sign-in works with.

    Attributes:
        database: transactions of tenants and of the control schema.
        keys: the key ring of the installation.
        hasher: argon2 in threads.
        clock: UTC.
        log: where wrong tries are written.
        sessions: shown a moment ago, by fingerprint.
        tokens: keys and terminals shown a while ago, by tenant and fingerprint.
        places: what stands where, for terminals and webhooks.
    """

    database: Database
    keys: KeyRing
    hasher: Hasher
    clock: Clock
    log: SecurityLog
    sessions: Recent[bytes, "Session"] = msgspec.field(default_factory=Recent)
    tokens: Recent[tuple[str, bytes], UUID] = msgspec.field(
        default_factory=lambda: Recent(TOKEN_LASTS)
    )
    places: Places = msgspec.field(default_factory=NoPlaces)


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Where a request comes from, as far as one can tell."""

    address: str = ""
    agent: str = ""


class Tries(msgspec.Struct, frozen=True, kw_only=True):
    """How often somebody was wrong, and until when they wait."""

    failures: int
    locked_until: Instant | None


def refuse_locked(tries: Tries, now: Instant) -> None:
    """Refuse a try while one must wait.

    Raises:
        SignInLocked: it is too early.
    """
    if tries.locked_until is not None and tries.locked_until > now:
        wait = tries.locked_until - now
        raise SignInLocked(retry_after_s=max(1, round(wait.total_seconds() + 0.5)))
