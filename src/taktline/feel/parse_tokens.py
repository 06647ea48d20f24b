"""Walks along the tokens of a formula: looks ahead, takes, goes back, and complains."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import NoReturn

from taktline.feel.diagnostics import DEPTH_MAX, LEVELS, LimitReached, ParseError
from taktline.feel.lexer import KEYWORDS, Token
from taktline.feel.scope import Scope

NAME_SIGNS = frozenset({"+", "-", "*", "**", "/", ".", "'", "’"})  # Signs allowed inside a name.

LOOP_WORDS = ("return", "satisfies")  # A loop variable's name ends here, even if `in` is missing.


class TokenWalk:
    """A position in the tokens of one text, with the names known there."""

    def __init__(self, tokens: list[Token], scope: Scope) -> None:
        self.tokens = tokens
        self.scope = scope
        self.index = 0
        self._depth = 0

    def peek(self, ahead: int = 0) -> Token:
        """Return a token without taking it; behind the end there is only the end."""
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        """Return the next token and step over it."""
        token = self.peek()
        self.index += 1
        return token

    def is_sign(self, *signs: str) -> bool:
        """Tell whether the next token is one of these signs."""
        token = self.peek()
        return token.kind == "sign" and token.text in signs

    def is_word(self, *words: str) -> bool:
        """Tell whether the next token is one of these words."""
        token = self.peek()
        return token.kind == "word" and token.text in words

    def skip(self, sign: str) -> bool:
        """Step over a sign if it is next."""
        if self.is_sign(sign):
            self.index += 1
            return True
        return False

    def expect(self, sign: str) -> Token:
        """Take a sign, or refuse."""
        if not self.is_sign(sign):
            self.refuse(sign)
        return self.take()

    def expect_word(self, word: str) -> Token:
        """Take a keyword, or refuse."""
        if not self.is_word(word):
            self.refuse(word)
        return self.take()

    def expect_end(self) -> None:
        """Refuse anything that follows."""
        if self.peek().kind != "end":
            self.refuse("the end")

    def refuse(self, *expected: str) -> NoReturn:
        """Refuse the text at the next token."""
        token = self.peek()
        raise ParseError(position=token.at, expected=expected, found=token.text or "the end")

    @contextmanager
    def nested(self) -> Iterator[None]:
        """Count one level of nesting; refuse more than the limit."""
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise LimitReached(what=LEVELS, limit=DEPTH_MAX)
        try:
            yield
        finally:
            self._depth -= 1

    @contextmanager
    def scoped(self) -> Iterator[None]:
        """Open an inner scope of names for the duration."""
        self.scope.enter()
        try:
            yield
        finally:
            self.scope.leave()

    def raw_name(self, *closing: str) -> str:
        """Take a name that is being declared: everything up to one of the closing signs.

        Blanks become single ones, so that `a +b` declares `a + b` only if it was written so.
        """
        start = self.index
        stops = (*closing, *LOOP_WORDS) if "in" in closing else closing
        while self._in_name() and not self.is_word(*stops):
            self.index += 1
        if self.index == start or self.tokens[start].kind != "word":
            self.index = start
            self.refuse("a name")
        if not (self.is_sign(*closing) or self.is_word(*closing)):
            self.refuse(*closing)
        return self.written(start)

    def _in_name(self) -> bool:
        return self.peek().kind in ("word", "number") or self.is_sign(*NAME_SIGNS)

    def written(self, start: int) -> str:
        """Return the tokens from `start` to here as written, each blank run as one blank."""
        taken = self.tokens[start : self.index]
        text = taken[0].text
        for before, token in pairwise(taken):
            text += (" " if token.at > before.end else "") + token.text
        return text

    def word_run(self) -> str:
        """Take consecutive words that are no keywords: a name nobody declared."""
        start = self.index
        while self.peek().kind == "word" and self.peek().text not in KEYWORDS:
            self.index += 1
        if self.index == start:
            self.refuse("a name")
        return self.written(start)
