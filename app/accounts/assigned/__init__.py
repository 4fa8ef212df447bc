"""Accounts that the level above assigns: departments, HRSS, committee offices, experts (R-96, R-97)."""
