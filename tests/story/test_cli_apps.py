"""Apps on the command line: checked, planned, put in force by steps; their own commands given."""

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from taktline.base.ids import uuid7
from taktline.cli.program import main
from tests.api_ground import api_settings
from tests.postgres import reachable_folder
from tests.served import served

APP = "app: notes\nlabel: {en: Notes, zh: 备注}\nversion: 1.0.0\n"
NOTE = """entity: plant_note
label: {en: Plant note, zh: 工厂备注}
key: [code]
title: text
fields:
  code: {type: text, required: true, label: {en: Code, zh: 编码}}
  text: {type: text, label: {en: Text, zh: 内容}}
  pages: {type: number, places: 0, label: {en: Pages, zh: 页数}}
  urgent: {type: switch, label: {en: Urgent, zh: 紧急}}
"""
TWICE = NOTE + "  twice: {type: number, formula: pages * 2, label: {en: Twice, zh: 两倍}}\n"
FEW = (
    TWICE
    + "checks:\n  few:\n    holds: pages = null or pages < 10\n    title: {en: Many., zh: 多。}\n"
)


class Said:
    """What a call printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


class Terminal:
    """The command line on a data folder of its own, with one tenant."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def run(self, *words: str) -> Said:
        """Call the command line."""
        codes: list[int] = []
        given = [*words, "--data-dir", str(self.folder), "--language", "en"]
        # A thread of its own: the tests' event loop belongs to this one.
        thread = threading.Thread(target=lambda: codes.append(main(given)))
        thread.start()
        thread.join()
        printed = self._capsys.readouterr()
        return Said(codes[0], printed.out, printed.err)

    def done(self, *words: str) -> str:
        """Call what must succeed; return what it printed."""
        said = self.run(*words)
        assert said.code == 0, said.out + said.err
        return said.out


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    place = reachable_folder(f"cli-{uuid7().hex[-12:]}")
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    opened = Terminal(folder, capsys)
    if "works" not in opened.run("tenant", "list").out:
        opened.done("tenant", "create", "works", "--currency", "EUR", "--zone", "Europe/Berlin")
    return opened


def app(place: Path, entity: str) -> str:
    (place / "entities").mkdir(exist_ok=True)
    (place / "app.yaml").write_text(APP, encoding="utf-8")
    (place / "entities" / "plant_note.yaml").write_text(entity, encoding="utf-8")
    return str(place)


def test_an_app_is_put_in_force_and_its_own_commands_are_given(
    terminal: Terminal, tmp_path: Path
) -> None:
    wrong = terminal.run("app", "check", app(tmp_path, NOTE.replace("switch", "swich")))
    assert wrong.code == 1
    assert "entities/plant_note.yaml:9: error: there is no choice `swich` here; did you mean" in (
        wrong.out
    )
    terminal.done("app", "check", app(tmp_path, NOTE))
    planned = terminal.done("app", "plan", str(tmp_path))
    assert "entity/plant_note: version 1" in planned
    assert "CREATE TABLE plant_note" in planned
    terminal.done("app", "apply", str(tmp_path))
    for code, pages in (("A", "3"), ("B", "12")):
        fields = (f"code={code}", f"text=note {code}", f"pages={pages}", "urgent=true")
        given = terminal.done("do", "plant_note.create", *fields)
        assert json.loads(given)["records"][0]["code"] == code
    shown = terminal.done("do", "plant_note.change", "--fields")
    assert "expected_version*" in shown
    listed = terminal.done("do", "--list", "plant_note", "--tenant", "works")
    assert "plant_note.archive" in listed
    unknown = terminal.run("do", "plant_nose.create", "code=A")
    assert (unknown.code, "plant_nose.create" in unknown.err) == (1, True)

    again = terminal.done("app", "plan", app(tmp_path, FEW))
    assert "fill plant_note: twice" in again
    assert "NOT VALID" in again
    applied = terminal.done("app", "apply", str(tmp_path))
    assert "1 records of plant_note stand against" in applied
    blocked = terminal.run("app", "steps")
    assert blocked.code == 1
    change = ("record=B", "expected_version=1", "pages=9")
    terminal.done("do", "plant_note.change", *change)
    assert terminal.done("app", "steps").strip() == "Nothing is left to do."
    assert terminal.run("app", "diff", str(tmp_path)).code == 0


def test_an_own_command_is_given_through_a_server(terminal: Terminal, tmp_path: Path) -> None:
    terminal.done("app", "apply", app(tmp_path, FEW))
    key = terminal.done("key", "create", "gateway", "--quiet").strip()
    with served(api_settings(terminal.folder)) as url:
        there = ("--url", url, "--key", key)
        fields = ("code=S", "text=42", "pages=7", "urgent=false")
        given = terminal.done("do", "plant_note.create", *fields, *there)
        assert '"code":"S"' in given
        shown = terminal.done("do", "plant_note.change", "--fields", *there)
        assert "expected_version*" in shown
        change = ("record=S", "expected_version=1", "pages=8")
        terminal.done("do", "plant_note.change", *change, *there)
        listed = terminal.done("do", "--list", "plant_note", *there)
        assert "plant_note.restore" in listed
        unknown = terminal.run("do", "plant_nose.create", "code=A", *there)
        assert "plant_nose.create" in unknown.err
