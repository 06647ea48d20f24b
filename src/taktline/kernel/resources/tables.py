"""What the resources bring: tables described by documents; their records are edited generically."""

from taktline.platform.registry import Part

PART = Part(name="kernel.resources", sql="taktline.kernel.resources")
