"""Stored files: what an upload is, whether it may be kept, and where its bytes lie."""
