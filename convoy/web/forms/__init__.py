"""One module per area; a form can make a command."""
