"""What has no sign-in or belongs to the applicant: open plans, notices, the way of one's application."""
