"""One division for all indices: it refuses a missing denominator instead of answering zero."""

from taktline.science.kpi.refusals import NoDenominator


def ratio(index: str, numerator: float, **denominator: float) -> float:
    """Divide, naming the index and the one denominator in the refusal.

    Raises:
        NoDenominator: the denominator is not above zero.

    Source: ISO 22400-2:2014; every index there is a quotient.
    """
    ((term, value),) = denominator.items()
    if value <= 0:
        raise NoDenominator(index=index, term=term, value=value)
    return numerator / value
