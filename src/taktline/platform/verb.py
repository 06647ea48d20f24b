"""A verb: one declared kind of command, and thereby an endpoint, a form target and a flow step."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.text import Text
from taktline.platform.command import Booked, Command, CommandKind, Fact, Ids
from taktline.platform.transaction import Tx

C = TypeVar("C", bound=Command)
C_contra = TypeVar("C_contra", bound=Command, contravariant=True)
S = TypeVar("S")
S_co = TypeVar("S_co", covariant=True)
S_contra = TypeVar("S_contra", contravariant=True)
F = TypeVar("F", bound=Fact)


class Load(Protocol[C_contra, S_co]):
    """Read and lock everything a batch needs: one query per table, in the house order."""

    def __call__(self, tx: Tx, commands: Sequence[C_contra], /) -> Awaitable[S_co]: ...


class Decide(Protocol[C_contra, S_contra]):
    """Say what one command changes, or refuse. Pure."""

    def __call__(
        self, state: S_contra, command: C_contra, now: Instant, ids: Ids, /
    ) -> list[Fact]: ...


class Verb(msgspec.Struct, Generic[C, S], frozen=True):
    """One kind of command: what it carries, who may give it, what it loads and decides.

    Attributes:
        name: `<package>.<verb>_<noun>`, for instance `kernel.report_operation`.
        command: the command's struct.
        needs: the permission asked for, `entity:action`.
        load: reads and locks what a batch needs.
        decide: turns one command into facts.
        label: what people see on a button.
        kind: a fact happened already and is parked when it cannot be booked; a request may be
            refused.
        path: where in the hierarchy it acts, for permissions that hold at a node only; without
            it only permissions for the whole tenant count.
        also: further places it acts at, each of which must be permitted too.
        signed_as: which topic a command is about that a plant may want two people to decide;
            None = one suffices. Without it one always does.
        refusals: the Problem classes `decide` and `load` raise, in order of precedence; they are
            documented from here.
        events: public names of the events it writes.
    """

    name: str
    command: type[C]
    needs: str
    load: Load[C, S]
    decide: Decide[C, S]
    label: Text
    kind: CommandKind = "request"
    path: Callable[[S, C], tuple[UUID, ...]] | None = None
    also: Callable[[S, C], Iterable[tuple[UUID, ...]]] | None = None
    signed_as: Callable[[C], Any] | None = None
    refusals: tuple[type[Exception], ...] = ()
    events: tuple[str, ...] = ()


class FactKind(msgspec.Struct, Generic[F], frozen=True):
    """One kind of fact: how it folds into the state, and how it is written.

    Attributes:
        fact: the fact's struct.
        record: writes all facts of this kind of one batch in one statement per table.
        fold: changes the loaded state (of whatever verb loaded it), and returns the facts that
            follow from it there, which are recorded and neither folded nor told; None where
            nothing later in the batch can depend on it.
    """

    fact: type[F]
    record: Callable[[Tx, Sequence[Booked[F]]], None]
    fold: Callable[[Any, F], Sequence[Fact] | None] | None = None


# Tables hold verbs and facts of all kinds; which command a verb takes is checked when it is made.
AnyVerb = Verb[Any, Any]
AnyFactKind = FactKind[Any]
Verbs = Mapping[str, AnyVerb]
