"""How a new characteristic changes the state the next command of a batch is decided on."""

from taktline.apps.quality.facts import CharacteristicAdded
from taktline.apps.quality.results import Bench


def fold_characteristic(state: object, fact: CharacteristicAdded) -> None:
    """A plan asks for one thing more."""
    if isinstance(state, Bench):
        one = fact.characteristic
        state.characteristics[one.work_master, one.code] = one
