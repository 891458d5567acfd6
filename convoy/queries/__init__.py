"""Questions: read-only, and every one starts from what the person asking may see (`visible`)."""
