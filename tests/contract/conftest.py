from tests.integration.offices.conftest import (  # noqa: F401
    as_,
    copied,
    database,
    place,
    postgres_world,
    sqlite_world,
    world,
    world_folder,
)
