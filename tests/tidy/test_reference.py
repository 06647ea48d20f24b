"""Every refusal, command, query, event and setting is told in docs/reference, in both languages."""

import re
from collections import defaultdict

from tests.tidy.tree import ROOT, listed
from tools.reference import FOLDER, attributes, pages, registry_here, settings_here
from tools.refusals import refusals

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ARGUMENT = re.compile(r"{(\w+)")


def test_every_refusal_speaks_both_languages() -> None:
    silent = [
        f"{each.module}.{each.name}: write title = Text(en=..., zh=...) in the class"
        for each in refusals()
        if not each.english or (has_words(each.english) and not CHINESE.search(each.chinese))
    ]
    assert refusals(), "no refusal was found"
    assert not silent, listed(silent)


def test_both_sentences_of_a_refusal_show_the_same_numbers() -> None:
    unlike = [
        f"{each.module}.{each.name}"
        for each in refusals()
        if set(ARGUMENT.findall(each.english)) != set(ARGUMENT.findall(each.chinese))
    ]
    assert not unlike, listed(unlike)


def test_no_two_refusals_share_a_code() -> None:
    homes = defaultdict(list)
    for each in refusals():
        homes[each.code].append(each.module)
    shared = [f"{code}: {', '.join(found)}" for code, found in homes.items() if len(found) > 1]
    assert not shared, listed(shared)


def test_every_refusal_says_in_a_docstring_when_it_happens() -> None:
    silent = [f"{each.module}.{each.name}" for each in refusals() if not each.meaning]
    assert not silent, listed(silent)


def test_the_reference_is_complete_and_not_stale() -> None:
    stale = [
        name
        for name, text in pages().items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]
    assert not stale, f"run `make docs` and commit docs/reference: {', '.join(stale)}"


def test_every_named_dependency_is_listed_with_its_licence() -> None:
    listed_names = (FOLDER / "dependencies.md").read_text(encoding="utf-8")
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    pinned = re.findall(r'^ +"([\w-]+)(?:\[[\w,]+\])?==', pyproject, re.MULTILINE)
    missing = [name for name in pinned if f"| {name} |" not in listed_names]
    assert pinned
    assert not missing, f"run `make docs`: {', '.join(missing)}"


def test_every_command_query_and_event_speaks_both_languages() -> None:
    registry = registry_here()
    assert registry is not None
    labels = [
        *((verb.name, verb.label) for verb in registry.verbs.values()),
        *((query.name, query.label) for query in registry.queries.values()),
        *((event.name, event.label) for event in registry.events.values()),
    ]
    silent = [name for name, label in labels if not label.en or not CHINESE.search(label.zh)]
    assert labels
    assert not silent, listed(silent)


def test_every_field_of_a_setting_says_what_it_is_for() -> None:
    silent = [
        f"{kind.__name__}.{name}: tell it under `Attributes:` of the docstring"
        for kind in settings_here()
        for name in kind.__struct_fields__
        if not attributes(kind).get(name)
    ]
    assert settings_here()
    assert not silent, listed(silent)


def has_words(sentence: str) -> bool:
    """Whether a sentence says anything beside its arguments."""
    return bool(re.search(r"[A-Za-z]", re.sub(r"{\w+}", "", sentence)))
