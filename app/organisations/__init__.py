"""Employers, departments, HRSS departments, committee offices."""
