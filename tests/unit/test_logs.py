"""What fails is told in the log with its trace, and never with the values that were at hand."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from taktline.api.server import web_application
from taktline.cli.logs import configure_logs
from taktline.platform.setting import LogFormat, Settings

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    config, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    structlog.configure(**config)
    root.handlers, root.level = handlers, level


def sign_in(password: str) -> None:
    raise ValueError(f"nobody has {len(password)} characters")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_trace_names_the_function_and_the_reason_but_no_values(form: LogFormat) -> None:
    stream = io.StringIO()
    configure_logs(Settings(log_format=form), stream)
    try:
        sign_in(PASSWORD)
    except ValueError as failure:
        structlog.get_logger("test").error("request_failed", exc_info=failure)
        logging.getLogger("test").error("failed", exc_info=failure)
    told = stream.getvalue()
    assert told.count("nobody has 21 characters") >= 2
    assert "sign_in" in told
    assert PASSWORD not in told


def test_the_application_leaves_the_log_as_it_was_set_up() -> None:
    stream = io.StringIO()
    configure_logs(Settings(log_format="json"), stream)
    web_application(Settings())
    logging.getLogger("library").warning("slow")
    assert '"event":"slow"' in stream.getvalue().replace(" ", "")
