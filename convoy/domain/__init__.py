"""Rules of the trade in plain Python: no database, no web framework."""
