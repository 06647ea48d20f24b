"""Which names a formula may use where, so that `order quantity` is read as one name."""

from collections.abc import Iterable

from taktline.feel.lexer import Token, name_parts

BUILT_IN_PROPERTIES = ("time offset", "start included", "end included")


class NameTable:
    """Names cut into tokens; finds the longest one that starts at a token."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names: dict[tuple[str, ...], str] = {}
        self._longest = 0
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Add one name; a text that can never be written as a name is left out."""
        parts = name_parts(name)
        if parts is not None:
            self._names[parts] = name
            self._longest = max(self._longest, len(parts))

    def longest(self, tokens: list[Token], start: int) -> tuple[int, str]:
        """Return how many tokens the longest known name at `start` takes, and the name."""
        for count in range(min(self._longest, len(tokens) - 1 - start), 0, -1):
            parts = tuple(token.text for token in tokens[start : start + count])
            if parts in self._names:
                return count, self._names[parts]
        return 0, ""


class Scope:
    """The names known at one place of a formula; inner ones win among equally long ones."""

    def __init__(self, names: Iterable[str], functions: Iterable[str]) -> None:
        self._tables = [NameTable(names)]
        self._functions = NameTable(functions)
        self.properties = NameTable(BUILT_IN_PROPERTIES)

    def enter(self, names: Iterable[str] = ()) -> None:
        """Open an inner scope."""
        self._tables.append(NameTable(names))

    def leave(self) -> None:
        """Close the innermost scope."""
        self._tables.pop()

    def declare(self, name: str) -> None:
        """Make a name known in the innermost scope."""
        self._tables[-1].add(name)

    def variable(self, tokens: list[Token], start: int) -> tuple[int, str]:
        """Return the longest variable at a token; (0, "") when none begins there."""
        best = (0, "")
        for table in reversed(self._tables):
            found = table.longest(tokens, start)
            if found[0] > best[0]:
                best = found
        return best

    def function(self, tokens: list[Token], start: int) -> tuple[int, str]:
        """Return the longest built-in function's name at a token."""
        return self._functions.longest(tokens, start)
