"""Settings: three places, one order, no unknown names, no secret in print."""

import os
from pathlib import Path

import pytest

from taktline.platform.secret import Secret, SecretFileOpen
from taktline.platform.setting import (
    SETTINGS,
    BadSetting,
    BadSettingFile,
    Settings,
    UnknownSetting,
    load_settings,
)

MODES_MEAN_SOMETHING = os.name == "posix"


def test_every_setting_is_explained_once_in_both_languages() -> None:
    assert tuple(s.name for s in SETTINGS) == Settings.__struct_fields__
    assert all(s.note.en and s.note.zh for s in SETTINGS)


def test_the_command_line_comes_before_the_environment_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "taktline.toml").write_text('port = 1001\nhost = "0.0.0.0"\nprocesses = 3\n')
    environment = {
        "TAKTLINE_DATA_DIR": str(tmp_path),
        "TAKTLINE_PORT": "1002",
        "TAKTLINE_HOST": "10.0.0.1",
        "PATH": "elsewhere",
    }
    found = load_settings({"port": 1003, "cell": None}, environment)
    assert (found.port, found.host, found.processes, found.cell) == (1003, "10.0.0.1", 3, "main")


@pytest.mark.parametrize(
    ("arguments", "environment"), [({"prot": 1}, {}), ({}, {"TAKTLINE_PROT": "1"})]
)
def test_an_unknown_name_is_refused_with_what_was_meant(
    arguments: dict[str, object], environment: dict[str, str]
) -> None:
    with pytest.raises(UnknownSetting, match="port"):
        load_settings(arguments, environment)
    load_settings({"port": 1}, {"TAKTLINE_MASTER_KEY": "not a setting"})


def test_an_unknown_name_in_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taktline.toml").write_text("prot = 1\n")
    with pytest.raises(UnknownSetting):
        load_settings({"data_dir": tmp_path}, {})
    (tmp_path / "taktline.toml").write_text("port = \n")
    with pytest.raises(BadSettingFile):
        load_settings({"data_dir": tmp_path}, {})


@pytest.mark.parametrize(
    ("name", "value"),
    [("port", "many"), ("port", "70000"), ("language", "fr"), ("metrics", "perhaps")],
)
def test_a_value_of_the_wrong_kind_is_refused(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        load_settings({}, {f"TAKTLINE_{name.upper()}": value})


def test_values_are_read_from_text_as_people_write_it() -> None:
    environment = {"TAKTLINE_METRICS": "yes", "TAKTLINE_TRUSTED_PROXIES": "10.0.0.1, 10.0.0.2"}
    found = load_settings({}, environment)
    assert (found.metrics, found.trusted_proxies) == (True, ("10.0.0.1", "10.0.0.2"))


def test_the_database_address_never_shows_its_password() -> None:
    found = load_settings({}, {"TAKTLINE_DATABASE_URL": "postgresql://a:hush@b/c"})
    assert found.database_url == Secret("postgresql://a:hush@b/c")
    assert "hush" not in repr(found) + str(found.database_url)


@pytest.mark.skipif(not MODES_MEAN_SOMETHING, reason="modes mean nothing here")
def test_a_secret_may_come_from_a_file_that_only_we_can_read(tmp_path: Path) -> None:
    path = tmp_path / "url"
    path.write_text("postgresql://a:hush@b/c\n")
    path.chmod(0o644)
    with pytest.raises(SecretFileOpen):
        load_settings({}, {"TAKTLINE_DATABASE_URL_FILE": str(path)})
    path.chmod(0o600)
    found = load_settings({}, {"TAKTLINE_DATABASE_URL_FILE": str(path)})
    assert found.database_url == Secret("postgresql://a:hush@b/c")
