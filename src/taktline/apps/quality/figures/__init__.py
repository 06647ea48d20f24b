"""What quality people look at beyond one inspection: tasks, charts, capability, defects."""
