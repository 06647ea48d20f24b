"""Operating characteristic: how likely a plan accepts a lot of a given quality."""

from math import comb, exp, lgamma, log, log1p

from taktline.science.sampling.plans import Plan

_STEPS = 80  # Halvings of the interval 0..1; far below the precision of a double.


def acceptance_probability(taken: Plan, nonconforming_share: float) -> float:
    """Chance that a lot of this quality is accepted (binomial).

        Pa(p) = sum over d = 0 .. Ac of C(n, d) p^d (1 - p)^(n - d)

    Args:
        taken: the sampling plan.
        nonconforming_share: p, 0 to 1.

    Returns:
        A probability, 0 to 1.

    Source: ISO 2859-1:1999, operating characteristic curves for percent nonconforming.
    """
    p = nonconforming_share
    if p <= 0:
        return 1.0
    if p >= 1:
        return 1.0 if taken.n <= taken.accept else 0.0
    total = 0.0
    for d in range(min(taken.accept, taken.n) + 1):
        total += exp(log(comb(taken.n, d)) + d * log(p) + (taken.n - d) * log1p(-p))
    return min(1.0, total)


def acceptance_probability_defects(taken: Plan, defects_per_100_units: float) -> float:
    """Chance of acceptance where defects are counted (Poisson).

        Pa = sum over d = 0 .. Ac of e^-m m^d / d!,  m = n * defects per 100 units / 100

    Args:
        taken: the sampling plan.
        defects_per_100_units: 0 or more.

    Returns:
        A probability, 0 to 1.

    Source: ISO 2859-1:1999, operating characteristic curves for nonconformities per 100 units.
    """
    mean = taken.n * defects_per_100_units / 100
    if mean <= 0:
        return 1.0
    return sum(exp(d * log(mean) - mean - lgamma(d + 1)) for d in range(taken.accept + 1))


def quality_at_acceptance(taken: Plan, probability: float) -> float:
    """Share nonconforming that the plan accepts with a given probability (inverse of Pa).

    At 0.10 it is the consumer's risk quality, at 0.95 about the producer's.

    Args:
        taken: the sampling plan.
        probability: above 0 and below 1.

    Returns:
        p, 0 to 1.

    Source: ISO 2859-1:1999, by bisection of the binomial operating characteristic.
    """
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if acceptance_probability(taken, middle) > probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2
