"""Dispatching: whether a station fits a job, in which order its queue is worked, how full it is."""
