"""Pages. Thin: check what was typed, ask or act, answer."""
