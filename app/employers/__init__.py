"""Employers on the platform: registration and its audit, operators, former names, mergers, staff."""
