"""One call of the command line: what was given, in which language, and how results are shown."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich import box
from rich.console import Console
from rich.table import Table

from taktline.base.problem import Problem, Several
from taktline.base.text import Language, Text
from taktline.platform.setting import Settings, load_settings

PLAIN_WIDTH = 200
"""Columns where the output goes to a file or another program: wide, so that nothing is cut."""

CONFIRM = Text(
    en="Give --confirm {code} to do it all the same.", zh="如仍要执行,请加上 --confirm {code}。"
)


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call of the command line.

    Attributes:
        arguments: settings given as options, by name.
        environment: the process's environment.
        language: of everything printed.
    """

    arguments: Mapping[str, object]
    environment: Mapping[str, str]
    language: Language

    def settings(self) -> Settings:
        """Return the settings of the installation this call is about.

        Raises:
            UnknownSetting, BadSetting, BadSettingFile, SecretFileOpen: see `load_settings`.
        """
        return load_settings(self.arguments, self.environment)

    def say(self, text: Text, **args: object) -> None:
        """Print a sentence in the caller's language."""
        print(text.say(self.language, **args), flush=True)

    def warn(self, text: Text, **args: object) -> None:
        """Print a sentence beside the output, so that it does not disturb a program reading it."""
        print(text.say(self.language, **args), file=sys.stderr, flush=True)

    def refuse(self, problem: Problem) -> None:
        """Print why something was not done, each field on a line of its own."""
        for line in refusal_lines(problem, self.language):
            print(line, file=sys.stderr)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Print rows as a table."""
        table = Table(*columns, box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
        for row in rows:
            table.add_row(*(shown(value) for value in row))
        terminal = Console()
        console = terminal if terminal.is_terminal else Console(width=PLAIN_WIDTH)
        console.print(table, markup=False)


Calling = Annotated[Call, Parameter(parse=False)]
"""How a command takes its call: not from the command line."""


def refusal_lines(problem: Problem, language: Language) -> list[str]:
    """Return what a person reads of a refusal."""
    parts = problem.problems if isinstance(problem, Several) else [problem]
    lines = [f"{one.at}: {one.say(language)}" if one.at else one.say(language) for one in parts]
    if problem.confirmable:
        lines.append(CONFIRM.say(language, code=problem.code))
    return lines


def shown(value: object) -> str:
    """Return a value as a cell of a table shows it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    plain: object = msgspec.to_builtins(value, enc_hook=str)
    return plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()


def print_json(value: object) -> None:
    """Print a value as JSON on one line, for programs."""
    print(msgspec.json.encode(value, enc_hook=str).decode(), flush=True)
