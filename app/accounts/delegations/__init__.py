"""An auditor's queue handed to a colleague for some days."""
