"""What the report engine brings: the log of what was printed."""

from taktline.platform.registry import Part

PART = Part(name="engines.reports", sql="taktline.engines.reports")
