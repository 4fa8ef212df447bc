"""The server is killed in the middle of its work, again and again, and nothing that it promised is lost."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.resilience.conftest import Filled
from tests.resilience.load import Crowd, Script, at_the_employer, at_the_hrss
from tests.resilience.server import Server

KILLS, CLIENTS, SEED = 3, 6, 20230313
LONGEST_MORE = 0.06  # seconds between the step that was waited for and the kill
IDLE_SECONDS = 60


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_was_acknowledged_survives_a_kill_and_nothing_is_half_done(
    kind: str, filled: Filled, served: Callable[[str], Server]
) -> None:
    """1,000 decisions and 200 submissions, R-184: after every kill all rows of every application agree."""
    chance = random.Random(SEED)
    server = served(kind)
    scripts = [
        *(
            at_the_employer(one, filled.applicants[one], number, chance)
            for number, one in enumerate(filled.at_the_employer)
        ),
        *(at_the_hrss(one, chance) for one in filled.at_the_hrss),
    ]
    chance.shuffle(scripts)
    actions = Counter(step.action for script in scripts for step in script.steps)
    assert actions == {"RETURN": 200, "SUBMIT": 200, "": 100, "PASS": 450, "UNDO": 350}
    crowd = Crowd(scripts, filled.identities, CLIENTS)
    total = sum(len(script.steps) for script in scripts)
    moments = sorted(chance.uniform(0.05, 0.95) * total for _ in range(KILLS))

    look = _lookout(server)
    look(scripts)
    for moment in moments:
        threads = crowd.begin(server.start().port)
        _wait_for(crowd, moment)
        time.sleep(chance.uniform(0, LONGEST_MORE))
        server.kill()
        for thread in threads:
            thread.join()
        assert crowd.faults == [], server.log()
        look(scripts)
    for thread in crowd.begin(server.start().port):
        thread.join()
    assert crowd.faults == [], server.log()
    assert all(script.finished for script in scripts)
    look(scripts)
    server.stop()
    verified = server.flask("audit", "verify")
    assert (verified.returncode, verified.stdout.startswith("操作日志完整：")) == (0, True), verified


def _wait_for(crowd: Crowd, acknowledged: float) -> None:
    """Until so many steps were acknowledged; a crowd that stands still is a failure."""
    seen, since = -1, time.monotonic()
    while crowd.acknowledged < acknowledged:
        if crowd.acknowledged > seen:
            seen, since = crowd.acknowledged, time.monotonic()
        assert crowd.faults == []
        assert time.monotonic() - since < IDLE_SECONDS
        time.sleep(0.005)


def _lookout(server: Server) -> Callable[[list[Script]], None]:
    """Compare the scripts and the database, and everything in the database with everything else."""
    from app import create_app
    from app.access.scoping import act_as
    from app.applications.models import Application
    from app.core.actor import Actor
    from app.decisions.enums import SubjectKind
    from app.decisions.models import DecisionRecord
    from app.extensions import db
    from tests.resilience.consistency import disagreements

    program = create_app(server.settings)
    before: dict[int, int] = {}

    def look(scripts: list[Script]) -> None:
        with program.app_context():
            act_as(db.session, Actor.system("tests"))
            try:
                versions = dict(db.session.execute(select(Application.id, Application.version)).all())
                for script in scripts:
                    if script.application_id not in before:
                        script.base = versions[script.application_id]
                    script.came_to(versions[script.application_id])
                assert disagreements(server.settings.files_dir) == []
                logged: dict[int, list[str]] = {script.application_id: [] for script in scripts}
                rows = select(DecisionRecord.subject_id, DecisionRecord.action).where(
                    DecisionRecord.subject_kind == SubjectKind.APPLICATION
                )
                for subject, action in db.session.execute(rows.order_by(DecisionRecord.sequence)):
                    if action.name in ("PASS", "RETURN", "SUBMIT", "UNDO"):
                        logged[subject].append(action.name)
                for script in scripts:
                    first = before.setdefault(script.application_id, len(logged[script.application_id]))
                    done = [step.action for step in script.steps[: script.acknowledged] if step.action]
                    assert logged[script.application_id][first:] == done, script.application_id
            finally:
                db.session.remove()
                db.engine.dispose()

    return look
