"""No function, file or list of parameters grows beyond what a reader holds in mind."""

import ast

from tests.tidy.tree import (
    Function,
    Module,
    at,
    broken,
    code_lines,
    functions,
    line_of,
    listed,
    modules,
    texts,
)

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 500
WRITTEN_BY_TOOLS = ("web/src/shared/api/generated.ts",)
"""Nobody reads or edits these; a test compares them with what they are written from."""
PARAMETERS_MAX = 6
POSITIONAL_MAX = 3
"""The style guide says two, but its own example passes three (decision 0008)."""
POSITIONAL_DECIDE_MAX = 4
"""`decide(state, command, now, ids)` is one shape everywhere and may be called by position."""
CALLED_BY_SHAPE = (["scope", "receive", "send"], ["tx", "asked", "reader"])
"""Shapes a contract calls by position: an ASGI application, and `Query.run`."""
CODE = ("src/", "tests/", "tools/", "bench/")


def test_every_file_is_python_of_the_oldest_version_we_support() -> None:
    assert not broken(), listed(list(broken()))


def test_no_function_is_longer_than_a_page() -> None:
    long = [
        f"{at(module, function)} {function.name}: {code_lines(function)} lines"
        for module in modules(*CODE)
        for function in functions(module)
        if code_lines(function) > FUNCTION_LINES_MAX
    ]
    assert not long, listed(long)


def test_no_file_is_longer_than_five_hundred_lines() -> None:
    long = [
        f"{name}: {text.count(chr(10))} lines"
        for name, text in texts()
        if name.endswith((".py", ".ts", ".tsx"))
        and name not in WRITTEN_BY_TOOLS
        and text.count("\n") > FILE_LINES_MAX
    ]
    assert not long, listed(long)


def test_no_function_takes_more_than_six_parameters() -> None:
    wide = [
        f"{at(module, function)} {function.name}: {len(named(function))} parameters"
        for module in modules("src/", "tools/")
        for function in functions(module)
        if len(named(function)) > PARAMETERS_MAX
    ]
    assert not wide, listed(wide)


def test_all_but_the_first_three_parameters_are_given_by_keyword() -> None:
    wide = [
        f"{at(module, function)} {function.name}({', '.join(positional(function))}): put `*` "
        "after the third, or say `# tidy: positional - <why>` on the line of the def"
        for module in modules("src/", "tools/")
        for function in functions(module)
        if len(positional(function)) > positional_max(function) and not excused(module, function)
    ]
    assert not wide, listed(wide)


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        module.name
        for module in modules(*CODE)
        if not (ast.get_docstring(module.tree) or "").strip()
        and (module.text.strip() or not module.name.startswith("tests/"))
    ]
    assert not silent, listed(silent)


def named(function: Function) -> list[str]:
    """The parameters a caller can give, without self and cls."""
    return [*positional(function), *(argument.arg for argument in function.args.kwonlyargs)]


def positional(function: Function) -> list[str]:
    """The parameters a caller may give by position, without self and cls."""
    arguments = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    return [name for name in arguments if name not in {"self", "cls", "mcs"}]


def positional_max(function: Function) -> int:
    """How many parameters this function may take by position."""
    if function.name.startswith(("decide", "_decide")):
        return POSITIONAL_DECIDE_MAX
    if positional(function) in CALLED_BY_SHAPE or function.name.startswith("__"):
        return PARAMETERS_MAX
    return POSITIONAL_MAX


def excused(module: Module, function: Function) -> bool:
    """Whether a comment says why this function (or this whole file) is called by position."""
    head = range(function.lineno, function.body[0].lineno + 1)
    return any("# tidy: positional - " in line_of(module, number) for number in head) or any(
        line.startswith("# tidy: positional - ") for line in module.text.splitlines()
    )
