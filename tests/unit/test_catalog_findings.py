"""A document that is wrong is told with file, line and what to do, in both languages."""

from pathlib import Path

import pytest

from taktline.api.registry import SYSTEM
from taktline.base.problem import Problem
from taktline.catalog.check import Finding
from taktline.catalog.folder import app_check

APP = "app: shop\nlabel: {en: Shop, zh: 店}\nversion: 1.0.0\n"
TOOL = """entity: tool
label: {en: Tool, zh: 刀具}
key: [code]
title: code
fields:
  code: {type: text, required: true, label: {en: Code, zh: 编码}}
"""
NAMED = "label: {en: S, zh: 大}"
EDITABLE = "editable:\n  holds: %s\n  title: {en: a, zh: b}\n"
CHECK = "checks:\n  ok:\n    holds: %s\n    title: {en: a, zh: b}\n"


def check_of(tmp_path: Path, file: str, text: str) -> list[Finding]:
    """Return what is wrong with an app of one sound app.yaml and one document."""
    (tmp_path / "app.yaml").write_text(APP, encoding="utf-8")
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text, encoding="utf-8")
    return app_check(tmp_path, SYSTEM)


def field(attributes: str, key: str = "size") -> str:
    return f"{TOOL}  {key}: {{{attributes}, {NAMED}}}\n"


CASES = [
    ("entity: tool\n\tlabel: x\n", 2, "a tab stands here: indent by spaces"),
    (TOOL.replace("entity: tool", "entity: &a tool"), 1, "write it out"),
    (TOOL + "  code: {type: text}\n", 7, "`code` stands there twice"),
    (TOOL.replace("title:", "titel:"), 4, "no key `titel` here; did you mean title?"),
    (field("type: number, precision: 2"), 7, "no key `precision` here; there are: type"),
    (field("type: numbr"), 7, "no choice `numbr` here; did you mean number?"),
    (TOOL + "  size: {type: number}\n", 7, "`label` is missing"),
    (TOOL + "  size: {type: number, label: {en: S}}\n", 7, "`zh` is missing"),
    (TOOL + '  size: {type: number, label: {en: S, zh: ""}}\n', 7, "the zh text is empty"),
    (TOOL.replace("entity: tool", "entity: tools"), 1, "the document calls itself tools"),
    (field("type: number", "Größe"), 7, "small letters a-z, digits and _"),
    (field("type: number", "version"), 7, "choose another key"),
    (field("type: number", "on"), 7, "use another word"),
    (field("type: text, format: clock"), 7, "no choice `clock` here; there are: zone"),
    (field("type: number, fixed_by: [lot.thing]"), 7, "lot.thing is no link"),
    (field("type: link"), 7, "needs `to`"),
    (field("type: link, to: matrial"), 7, "no entity matrial; did you mean material?"),
    (field("type: option"), 7, "needs `options`"),
    (field('type: text, min: "1"'), 7, "choose another type (money, number, quantity)"),
    (field("type: number, min: abc"), 7, "abc is no number"),
    (field('type: number, min: "5", max: "1"'), 7, "no value fits"),
    (field("type: number, places: 9"), 7, "places lies between 0 and 6"),
    (field('type: text, pattern: "([a"'), 7, "no regular expression"),
    (field("type: number, formula: 1 +"), 7, "expected an expression"),
    (field("type: number, formula: cod * 2"), 7, "Nothing is called cod.; did you mean code?"),
    (field("type: number, formula: 'code + \"a\"'"), 7, "number is needed here, not string"),
    (field("type: number, formula: size + 1"), 7, "in a circle: size"),
    (field("type: lookup, through: code, field: x"), 7, "code.x leads to no field"),
    (
        field("type: roll_up, to: material, through: tool, measure: count"),
        7,
        "material has no link tool to tool",
    ),
    (
        field('type: running_number, number_rule: "T-{yyyyy}-{0001}"'),
        7,
        "{yyyyy} is no date (yyyy,",
    ),
    (
        TOOL
        + f"  size: {{type: option, default: '\"b\"', options: {{a: {{{NAMED}}}}}, {NAMED}}}\n",
        7,
        '"b" is none of the options',
    ),
    (TOOL + EDITABLE % "1 + 1", 8, "boolean is needed here, not number"),
    (TOOL + EDITABLE % "string length(code) / 2 > 1", 8, "cannot be asked"),
    (TOOL + EDITABLE % 'code = "a"' + "  always: [cod]\n", 10, "no field cod; did you mean code?"),
    (TOOL + EDITABLE % 'cod = "a"', 8, "Nothing is called cod.; did you mean code?"),
    (TOOL + (EDITABLE % 'code = "a"').replace("zh: b", "zh: '{cod}'"), 9, "speaks of {cod}"),
    (TOOL + CHECK % "1 + 1", 9, "boolean is needed here, not number"),
    (TOOL + CHECK % 'code != ""' + "    at: /cod\n", 11, "/cod points to no field; did you mean"),
    (TOOL + (CHECK % 'code != ""').replace("en: a", 'en: "{cod}"'), 10, "{cod}, which is no field"),
    (TOOL.replace("key: [code]", "key: [number]"), 3, "there is no field number"),
    (TOOL + "indexes:\n  - {fields: [size]}\n", 8, "there is no field size"),
    ("- a\n", 1, "a mapping (`key: value`) is expected here, not a list"),
    ("", 1, "one document is expected"),
    (TOOL.replace("title: code", "title: code\nper_site: true"), 5, "`site` is missing"),
]


