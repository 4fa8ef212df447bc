"""The world before anybody has applied."""

from tests.integration.unpeopled import (  # noqa: F401
    copied,
    database,
    postgres_world,
    sqlite_world,
    unpeopled,
    world_folder,
)
