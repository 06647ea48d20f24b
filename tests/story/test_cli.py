"""The command line on a data folder, as an operator uses it."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from taktline.base.ids import uuid7
from taktline.cli.program import main
from tests.api_ground import api_settings
from tests.postgres import reachable_folder
from tests.served import served

Run = Callable[..., "Said"]


class Said:
    """What a call of the command line printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err


@pytest.fixture(scope="module")
def operators_folder() -> Iterator[Path]:
    """Give a data folder of its own: an operator's installation holds no half-made tenants."""
    folder = reachable_folder(f"cli-{uuid7().hex[-12:]}")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def run(operators_folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give the command line on the tests' data folder."""

    def called(*words: str) -> Said:
        codes: list[int] = []
        given = [*words, "--data-dir", str(operators_folder), "--language", "en"]
        # A thread of its own: the tests' event loop belongs to this one.
        thread = threading.Thread(target=lambda: codes.append(main(given)))
        thread.start()
        thread.join()
        printed = capsys.readouterr()
        return Said(codes[0], printed.out, printed.err)

    return called


@pytest.fixture
def works(run: Run) -> str:
    """Give the code of a tenant made on the command line."""
    code = f"cli{uuid7().hex[-16:]}"
    made = run("tenant", "create", code, "--currency", "EUR", "--zone", "Europe/Berlin")
    assert made.code == 0, made.err
    assert "/set-up?token=" in made.out
    return code


@pytest.fixture(scope="module")
def address(operators_folder: Path) -> Iterator[str]:
    """Give the address of a server on the same data folder."""
    with served(api_settings(operators_folder)) as url:
        yield url


def test_a_command_is_given_on_the_data_folder_and_read_back(run: Run, works: str) -> None:
    given = run("do", "platform.create_user", "name=Ann", "number=17", "--tenant", works)
    assert given.code == 0, given.err
    assert json.loads(given.out)["events"][0]["name"] == "user_account.created"
    asked = run("ask", "platform.users", "--json", "--tenant", works)
    assert [row["number"] for row in json.loads(asked.out)["rows"]] == ["17"]


def test_a_refused_command_prints_each_reason_and_fails(run: Run, works: str) -> None:
    refused = run("do", "platform.create_user", "nam=Ann", "--tenant", works)
    assert refused.code == 1
    assert refused.out == ""
    assert "/nam: " in refused.err
    assert "/name: " in refused.err


def test_the_same_id_is_booked_once(run: Run, works: str) -> None:
    words = ("do", "platform.create_user", "name=Ann", "--id", str(uuid7()), "--tenant", works)
    first, again = json.loads(run(*words).out), json.loads(run(*words).out)
    assert again == {**first, "repeated": True}
    asked = run("ask", "platform.users", "--json", "--tenant", works)
    assert len(json.loads(asked.out)["rows"]) == 1


def test_a_dry_run_keeps_nothing(run: Run, works: str) -> None:
    dry = run("do", "platform.create_user", "name=Ann", "--dry-run", "--tenant", works)
    assert json.loads(dry.out)["facts"]
    asked = run("ask", "platform.users", "--json", "--tenant", works)
    assert json.loads(asked.out)["rows"] == []


def test_a_batch_comes_from_a_file(run: Run, works: str, tmp_path: Path) -> None:
    file = tmp_path / "users.json"
    file.write_text(json.dumps([{"name": "Ann"}, {"name": ""}, {"name": "Eve"}]), encoding="utf-8")
    given = run("do", "platform.create_user", "--json", str(file), "--tenant", works)
    assert given.code == 1
    assert len(given.out.splitlines()) == 2
    missing = run("do", "platform.create_user", "--json", "nowhere.json", "--tenant", works)
    assert missing.code == 1
    assert "nowhere.json" in missing.err


def test_a_key_made_here_opens_the_door_of_a_server(run: Run, works: str, address: str) -> None:
    key = run("key", "create", "gateway", "--quiet", "--tenant", works).out.strip()
    given = run("do", "platform.create_user", "name=Ann", "--url", address, "--key", key)
    assert given.code == 0, given.err
    asked = run("ask", "platform.users", "--url", address, "--key", key)
    assert "Ann" in asked.out
    refused = run("ask", "platform.users", "--url", address, "--key", key + "x")
    assert (refused.code, refused.err.strip()) == (1, "Please sign in.")
    nowhere = run("ask", "platform.users", "--url", "http://127.0.0.1:9", "--key", key)
    assert "does not answer" in nowhere.err


def test_a_user_gets_an_initial_password_once(run: Run, works: str) -> None:
    made = run("user", "create", f"ann-{works}", "--role", "administrator", "--tenant", works)
    assert made.code == 0, made.err
    assert len(made.out.strip().splitlines()[-1].strip()) == 16
    again = run("user", "create", f"ann-{works}", "--tenant", works)
    assert again.code == 1
    assert again.out == ""


def test_history_and_ledger_are_proved(run: Run, works: str) -> None:
    assert run("do", "platform.create_user", "name=Ann", "--tenant", works).code == 0
    audit = run("audit", "verify", "--seal", "--json", "--tenant", works)
    assert audit.code == 0
    assert json.loads(audit.out)["commands"] == 1
    ledger = run("ledger", "verify", "--tenant", works)
    assert ledger.code == 0
    told = ledger.err.splitlines()
    assert len(told) > 10, "a line of progress for every law"
    assert all("0 findings" in line for line in told)


def test_a_closed_tenant_takes_no_commands_until_it_is_opened_again(run: Run, works: str) -> None:
    words = ("do", "platform.create_user", "name=Ann", "--tenant", works)
    assert run("tenant", "close", works).code == 0
    assert run(*words).code == 1
    assert run("tenant", "open", works).code == 0
    assert run(*words).code == 0


def test_several_tenants_must_be_told_apart(run: Run, works: str) -> None:
    other = f"cli{uuid7().hex[-16:]}"
    assert run("tenant", "create", other).code == 0
    asked = run("ask", "platform.users")
    assert asked.code == 1
    assert works in asked.err


def test_the_database_tells_its_state(run: Run) -> None:
    status = run("db", "status", "--json")
    assert status.code == 0
    assert json.loads(status.out)["running"] is True
    assert run("db", "migrate").code == 0
    assert run("db", "stop").code == 1


def test_commands_and_queries_list_themselves_and_their_fields(run: Run) -> None:
    assert "platform.create_user" in run("do", "--list", "platform").out
    assert "name*" in run("do", "platform.create_user", "--fields").out
    assert "platform.users" in run("ask", "--list").out
    assert run("do", "no.such").code == 1
    assert run("ask", "no.such").code == 1


def test_settings_are_shown_without_secrets(run: Run) -> None:
    shown = run("settings", "--database-url", "postgresql://me:hush@example/db")
    assert "--database-url" in shown.out
    assert "hush" not in shown.out
