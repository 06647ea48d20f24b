"""Constants of control charts for subgroups of 2 to 25 values, from normal order statistics."""

from math import exp, lgamma, sqrt

import msgspec

from taktline.science.spc.refusals import NoConstants

SIZE_MIN, SIZE_MAX = 2, 25
MOVING_RANGE_D2 = 1.128
"""d2 of two values as individuals charts print it (ISO 7870-2, NIST handbook), three decimals."""
MOVING_RANGE_D4 = 3.267
"""D4 of two values as individuals charts print it."""

# Mean and standard deviation of the range of n standard normal values (sigma = 1), by numerical
# integration of the distribution of the range; a test integrates again.
_RANGE = {
    2: (1.128379, 0.852502),
    3: (1.692569, 0.888368),
    4: (2.058751, 0.879808),
    5: (2.325929, 0.864082),
    6: (2.534413, 0.848040),
    7: (2.704357, 0.833205),
    8: (2.847201, 0.819831),
    9: (2.970026, 0.807834),
    10: (3.077505, 0.797051),
    11: (3.172873, 0.787315),
    12: (3.258455, 0.778478),
    13: (3.335980, 0.770416),
    14: (3.406763, 0.763023),
    15: (3.471827, 0.756211),
    16: (3.531983, 0.749908),
    17: (3.587884, 0.744052),
    18: (3.640064, 0.738591),
    19: (3.688963, 0.733481),
    20: (3.734950, 0.728686),
    21: (3.778336, 0.724173),
    22: (3.819385, 0.719915),
    23: (3.858323, 0.715887),
    24: (3.895348, 0.712068),
    25: (3.930629, 0.708441),
}


class Constants(msgspec.Struct, frozen=True, kw_only=True):
    """Factors of one subgroup size n; all without unit."""

    n: int
    d2: float  # Mean range of n standard normal values.
    d3: float  # Standard deviation of that range.
    c4: float  # Mean sample standard deviation of n standard normal values.

    @property
    def A(self) -> float:  # noqa: N802 - the symbol of the published tables
        """3 / sqrt(n): Xbar limits with a known sigma."""
        return 3 / sqrt(self.n)

    @property
    def A2(self) -> float:  # noqa: N802
        """3 / (d2 sqrt(n)): Xbar limits from the mean range."""
        return 3 / (self.d2 * sqrt(self.n))

    @property
    def A3(self) -> float:  # noqa: N802
        """3 / (c4 sqrt(n)): Xbar limits from the mean standard deviation."""
        return 3 / (self.c4 * sqrt(self.n))

    @property
    def B3(self) -> float:  # noqa: N802
        """max(0, 1 - 3 sqrt(1 - c4^2) / c4): lower S limit."""
        return max(0.0, 1 - 3 * sqrt(1 - self.c4**2) / self.c4)

    @property
    def B4(self) -> float:  # noqa: N802
        """1 + 3 sqrt(1 - c4^2) / c4: upper S limit."""
        return 1 + 3 * sqrt(1 - self.c4**2) / self.c4

    @property
    def D3(self) -> float:  # noqa: N802
        """max(0, 1 - 3 d3 / d2): lower R limit."""
        return max(0.0, 1 - 3 * self.d3 / self.d2)

    @property
    def D4(self) -> float:  # noqa: N802
        """1 + 3 d3 / d2: upper R limit."""
        return 1 + 3 * self.d3 / self.d2


def constants(n: int) -> Constants:
    """Return the factors of a subgroup size.

        c4 = sqrt(2 / (n - 1)) * gamma(n / 2) / gamma((n - 1) / 2)

    Args:
        n: values per subgroup, 2 to 25.

    Raises:
        NoConstants: another size.

    Source: ISO 7870-2 (Shewhart charts); Montgomery, Introduction to Statistical Quality Control.
    """
    if n not in _RANGE:
        raise NoConstants(size=n)
    d2, d3 = _RANGE[n]
    c4 = sqrt(2 / (n - 1)) * exp(lgamma(n / 2) - lgamma((n - 1) / 2))
    return Constants(n=n, d2=d2, d3=d3, c4=c4)
