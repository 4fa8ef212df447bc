"""The benchmark: `make bench` fills a database and measures the main paths beside bare ones. Never a timed test."""
