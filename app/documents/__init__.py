"""Documents that leave the system: printable sheets (Typst, PDF/A-2b) and spreadsheets."""
