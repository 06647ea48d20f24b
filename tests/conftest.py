"""What every test shares: asynchronous tests run on asyncio, and get a real PostgreSQL."""

import pytest

from tests.postgres import bare_store, bare_tenant, database_folder, module_tenant, store, tenant

__all__ = [
    "anyio_backend",
    "bare_store",
    "bare_tenant",
    "database_folder",
    "module_tenant",
    "store",
    "tenant",
]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The event loop that asynchronous tests run on; the product knows no other."""
    return "asyncio"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the check of all statements that were sent after the tests that send them."""
    items.sort(key=lambda item: "test_tenant_schema" in item.nodeid)
