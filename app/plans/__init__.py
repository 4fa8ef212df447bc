"""Review plans and all their rows; packs, validation, clone, publication."""
