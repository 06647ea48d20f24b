"""What every test shares: asynchronous tests run on asyncio."""

import pytest


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The event loop that asynchronous tests run on; the product knows no other."""
    return "asyncio"
