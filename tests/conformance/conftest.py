"""The application in process, for the tests of this folder."""

from tests.api_ground import api, client, neighbour, runtime

__all__ = ["api", "client", "neighbour", "runtime"]
