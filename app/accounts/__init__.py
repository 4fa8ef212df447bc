"""Registration, sign-in and account screens; the security manager of the console."""
