"""The person who applies and everything their record says."""
