"""Convoy records donated aid, groups it into convoys and prints the papers that travel with it."""
