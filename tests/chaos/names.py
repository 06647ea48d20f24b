"""What clients and works call by the same names; imports nothing, so that clients start at once."""

TENANT = "chaos"
HOT_LOTS = ("H-1", "H-2")
HOT_JOBS = ("HOT-1-10", "HOT-2-10")


def draft(code: str, ordered: str) -> dict[str, object]:
    """Return a work order of two operations over untraced pieces."""
    return {
        "code": code, "site": "F1", "material": "SCREW", "ordered": ordered, "route": "Turn→Check",
    }  # fmt: skip
