"""Reference data that super-users edit: regions, series, levels, titles, specialties, contacts."""
