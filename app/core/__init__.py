"""Pure rules of the field: standard library, python-stdnum and chinesecalendar only."""
