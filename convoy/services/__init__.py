"""Actions: one function is one use case. It takes (db, actor, command) and never commits."""
