"""One module (or package) for each paper; none knows another."""
