"""试算: a plan's rules over many people at once, before anybody applies."""