@pytest.mark.parametrize(("text", "line", "words"), CASES)
def test_a_malformed_entity_is_told_with_its_line_and_what_to_do(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    found = check_of(tmp_path, "entities/tool.yaml", text)
    told = {(one.file, one.line, one.message.en) for one in found if one.severity == "error"}
    assert any(
        (file, at) == ("entities/tool.yaml", line) and words in said for file, at, said in told
    ), told
    wrong = [one.message for one in found if one.severity == "error"]
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in one.zh) for one in wrong), wrong


def test_the_sound_twin_of_them_all_passes(tmp_path: Path) -> None:
    found = check_of(tmp_path, "entities/tool.yaml", field("type: number, formula: 1 + 1"))
    assert [one for one in found if one.severity == "error"] == []


@pytest.mark.parametrize(
    ("file", "text", "line", "words"),
    [
        ("overlays/more.yaml", "overlay: more\nentity: materail\n", 2, "did you mean material?"),
        (
            "overlays/more.yaml",
            "overlay: more\nentity: material\nhide: [nmae]\n",
            3,
            "no field nmae; did you mean name?",
        ),
        (
            "overlays/more.yaml",
            "overlay: more\nentity: work_order\nfields:\n"
            f"  twice: {{type: number, formula: ordered * 2, {NAMED}}}\n",
            4,
            "written by kernel.*, which compute no added field",
        ),
        ("app.yaml", APP.replace("1.0.0", "one"), 3, "no version such as 1.2.0"),
        ("app.yaml", APP + "depends: [nothing]\n", 4, "there is no app nothing"),
        ("entities/material.yaml", TOOL.replace("tool", "material"), 1, "an overlay"),
        ("entity/tool.yaml", TOOL, 1, "nobody reads it; did you mean entities?"),
        ("entities/tool.yml", TOOL, 1, "documents end in .yaml"),
    ],
)
def test_other_documents_are_told_alike(
    tmp_path: Path, file: str, text: str, line: int, words: str
) -> None:
    if file == "app.yaml":
        (tmp_path / file).write_text(text, encoding="utf-8")
        found = app_check(tmp_path, SYSTEM)
    else:
        found = check_of(tmp_path, file, text)
    told = {(one.file, one.line, one.message.en) for one in found}
    assert any((at, n) == (file, line) and words in said for at, n, said in told), told


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "app.yaml").write_text(APP, encoding="utf-8")
    (tmp_path / "entities").mkdir()
    (tmp_path / "entities" / "tool.yaml").write_bytes(b"entity: \xff\n")
    with pytest.raises(Problem, match=r"entities/tool.yaml: byte 9 is no UTF-8: save the file"):
        app_check(tmp_path, SYSTEM)
