"""Hours of continuing education: imported from the template, checked by the authority, counted by year and kind."""
