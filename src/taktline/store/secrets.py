"""The passwords of the database's own logins: made at first start, readable by us alone."""

import secrets
from pathlib import Path

import msgspec

from taktline.base.host import write_private

FILE = Path("secrets") / "database.json"


class Passwords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One random password per login; none of them is ever shown or logged."""

    bootstrap: str
    owner: str
    app: str
    jobs: str

    def __repr__(self) -> str:
        return "Passwords(...)"


def passwords_in(folder: Path) -> Passwords:
    """Return the passwords kept in a data folder, making them when there are none yet."""
    path = folder / FILE
    if path.is_file():
        return msgspec.json.decode(path.read_bytes(), type=Passwords)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = Passwords(
        bootstrap=secrets.token_urlsafe(24),
        owner=secrets.token_urlsafe(24),
        app=secrets.token_urlsafe(24),
        jobs=secrets.token_urlsafe(24),
    )
    write_private(path, msgspec.json.encode(made))
    return made
