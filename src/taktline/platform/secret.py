"""Secrets: the master key beside the data, and the keys of each tenant that it locks away."""

import base64
import hmac
import os
import stat
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from taktline.base.host import write_private
from taktline.base.problem import Problem
from taktline.base.text import Text

KEY_BYTES = 32
"""AES-256 and HMAC-SHA256 take keys of 32 bytes."""
DERIVED_MAX = 1_000
"""Derived keys kept in memory; a token that names no tenant cannot make it more."""
NONCE_BYTES = 12
"""AES-GCM's own nonce length (NIST SP 800-38D); random, so at most 2**32 messages a key."""
MASTER_KEY_FILE = "master.key"
SHOWN = "***"

Purpose = Literal["seal", "pin", "password", "token", "session", "cursor", "file_link"]
"""What a derived key is for: one per use, so that no signature of one passes for another."""


class SecretFileOpen(Problem):
    """A file with a secret may be read by others than its owner."""

    title = Text(
        en="{path} may be read by others (mode {mode}); set it to 0600.",
        zh="{path} 可被他人读取(权限 {mode});请改为 0600。",
    )
    status = 500


class BadKey(Problem):
    """A key that is not 32 bytes in base64."""

    title = Text(
        en="{source} holds no key of 32 bytes in base64url.",
        zh="{source} 中没有 32 字节的 base64url 密钥。",
    )
    status = 500


class Unreadable(Problem):
    """Something was locked with another key, or changed since."""

    title = Text(
        en="A stored secret of {owner} cannot be opened with this master key.",
        zh="无法用当前主密钥打开 {owner} 的已存密钥。",
    )
    status = 500


class Secret:
    """A text that must be passed on deliberately: it never shows itself in output or logs."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the text, for the one place that needs it."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({SHOWN})"

    def __str__(self) -> str:
        return SHOWN

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(
            self._value.encode(), other._value.encode()
        )

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written down")


class WrappedKey(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant's own key as it may lie in the database: locked by the master key."""

    tenant: UUID
    purpose: str
    wrapped: bytes


class KeyRing:
    """The master key, and what follows from it; lives in memory and outside the database only.

    Keys that must be the same for ever and never leave are derived (HKDF, RFC 5869); what must be
    given back later (a webhook's secret, a partner's password) is locked with the tenant's own key,
    so that throwing that key away makes all of it unreadable at once.
    """

    def __init__(self, master: bytes) -> None:
        assert len(master) == KEY_BYTES, "the master key has 32 bytes"
        self._master = master
        self._derived: dict[tuple[Purpose, str], bytes] = {}

    def __repr__(self) -> str:
        return f"KeyRing({SHOWN})"

    def derived(self, purpose: Purpose, owner: str = "") -> bytes:
        """Return the key of one purpose and owner: 32 bytes, the same for ever.

        Args:
            purpose: what it is used for.
            owner: tenant id, or empty for the whole installation.
        """
        key = self._derived.get((purpose, owner))
        if key is None:
            told = f"taktline\x1f{purpose}\x1f{owner}".encode()
            stretched = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=told)
            key = stretched.derive(self._master)
            if len(self._derived) >= DERIVED_MAX:
                self._derived.clear()
            self._derived[purpose, owner] = key
        return key

    def fingerprint(self, purpose: Purpose, value: str, owner: str = "") -> bytes:
        """Return the HMAC-SHA256 of a random token, as it is stored and looked up.

        Tokens carry 256 random bits, so that one keyed hash is enough; passwords and PINs do not
        and go through argon2 instead (`password`).
        """
        return hmac.digest(self.derived(purpose, owner), value.encode(), sha256)

    def new_tenant_key(self, tenant: UUID, purpose: str = "secrets") -> WrappedKey:
        """Make a random key of a tenant and return it locked by the master key."""
        wrapped = locked(self._master, os.urandom(KEY_BYTES), _bound(tenant, purpose))
        return WrappedKey(tenant=tenant, purpose=purpose, wrapped=wrapped)

    def tenant_key(self, key: WrappedKey) -> bytes:
        """Return a tenant's own key.

        Raises:
            Unreadable: another master key locked it, or it belongs to another tenant.
        """
        return unlocked(self._master, key.wrapped, _bound(key.tenant, key.purpose))


def locked(key: bytes, content: bytes, bound: bytes) -> bytes:
    """Lock content with AES-256-GCM: nonce, then ciphertext with its tag.

    Args:
        key: 32 bytes.
        content: what is locked.
        bound: to whom it belongs; it opens for no other owner.
    """
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound)


def unlocked(key: bytes, content: bytes, bound: bytes) -> bytes:
    """Open what `locked` made.

    Raises:
        Unreadable: another key or owner, or the content was changed.
    """
    try:
        return AESGCM(key).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], bound)
    except (InvalidTag, ValueError):
        raise Unreadable(owner=bound.decode().replace("\x1f", " ")) from None


def master_key(folder: Path, environment: Mapping[str, str]) -> KeyRing:
    """Return the key ring of an installation; makes the master key at the first start.

    `TAKTLINE_MASTER_KEY` (base64url) comes before the file `master.key` in the folder. Whoever
    loses it loses every stored secret of every tenant: it is kept apart from the backups.

    Raises:
        SecretFileOpen: the file is readable by others.
        BadKey: what was found is no key.
    """
    given = environment.get("TAKTLINE_MASTER_KEY")
    if given:
        return KeyRing(_key_of(given, "TAKTLINE_MASTER_KEY"))
    path = folder / MASTER_KEY_FILE
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, base64.urlsafe_b64encode(os.urandom(KEY_BYTES)) + b"\n")
    return KeyRing(_key_of(secret_file(path), str(path)))


def secret_file(path: Path) -> str:
    """Return the text of a file that only its owner may read.

    Raises:
        SecretFileOpen: others may read it (not judged on Windows, where modes mean nothing).
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if sys.platform != "win32" and mode & 0o077:
        raise SecretFileOpen(path=str(path), mode=f"{mode:04o}")
    return path.read_text(encoding="utf-8").strip()


def _key_of(text: str, source: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text.strip().encode())
    except ValueError:
        raise BadKey(source=source) from None
    if len(key) != KEY_BYTES:
        raise BadKey(source=source)
    return key


def _bound(tenant: UUID, purpose: str) -> bytes:
    return f"{tenant}\x1f{purpose}".encode()
