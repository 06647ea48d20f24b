"""Bodies of the API that are not one command: batches, their answers, sign-in, secrets, files."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from taktline.api.refusal import ProblemDetails
from taktline.base.instant import ClockPeriod
from taktline.platform.envelope import Answer

BODY_BYTES_MAX = 8_000_000
"""One request: a batch of the longest kind with room to spare; files have a door of their own."""


class Batch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Several commands in one request, in order; each with its own id and answer.

    Attributes:
        commands: as they would be sent alone; with `command` (the verb) in a mixed batch.
        atomic: all of them or none.
        dry_run: decide all, record nothing.
    """

    LENGTH_MAX: ClassVar[int] = 1000

    commands: list[msgspec.Raw]
    atomic: bool = False
    dry_run: bool = False


class MixedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One command of a mixed batch: the verb's name beside the command's own fields."""

    command: str
    id: UUID


class Mixed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Commands of several verbs, as an offline queue holds them."""

    commands: list[MixedItem]
    atomic: bool = False
    dry_run: bool = False


class Answered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one command of a batch: its answer or its refusal."""

    answer: Answer | None = None
    problem: ProblemDetails | None = None


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """The answers to a batch, in the order of its commands."""

    answers: list[Answered]


class SignIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person's credentials; the tenant only where the login has several."""

    login: str
    password: str
    tenant: str | None = None


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in, and the token every changing request of a browser carries back."""

    tenant: str
    name: str
    language: str
    csrf_token: str


class SetUp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first administrator, by the link that the first start prints."""

    token: str
    name: str
    login: str
    password: str


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who the caller is, and what they may do somewhere.

    Attributes:
        user: id of the user, by which a terminal keeps their unsent work apart from others'.
        zone: of the caller's factory (IANA name): times are shown as its clocks show them.
        clocks: how its clocks go from the year before this one to the year after it, so that a slow
            device need not load its own calendar of zones to show a time.
        person: id of the person the user is, who signs in on jobs; None where they are none.
        csrf_token: for a browser that was opened anew with its session; None without a session.
    """

    tenant: str
    user: UUID
    name: str
    language: str
    roles: tuple[str, ...]
    permissions: tuple[str, ...]
    zone: str
    clocks: tuple[ClockPeriod, ...] = ()
    person: UUID | None = None
    csrf_token: str | None = None


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """Whether this process can work."""

    status: str
    version: str


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body of a request; a field nobody knows is refused."""


class NewPassword(Asked, frozen=True, kw_only=True):
    """One's own password, old and new; also the way past an initial password."""

    login: str
    old: str
    new: str


class SessionsAsked(Asked, frozen=True, kw_only=True):
    """Whose sessions: one's own, a user's, or everybody's."""

    user: UUID | None = None
    everybody: bool = False


class SessionShown(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in that holds.

    Attributes:
        name: of the user.
        login: name they sign in with; None at a station, where a PIN is enough.
        is_this: the very session that asks.
    """

    id: UUID
    kind: str
    user: UUID
    name: str
    login: str | None
    is_this: bool
    address: str
    agent: str
    created_at: datetime
    seen_at: datetime
    ends_at: datetime


class Sessions(msgspec.Struct, frozen=True, kw_only=True):
    """Sessions, newest first."""

    sessions: list[SessionShown]


class EndSessions(Asked, frozen=True, kw_only=True):
    """Which sessions end: one's own everywhere, those of a user, or one of them."""

    user: UUID | None = None
    session: UUID | None = None


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """How many sessions ended."""

    ended: int


class NewLogin(Asked, frozen=True, kw_only=True):
    """A name and an initial password for a user."""

    user: UUID
    login: str
    password: str


class LoginGiven(msgspec.Struct, frozen=True, kw_only=True):
    """The login that was made."""

    id: UUID


class JoinTenant(Asked, frozen=True, kw_only=True):
    """A login that exists already, for a user of this tenant."""

    user: UUID
    login: str


class ResetPassword(Asked, frozen=True, kw_only=True):
    """A new initial password for a user."""

    user: UUID
    password: str


class PinToStage(Asked, frozen=True, kw_only=True):
    """A PIN on its way into `platform.set_pin`."""

    pin: str


class Staged(msgspec.Struct, frozen=True, kw_only=True):
    """A secret that waits for its command.

    Attributes:
        secret: what the command names.
        shown: the key or signing secret in full, this once; None for a PIN.
    """

    secret: UUID
    shown: str | None = None


class AskPairing(Asked, frozen=True, kw_only=True):
    """The tenant a terminal wants to belong to; None = the only one there is."""

    tenant: str | None = None


class Paired(msgspec.Struct, frozen=True, kw_only=True):
    """What a terminal gets that wants to be paired.

    Attributes:
        code: six digits it shows; a person types them in the office.
        key: what it signs in with once that has happened.
    """

    code: str
    key: str
    ends_at: datetime


class TileShown(msgspec.Struct, frozen=True, kw_only=True):
    """A person as a station shows them."""

    user: UUID
    name: str
    number: str | None
    has_pin: bool


class Tiles(msgspec.Struct, frozen=True, kw_only=True):
    """Who may sign in at a terminal.

    Attributes:
        terminal: its name.
        node: id of the equipment it stands at; None = nowhere in particular.
    """

    terminal: str
    node: UUID | None
    tiles: list[TileShown]


class PinSignIn(Asked, frozen=True, kw_only=True):
    """A tile or a badge, and the PIN."""

    pin: str
    user: UUID | None = None
    badge: str | None = None


class UploadAsked(Asked, frozen=True, kw_only=True):
    """What a file is called."""

    name: str = "file"


class FileStaged(msgspec.Struct, frozen=True, kw_only=True):
    """A file that waits for a command to link it."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    staged_until: datetime | None
