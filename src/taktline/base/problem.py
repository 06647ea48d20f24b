"""Refusals: why something was not accepted, with the numbers, in the reader's language."""

import re
from functools import lru_cache
from typing import ClassVar

from taktline.base.text import Language, Text

TYPE_PREFIX = "https://taktline.dev/refusals/"


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """A refusal, told as RFC 9457 problem details.

    A subclass states `title` (both languages), `status` (HTTP) and whether the same request may
    succeed later (`retry`). What is stored and logged is `code` and `args`, never the sentence.
    """

    title: ClassVar[Text] = Text(en="The request was refused.", zh="请求被拒绝。")
    status: ClassVar[int] = 409
    retry: ClassVar[bool] = False
    confirmable: ClassVar[bool] = False

    def __init__(self, *, at: str | None = None, **args: object) -> None:
        super().__init__()
        self.at = at
        self.values: dict[str, object] = args
        self._called: dict[str, Text] = {}

    @property
    def code(self) -> str:
        """The refusal's name on the wire: the class name in kebab case."""
        return code_of(type(self).__name__)

    def say(self, language: Language = "en", **called: object) -> str:
        """Return the sentence a person reads.

        Args:
            called: what stands in it instead of a value, where people have another word for that.
        """
        told = {**self.values, **self._called, **called}
        shown = {name: _shown(value, language) for name, value in told.items()}
        return self.title.say(language, **shown)

    def calling(self, **called: Text) -> "Problem":
        """Return the same refusal, with what people call some of its values."""
        self._called = called
        return self

    def located(self, at: str) -> "Problem":
        """Return the same refusal, pointing at one field (JSON pointer)."""
        self.at = at
        return self

    def __str__(self) -> str:
        return self.say("en")


class Confirmable(Problem):
    """A refusal a foreman may overrule by sending the command again with `confirm: [code]`."""

    confirmable = True


@lru_cache(maxsize=1024)
def code_of(class_name: str) -> str:
    """Return the wire code of a refusal class: `OverDelivery` -> `over-delivery`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", class_name).lower()


def _shown(value: object, language: Language) -> object:
    if isinstance(value, Text):
        return value.say(language)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(str(_shown(item, language)) for item in value)
    return value


class Invalid(Problem):
    """One or more fields of a request do not have the right shape."""

    title = Text(en="The request is not valid: {reason}", zh="请求无效:{reason}")
    status = 400


class NotFound(Problem):
    """A record that was named does not exist, or the reader may not know that it does."""

    title = Text(en="There is no {kind} {code}.", zh="没有{kind} {code}。")
    status = 404


class Several(Problem):
    """Several refusals of one request at once, each with its place."""

    title = Text(en="{count} fields are not valid.", zh="有 {count} 个字段无效。")
    status = 400

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(count=len(problems))
        self.problems = problems
