"""Who may see and do what. No screens here."""
