"""Committee results and their announcement."""
