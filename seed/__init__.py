"""Seed data: the catalog and plan packs as YAML, and invented demo people made through the services."""
