"""First start: roles, the catalog, the plan packs and, where wanted, the demo people. Once for a database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

import app.models  # noqa: F401
from app.access.scoping import act_as
from app.accounts.services import sync_roles
from app.archives.queries import any_fields
from app.archives.services import load_entry_kinds
from app.catalog.models import Region
from app.catalog.services import load_catalog
from app.committees.services import load_committees
from app.core.actor import Actor
from app.extensions import db
from app.organisations.models import Organisation
from app.organisations.services import load_organisations
from app.plans.services import import_pack, load_pack
from config import PROJECT, Settings
from seed.accounts import EMPLOYER

CATALOG = PROJECT / "seed" / "catalog"
PLANS = PROJECT / "seed" / "plans"
SEED = Actor.system("seed")


def load_once(settings: Settings) -> bool:
    """Load what `settings.seed` asks for into a database that holds no catalog yet; all of it or nothing.

    True when something was loaded. Later starts keep whatever the database holds.
    """
    act_as(db.session, SEED)
    if db.session.scalars(select(Region.id).limit(1)).first() is not None:
        _add_entry_kinds()
        return False
    try:
        sync_roles()
        load_catalog(CATALOG)
        load_organisations(CATALOG)
        load_committees(CATALOG)
        load_entry_kinds(CATALOG)
        for path in shipped_packs():
            import_pack(load_pack(path))
        if settings.seed == "demo":
            from seed.demo import load_demo

            load_demo()
        act_as(db.session, SEED)
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    return True


def _add_entry_kinds() -> None:
    """A database from before there were fields of entry kinds gets the shipped kinds, once."""
    if not any_fields():
        load_entry_kinds(CATALOG)
        db.session.commit()


def shipped_packs() -> list[Path]:
    """The plan packs in the order in which they are read: a plan's code goes on from that of the plan it defers to."""
    return sorted(PLANS.glob("*.yaml"), key=lambda path: path.stem)


def holds_demo_data() -> bool:
    """Whether this database was filled with the demo people."""
    return db.session.scalars(select(Organisation.id).where(Organisation.code == EMPLOYER)).first() is not None
