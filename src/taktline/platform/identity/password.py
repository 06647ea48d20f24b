"""Passwords and PINs: hashed slowly, off the event loop, only a few at a time."""

import asyncio
import hmac
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.secret import Secret

PASSWORD_LENGTH_MIN = 10
"""NIST SP 800-63B asks for 8 at least; length is the only rule, there is no zoo of characters."""
PASSWORD_LENGTH_MAX = 256
"""Longer input only keeps the hasher busy."""
PIN_LENGTH_MIN = 4
PIN_LENGTH_MAX = 6
PARALLEL_MAX = 2
"""Hashes at a time: each takes 64 MiB and a core, and the door needs its cores."""
MEMORY_KIB = 65_536
TIME_COST = 3
PARALLELISM = 1
"""One lane: a thread has one core, and two sign-ins share a small machine."""
WORST_PINS = frozenset({"1234", "4321", "12345", "54321", "123456", "654321", "2580", "1212"})
"""PINs that people try first; those of one repeated digit are refused beside these."""

T = TypeVar("T")


class WeakPassword(Problem):
    """A password that is guessed too easily, or too long to hash."""

    title = Text(
        en="A password has {least} to {most} characters and is not the login name.",
        zh="密码需为 {least} 至 {most} 个字符,且不得与登录名相同。",
    )
    status = 400


class WeakPin(Problem):
    """A PIN that is not 4 to 6 digits, or one of those everybody tries."""

    title = Text(
        en="A PIN has 4 to 6 digits, not all the same and not in a plain row.",
        zh="PIN 需为 4 至 6 位数字,不得全部相同或为简单连续数字。",
    )
    status = 400


class Hasher:
    """Hashes and checks with argon2id in a small pool of threads of its own.

    The memory and time cost follow RFC 9106's second recommended option (64 MiB, 3 passes).
    """

    def __init__(self, *, memory_kib: int = MEMORY_KIB, time_cost: int = TIME_COST) -> None:
        self._argon = PasswordHash(
            (Argon2Hasher(memory_cost=memory_kib, time_cost=time_cost, parallelism=PARALLELISM),)
        )
        self._threads = ThreadPoolExecutor(PARALLEL_MAX, thread_name_prefix="argon2")
        self._nobody = self._argon.hash("nobody signs in with this")

    async def hash(self, secret: Secret, pepper: bytes) -> str:
        """Return the hash of a password or PIN.

        Args:
            secret: what was typed.
            pepper: a derived key that is not in the database, so that a stolen table alone lets
                nobody try the ten thousand PINs there are.
        """
        return await self._run(lambda: self._argon.hash(_peppered(secret, pepper)))

    async def fits(self, secret: Secret, pepper: bytes, stored: str | None) -> bool:
        """Say whether a password or PIN is the stored one.

        With nothing stored it hashes all the same, so that the time taken does not tell whether a
        login exists.
        """
        against = stored or self._nobody
        fits = await self._run(lambda: self._argon.verify(_peppered(secret, pepper), against))
        return fits and stored is not None

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def accepted_password(secret: Secret, login_name: str) -> Secret:
    """Return the password if it may be set.

    Raises:
        WeakPassword: too short, too long, or the login name itself.
    """
    typed = secret.reveal()
    same = typed.casefold() == login_name.casefold()
    if same or not PASSWORD_LENGTH_MIN <= len(typed) <= PASSWORD_LENGTH_MAX:
        raise WeakPassword(least=PASSWORD_LENGTH_MIN, most=PASSWORD_LENGTH_MAX)
    return secret


def accepted_pin(secret: Secret) -> Secret:
    """Return the PIN if it may be set.

    Raises:
        WeakPin: not 4 to 6 digits, or among those everybody tries.
    """
    typed = secret.reveal()
    digits = typed.isascii() and typed.isdigit()
    if not digits or not PIN_LENGTH_MIN <= len(typed) <= PIN_LENGTH_MAX:
        raise WeakPin()
    if len(set(typed)) == 1 or typed in WORST_PINS:
        raise WeakPin()
    return secret


def _peppered(secret: Secret, pepper: bytes) -> str:
    # NFKC: the same password typed with another keyboard must stay the same (RFC 8265).
    typed = unicodedata.normalize("NFKC", secret.reveal())
    return hmac.new(pepper, typed.encode(), sha256).hexdigest()
