"""Fee orders and payments."""
