"""Performance archive entries and their audit by the employer."""
