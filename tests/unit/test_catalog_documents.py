"""Documents in folders: checked with file and line, formatted, compared, packed."""

from pathlib import Path

import pytest

from taktline.catalog.document import Document
from taktline.catalog.folder import (
    NoApp,
    app_check,
    app_diff,
    app_export,
    app_fmt,
    read_app,
)
from taktline.catalog.format import formatted
from taktline.catalog.yaml import read_yaml
from tests.catalog_office import SYSTEM
from tests.tidy.tree import ROOT

APP = "app: tools\nlabel: {en: Tools, zh: 工具}\nversion: 1.0.0\n"
LOAN = """\
entity: loan
label: {en: Loan, zh: 借用}
note: Who has which tool.
key: [tool, from_on]
title: remark

fields:
  tool: {type: link, to: physical_asset, required: true, label: {en: Tool, zh: 工具}}
  # The day it left the crib.
  from_on: {type: date, required: true, label: {en: From, zh: 借出日期}}
  days: {type: number, places: 0, min: "1", default: '7', label: {en: Days, zh: 天数}}
  until_on: {type: date, formula: from_on + duration("P7D"), label: {en: Until, zh: 归还日期}}
  remark: {type: text, label: {en: Remark, zh: 备注}}

checks:
  not-for-ever:
    holds: days = null or days <= 30
    title: {en: "{tool} cannot be lent longer than 30 days.", zh: "{tool} 借用不得超过 30 天。"}
    at: /days
"""
STORY = """story: one
title: {en: A tool is lent., zh: 借出一件工具。}
steps: [{when: loan.create, as: loan}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "entities").mkdir()
    (tmp_path / "stories").mkdir()
    (tmp_path / "app.yaml").write_text(APP, encoding="utf-8")
    (tmp_path / "README.md").write_text("# Tools\n", encoding="utf-8")
    (tmp_path / "stories" / "one.yaml").write_text(STORY, encoding="utf-8")
    (tmp_path / "entities" / "loan.yaml").write_text(LOAN, encoding="utf-8")
    return tmp_path


def test_a_good_app_passes(folder: Path) -> None:
    assert app_check(folder, SYSTEM) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        (
            "type: date, formula",
            "type: dates, formula",
            12,
            "no choice `dates` here",
        ),
        ("to: physical_asset", "to: physical_assets", 8, "no entity physical_assets"),
        ("from_on + duration", "form_on + duration", 12, "form_on"),
        ("days <= 30", 'days <= "a"', 17, "number"),
        ("holds: days", "holds: (days", 17, "expected"),
        ('min: "1"', 'min: "one"', 11, "one is no number"),
        ("title: remark", "title: name", 5, "no field name"),
        ("key: [tool, from_on]", "key: [tool, begun_on]", 4, "no field begun_on"),
        ("remark: {type: text", "extra: {type: text", 13, "name of the system"),
        ("remark: {type: text", "Remark: {type: text", 13, "small letters a-z"),
        ("{en: Remark, zh: 备注}", '{en: Remark, zh: ""}', 13, "zh text is empty"),
        ("{en: Remark, zh: 备注}", "{en: Remark}", 13, "`zh` is missing"),
        ("remark: {type: text", "remark: {type: text, places: 2", 13, "places means nothing"),
        ("remark: {type: text", "remark: {type: option", 13, "of type option needs `options`"),
        ("remark: {type: text", "remark: {type: text, colour: red", 13, "no key `colour` here"),
        ("entity: loan", "entity: lend", 1, "calls itself lend"),
        ("  days: {", "  days: &d {", 11, "anchors"),
        ("default: '7'", "default: '\"x\"'", 11, "number"),
    ],
)
def test_a_mistake_is_told_with_its_line(
    folder: Path, old: str, new: str, line: int, words: str
) -> None:
    assert LOAN.count(old) >= 1
    (folder / "entities" / "loan.yaml").write_text(LOAN.replace(old, new, 1), encoding="utf-8")
    found = [f for f in app_check(folder, SYSTEM) if f.severity == "error"]
    told = [(one.file, one.line) for one in found if words in one.message.en]
    assert told == [("entities/loan.yaml", line)], found
    assert all(one.message.zh for one in found)


def test_formulas_that_look_at_each_other_are_found(folder: Path) -> None:
    loop = LOAN.replace("remark: {type: text,", "remark: {type: text, formula: string(until_on),")
    loop = loop.replace('from_on + duration("P7D")', "date(remark)")
    (folder / "entities" / "loan.yaml").write_text(loop, encoding="utf-8")
    found = {f.message.en for f in app_check(folder, SYSTEM)}
    assert "the formulas look at each other in a circle: until_on, remark" in found


def test_an_app_without_readme_and_story_is_warned_of(folder: Path) -> None:
    (folder / "README.md").unlink()
    (folder / "stories" / "one.yaml").unlink()
    found = app_check(folder, SYSTEM)
    assert [f.severity for f in found] == ["warning", "warning"]


def test_formatting_orders_keys_and_keeps_comments_and_meaning(folder: Path) -> None:
    messy = LOAN.replace(
        "  days: {type: number, places: 0, min: \"1\", default: '7', label: {en: Days, zh: 天数}}",
        "  days:\n    label:\n      en: Days\n      zh: 天数\n    default: '7'\n"
        '    type: number\n    min: "1"\n    places: 0',
    ).replace("    at: /days\n", "")
    messy = messy.replace("    holds:", "    at: /days\n    holds:")
    assert formatted(messy) == LOAN
    (folder / "entities" / "loan.yaml").write_text(messy, encoding="utf-8")
    assert app_fmt(folder, write=False) == ["entities/loan.yaml"]
    assert app_fmt(folder) == ["entities/loan.yaml"]
    assert app_fmt(folder) == []
    assert (folder / "entities" / "loan.yaml").read_text(encoding="utf-8") == LOAN


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "src" / "taktline").rglob("entities/*.yaml")),
    ids=lambda path: path.stem,
)
def test_formatting_twice_is_formatting_once_and_changes_no_meaning(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    once = formatted(text)
    assert formatted(once) == once
    assert read_yaml(once) == read_yaml(text)


def test_an_app_is_the_same_after_packing_and_unpacking(folder: Path, tmp_path: Path) -> None:
    documents = read_app(folder)
    packed = tmp_path / "tools.zip"
    app_export(documents, packed)
    assert read_app(packed) == documents
    app_export(documents, tmp_path / "copy")
    assert read_app(tmp_path / "copy") == documents


def test_a_difference_names_the_document_and_its_lines(folder: Path) -> None:
    before = read_app(folder)
    changed = tuple(
        Document(kind=d.kind, name=d.name, app=d.app, text=d.text.replace("Remark", "Note"))
        for d in before
        if d.kind != "story"
    )
    found = app_diff(before, changed)
    assert [(one.file, one.change) for one in found] == [
        ("entities/loan.yaml", "changed"),
        ("stories/one.yaml", "removed"),
    ]
    assert "+  remark: {type: text, label: {en: Note, zh: 备注}}" in found[0].lines


def test_what_is_no_app_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"nothing")
    for place in (tmp_path, tmp_path / "x.zip", tmp_path / "not-there"):
        with pytest.raises(NoApp):
            read_app(place)
