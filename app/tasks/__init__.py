"""Background jobs: a row of ours tells everything, the queue carries its id alone."""
