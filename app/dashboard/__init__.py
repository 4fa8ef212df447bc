"""Where people land after sign-in: what waits for them, what is due, how their plans stand. Read only."""
