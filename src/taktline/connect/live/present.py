"""What an adapter says when it is called: its present values, with the times of long ago."""

from collections.abc import Iterable

import msgspec

from taktline.connect.machines.mtconnect.observation import UNAVAILABLE, Observation


class Present:
    """Keeps honest what is known of a machine over the sessions of its adapter.

    - while nobody listens, nothing is known: every item is UNAVAILABLE from the last known instant
    - a session begins with the present values, stamped with the time of their last change; what was
      so before the session is known to be so from the session's first instant on
    - what an adapter kept and sends later carries its own times and fills the time between
    """

    def __init__(self, items: Iterable[str], *, known_us: int | None) -> None:
        """Begin; `known_us` is until when another process knew what the machine did."""
        self._items = set(items)
        self._known_us = known_us
        self._session_us = 0
        self._newest: dict[str, int] = {}  # Of each item in the session.
        self._told: dict[str, int] = {}  # How often an item's value was told anew.

    def known(self, until_us: int) -> None:
        """Note that nothing unheard happened up to an instant."""
        self._known_us = max(self._known_us or until_us, until_us)

    def connected(self, at_us: int) -> tuple[int, list[Observation]]:
        """Begin a session; returns its first instant, and what is not known before it."""
        unknown = self.dropped(None)
        self._session_us = at_us if self._known_us is None else max(at_us, self._known_us + 1)
        self._newest, self._told = {}, {}
        return self._session_us, unknown

    def dropped(self, at_us: int | None) -> list[Observation]:
        """End a session; every item is unknown from the last instant that is known."""
        if self._known_us is None:
            return []
        end_us = self._known_us + 1 if at_us is None else max(self._known_us + 1, at_us)
        self._known_us = end_us
        return [
            Observation(at_us=end_us, item=item, value=UNAVAILABLE) for item in sorted(self._items)
        ]

    def heard(self, observations: Iterable[Observation]) -> list[Observation]:
        """Return what was heard, and present values of long ago once more as of the session."""
        said = list(observations)
        present: dict[str, Observation] = {}
        for one in said:
            self._items.add(one.item)
            if one.at_us < self._newest.get(one.item, -1):
                continue
            self._newest[one.item] = one.at_us
            present[one.item] = one
        for item, one in sorted(present.items()):
            if one.at_us < self._session_us:
                again = self._told.get(item, 0)
                self._told[item] = again + 1
                said.append(msgspec.structs.replace(one, at_us=self._session_us + again))
        return said
