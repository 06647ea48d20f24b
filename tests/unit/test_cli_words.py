"""The command line's words: settings apart from commands, fields typed by the command's struct."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from taktline.cli.commands import COMMANDS, GROUPS
from taktline.cli.feel import feel
from taktline.cli.fields import NoAssignment, NoJson, assigned, field_rows
from taktline.cli.options import SettingNeedsValue, language_asked, split_settings
from taktline.cli.program import main
from taktline.platform.setting import SETTINGS


class Line(msgspec.Struct, frozen=True, kw_only=True):
    material: str
    amount: Decimal


class Order(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    count: int = 0
    amount: Decimal | None = None
    record: UUID | None = None
    at: datetime | None = None
    is_urgent: bool = False
    tags: tuple[str, ...] = ()
    lines: list[Line] = []
    extra: dict[str, object] = {}


def test_settings_stand_anywhere_and_leave_the_command_as_it_was() -> None:
    words = ["do", "--data-dir", "x", "a.b", "--port=9", "n=1", "--metrics", "--dry-run"]
    settings, rest = split_settings(words)
    assert settings == {"data_dir": "x", "port": "9", "metrics": True}
    assert rest == ["do", "a.b", "n=1", "--dry-run"]


def test_what_stands_behind_two_dashes_belongs_to_the_command() -> None:
    assert split_settings(["feel", "--", "--port"]) == ({}, ["feel", "--", "--port"])


def test_a_setting_without_its_value_is_refused() -> None:
    with pytest.raises(SettingNeedsValue, match="--data-dir"):
        split_settings(["serve", "--data-dir"])


def test_every_setting_is_an_option() -> None:
    words = [f"--{one.name.replace('_', '-')}=1" for one in SETTINGS]
    settings, rest = split_settings(words)
    assert set(settings) == {one.name for one in SETTINGS}
    assert rest == []


def test_the_language_is_the_options_then_the_variables_then_the_locales() -> None:
    chinese = {"LANG": "zh_CN.UTF-8"}
    assert language_asked({}, {}) == "en"
    assert language_asked({}, chinese) == "zh"
    assert language_asked({}, {**chinese, "TAKTLINE_LANGUAGE": "en"}) == "en"
    assert language_asked({"language": "zh"}, {"TAKTLINE_LANGUAGE": "en"}) == "zh"


def test_fields_are_typed_by_the_struct_and_a_code_that_looks_like_a_number_stays_a_code() -> None:
    words = ["code=007", "count=3", "amount=1.50", "is_urgent=true", "tags=a", "tags=b"]
    found = assigned(words, Order)
    assert found == {
        "code": "007",
        "count": 3,
        "amount": "1.50",
        "is_urgent": True,
        "tags": ["a", "b"],
    }
    assert msgspec.json.decode(msgspec.json.encode(found), type=Order).amount == Decimal("1.50")


def test_one_word_fills_a_list_and_json_fills_what_is_nested() -> None:
    found = assigned(["tags=a", 'lines=[{"material": "M", "amount": "2"}]'], Order)
    assert found["tags"] == ["a"]
    assert found["lines"] == [{"material": "M", "amount": "2"}]
    assert assigned(["code:=null"], Order) == {"code": None}


def test_a_wrong_value_is_left_for_the_door_to_refuse() -> None:
    assert assigned(["count=many", "unknown=1"], Order) == {"count": "many", "unknown": "1"}


def test_a_word_that_is_no_field_is_refused_and_its_twin_with_a_sign_is_not() -> None:
    with pytest.raises(NoAssignment):
        assigned(["code"], Order)
    with pytest.raises(NoJson):
        assigned(["code:=nul"], Order)
    assert assigned(["code="], Order) == {"code": ""}


def test_fields_that_must_be_given_are_marked() -> None:
    rows = {name: kind for name, kind, _ in field_rows(Order)}
    assert rows["code*"] == "string"
    assert rows["count"] == "integer"
    assert rows["lines"] == "[Line]"


def test_every_command_is_in_a_known_group_and_speaks_both_languages() -> None:
    for listed in COMMANDS:
        group = listed.name.rpartition(" ")[0]
        assert group in ("", *GROUPS), listed.name
        assert listed.label.en
        assert listed.label.zh
        assert listed.label.en != listed.label.zh
    assert len({listed.name for listed in COMMANDS}) == len(COMMANDS)


@pytest.mark.parametrize("listed", COMMANDS, ids=lambda listed: listed.name)
def test_every_command_explains_itself(listed: object, capsys: pytest.CaptureFixture[str]) -> None:
    found = next(one for one in COMMANDS if one is listed)
    assert main([*found.name.split(), "--help", "--language", "zh"]) == 0
    assert found.label.zh in capsys.readouterr().out.replace("\n", "")


def test_feel_prints_a_json_value(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feel", "a + 0.2", "--context", '{"a": 0.1}']) == 0
    assert capsys.readouterr().out == "0.3\n"
    assert feel.__doc__


def test_feel_says_beside_the_value_why_it_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feel", "x", "--language", "en"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "null\n"
    assert printed.err == "Nothing is called x.\n"


def test_a_refusal_is_one_sentence_in_the_callers_language(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["feel", "--language", "zh"]) == 1
    assert capsys.readouterr().err == "请给出表达式,或使用 --cases 文件。\n"
    assert main(["no-such-command"]) == 2


def test_a_file_of_cases_fails_when_one_case_does(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = tmp_path_factory.mktemp("cases") / "cases.jsonl"
    case = '{"kind": "expression", "expression": "1 + 1", "context": null, "expected": %s}\n'
    cases.write_text(case % 2, encoding="utf-8")
    assert main(["feel", "--cases", str(cases)]) == 0
    cases.write_text(case % 2 + case % 3, encoding="utf-8")
    assert main(["feel", "--cases", str(cases)]) == 1
    assert capsys.readouterr().out.endswith('{"cases":2,"passed":1}\n')
