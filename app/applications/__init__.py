"""The wizard, frozen submissions, and the one writer of an application's state."""
