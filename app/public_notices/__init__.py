"""Public notices, their working days, the 公示表."""
