"""Settings on the command line: every setting is an option of every command."""

from collections.abc import Mapping, Sequence
from typing import get_type_hints

from taktline.base.problem import Problem
from taktline.base.text import Language, Text
from taktline.cli.call import Calling
from taktline.platform.setting import SETTINGS, Settings


class SettingNeedsValue(Problem):
    """An option of a setting stands at the end, without its value."""

    title = Text(en="{option} needs a value.", zh="{option} 需要一个值。")
    status = 400


def split_settings(tokens: Sequence[str]) -> tuple[dict[str, object], list[str]]:
    """Part the options that are settings from the rest of the command line.

    `--port 8420` and `--port=8420` are the same; a setting that is yes or no needs no value; what
    stands behind `--` belongs to the command.

    Raises:
        SettingNeedsValue: a value is missing.
    """
    settings: dict[str, object] = {}
    rest: list[str] = []
    waiting = list(tokens)
    while waiting:
        token = waiting.pop(0)
        if token == "--":
            return settings, [*rest, token, *waiting]
        option, equals, value = token.partition("=")
        name = option[2:].replace("-", "_") if option.startswith("--") else ""
        if name not in OPTIONS:
            rest.append(token)
        elif equals:
            settings[name] = value
        elif OPTIONS[name]:
            settings[name] = True
        elif waiting:
            settings[name] = waiting.pop(0)
        else:
            raise SettingNeedsValue(option=option)
    return settings, rest


OPTIONS: Mapping[str, bool] = {
    name: kind is bool for name, kind in get_type_hints(Settings).items()
}
"""Names of all settings, and whether each is yes or no."""


def language_asked(settings: Mapping[str, object], environment: Mapping[str, str]) -> Language:
    """Return the language of the terminal: `--language`, `TAKTLINE_LANGUAGE`, then the locale's."""
    locale = [environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    said = [settings.get("language"), environment.get("TAKTLINE_LANGUAGE"), *locale]
    first = next((str(one) for one in said if one), "en")
    return "zh" if first.lower().startswith("zh") else "en"


NAME = Text(en="Option", zh="选项")
VALUE = Text(en="Value", zh="当前值")
MEANING = Text(en="Meaning", zh="含义")


def show_settings(*, call: Calling) -> None:
    """Print every setting, its value here and what it means."""
    settings, language = call.settings(), call.language
    call.table(
        [text.say(language) for text in (NAME, VALUE, MEANING)],
        [
            ("--" + one.name.replace("_", "-"), _value(settings, one.name), one.note.say(language))
            for one in SETTINGS
        ],
    )


def _value(settings: Settings, name: str) -> object:
    value = getattr(settings, name)
    return str(value) if value is not None else None
