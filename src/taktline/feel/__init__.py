"""FEEL, the language of every condition and formula: parsed, checked and evaluated."""

from taktline.feel.cases import evaluate, evaluate_json, json_text, run_cases
from taktline.feel.compiler import Compiled, Result, compile, formula, unary_tests
from taktline.feel.diagnostics import Diagnostic, LimitReached, ParseError
from taktline.feel.parser import parse, parse_unary_tests

__all__ = [
    "Compiled",
    "Diagnostic",
    "LimitReached",
    "ParseError",
    "Result",
    "compile",
    "evaluate",
    "evaluate_json",
    "formula",
    "json_text",
    "parse",
    "parse_unary_tests",
    "run_cases",
    "unary_tests",
]
