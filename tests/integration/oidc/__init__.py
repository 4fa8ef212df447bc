"""Sign-in through providers, against real ones on this machine."""
