"""Numbers of pages and forms that name a thing."""

LARGEST = 2**31 - 1
"""The largest number either database compares a column with; nothing of ours is counted so far."""
