"""What is written down holds everywhere: no machine's paths, no private hosts, nothing undone."""

import re
from collections.abc import Iterator

from tests.tidy.tree import git, listed, texts

ITSELF = "tests/tidy/test_words.py"
MACHINE_PATH = re.compile(
    r"(?<![\w.~})>\]*-])/(?:home|root|tmp|opt|srv|mnt|work|workspace|Users)/[\w.]"
)
DRIVE = re.compile(r"\b[A-Z]:\\\\?(?:Users|Windows|Program)")
REGISTRY = re.compile(
    r"index-url|find-links\s*=|pypi\.(?:org|tuna)|pythonhosted|registry\.npm|npmmirror|artifactory",
    re.IGNORECASE,
)
BARE_HOST = re.compile(r"https?://([a-z0-9_-]+)(?=[:/\"'\s])(?![\w-])", re.IGNORECASE)
ADDRESS = re.compile(r"(?:@|//)(?:10|172|192\.168)\.\d{1,3}\.\d{1,3}(?:\.\d{1,3})?\b")
KNOWN_BARE_HOSTS = {"localhost", "host", "agent", "test", "testserver", "plant", "taktline"}
"""Hosts that stand for the reader's own in an example."""
UNFINISHED = re.compile(
    r"\b(?:TODO|FIXME|XXX|HACK)\b|NotImplementedError|(?i:coming soon|lorem ipsum)"
)
ORIGIN = re.compile(
    r"co-authored-by|generated (?:by|with) [A-Z]|language model|\bissues? #?\d+\b|this session|"
    r"\b(?:AI|coding) (?:assistant|agent|helper)",
    re.IGNORECASE,
)
DEPLOYED = ("deploy/", "requirements.lock")
"""Where a path inside an image or a container is meant."""


def test_no_file_names_a_path_of_one_machine() -> None:
    found = [*matches(MACHINE_PATH), *matches(DRIVE)]
    assert not found, listed(found)


def test_no_file_names_a_registry_or_a_private_host() -> None:
    hosts = [
        finding
        for finding in matches(BARE_HOST)
        if finding.rpartition("//")[2] not in KNOWN_BARE_HOSTS and not finding.startswith("tests/")
    ]
    found = [*matches(REGISTRY), *hosts, *matches(ADDRESS)]
    assert not found, listed(found)


def test_nothing_unfinished_stays() -> None:
    found = list(matches(UNFINISHED))
    assert not found, listed(found)


def test_no_file_says_in_which_sitting_it_was_written() -> None:
    found = list(matches(ORIGIN))
    assert not found, listed(found)


def test_no_commit_says_in_which_sitting_it_was_made() -> None:
    log = git("log", "--format=%h %s%n%b") or ""
    found = [line for line in log.splitlines() if ORIGIN.search(line)]
    assert not found, listed(found)


def test_every_text_file_ends_with_one_line_end_and_has_no_stray_spaces() -> None:
    rough = [
        name
        for name, text in texts()
        if text
        and not name.endswith((".csv", ".json"))
        and (not text.endswith("\n") or re.search(r"[ \t]+$", text, re.MULTILINE) or "\r" in text)
    ]
    assert not rough, listed(rough)


def matches(pattern: re.Pattern[str]) -> Iterator[str]:
    """Every line of the repository that a pattern finds, with what it found."""
    for name, text in texts():
        if name == ITSELF or name.startswith(DEPLOYED) or name == "LICENSE":
            continue
        for found in pattern.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield f"{name}:{line}: {found.group()}"
