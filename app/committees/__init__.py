"""Review committees and their offices."""
