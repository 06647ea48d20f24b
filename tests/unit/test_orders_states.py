"""The states of a job order: which steps are legal, and what peers call them."""

import pytest

from taktline.kernel.orders.states import (
    COMMANDS,
    PEER_STATES,
    TRANSITIONS,
    IllegalStep,
    after,
    legal_steps,
)


def test_a_legal_step_leads_on_and_an_illegal_one_names_what_is_legal() -> None:
    assert after("dispatched", "start", code="JO-1") == "running"
    with pytest.raises(IllegalStep, match="JO-1 is completed") as refusal:
        after("completed", "start", code="JO-1")
    assert refusal.value.values["legal"] == [
        "kernel.reopen_job_order",
        "kernel.close_work_order",
    ]


def test_closed_and_cancelled_are_final() -> None:
    assert legal_steps("closed") == []
    assert legal_steps("cancelled") == []


def test_every_state_has_one_name_at_each_peer() -> None:
    reached = {state for state, _ in TRANSITIONS} | set(TRANSITIONS.values())
    assert set(PEER_STATES) == reached
    assert len({peer.opc for peer in PEER_STATES.values()}) == len(PEER_STATES)
    assert len({peer.b2mml for peer in PEER_STATES.values()}) == len(PEER_STATES)


def test_the_opc_method_start_is_our_dispatch() -> None:
    assert PEER_STATES["released"].opc == "NotAllowedToStart.Ready"
    assert PEER_STATES["dispatched"].opc == "AllowedToStart.Ready"
    assert {step for _, step in TRANSITIONS} == set(COMMANDS)
