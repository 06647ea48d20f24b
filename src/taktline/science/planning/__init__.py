"""Planning: work loaded onto stations in the order of their queues, material given by priority."""

from taktline.science.planning.allocate import Given, Need, allocated
from taktline.science.planning.load import Slot, Span, Task, WorkingTime, loaded

__all__ = ["Given", "Need", "Slot", "Span", "Task", "WorkingTime", "allocated", "loaded"]
