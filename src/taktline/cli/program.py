"""Takes a command line apart, runs what it asks for, and tells a refusal as one sentence."""

import inspect
import os
import sys
from collections.abc import Sequence

from cyclopts import App
from cyclopts.exceptions import CycloptsError

from taktline import __version__
from taktline.base.loop import run
from taktline.base.problem import Problem
from taktline.base.text import Language, Text
from taktline.cli.call import Call
from taktline.cli.commands import COMMANDS, GROUPS, Listed
from taktline.cli.options import language_asked, split_settings

WHAT = Text(en="Manufacturing operations on one ledger.", zh="制造运营管理:一本账,一套命令。")
SETTINGS_EVERYWHERE = Text(
    en="Every setting is an option too, for instance --data-dir DIR, --database-url URL, "
    "--language zh: `taktline settings` lists them.",
    zh="每个设置也是选项,例如 --data-dir DIR、--database-url URL、--language en:"
    "`taktline settings` 列出全部。",
)
REFUSED, MISUSED, INTERRUPTED = 1, 2, 130
"""Exit codes: what was asked for was refused; the command line has no such form; Ctrl-C."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; a refusal is printed, never a traceback."""
    tokens = sys.argv[1:] if arguments is None else list(arguments)
    call = Call(arguments={}, environment=os.environ, language=language_asked({}, os.environ))
    try:
        given, rest = split_settings(tokens)
        language = language_asked(given, os.environ)
        call = Call(arguments=given, environment=os.environ, language=language)
        return _run(call, rest)
    except Problem as problem:
        call.refuse(problem)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`| head`); Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(call: Call, tokens: list[str]) -> int:
    app = application(call.language)
    try:
        command, bound, free = app.parse_args(tokens, exit_on_error=False)
    except CycloptsError:
        return MISUSED
    extra = {"call": call} if "call" in free else {}
    outcome: object = command(*bound.args, **bound.kwargs, **extra)
    if inspect.iscoroutine(outcome):
        outcome = run(outcome)
    return outcome if isinstance(outcome, int) else 0


def application(language: Language) -> App:
    """Return the whole command line, its help in one language."""
    app = App(
        "taktline",
        help=WHAT.say(language),
        help_epilogue=SETTINGS_EVERYWHERE.say(language),
        version=__version__,
        help_format="plaintext",
    )
    groups = {name: App(name, help=text.say(language)) for name, text in GROUPS.items()}
    for group in groups.values():
        app.command(group)
    for listed in COMMANDS:
        home, _, name = listed.name.rpartition(" ")
        _add(groups.get(home, app), listed, name=name, language=language)
    return app


def _add(app: App, listed: Listed, *, name: str, language: Language) -> None:
    app.command(listed.run, name=name, help=listed.label.say(language))
