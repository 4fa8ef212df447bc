"""Cells of several controls cover what the program knows."""

from app.core.eligibility import PARAMETERS, RequirementKind
from app.core.workflow import CONDITION_KEYS
from app.plans.forms.parts import CONDITIONS, PERSONAL_CONDITIONS, ParametersCell, same_meaning
from app.plans.rules.attachments import PERSONAL_CONDITIONS as PERSONAL_READERS


def test_every_condition_can_be_chosen():
    assert {part.name for part in CONDITIONS} == set(CONDITION_KEYS)
    assert {part.name.partition(".")[0] for part in PERSONAL_CONDITIONS} == set(PERSONAL_READERS)


def test_every_figure_of_every_kind_of_requirement_can_be_typed():
    assert set(ParametersCell.parts_by_kind) == set(RequirementKind.__members__)
    for kind, table in PARAMETERS.items():
        names = [part.name for part in ParametersCell.parts_by_kind[kind.name]]
        assert names == [parameter.name for parameter in table]


def test_names_of_parts_survive_the_numbering_of_rows():
    """Rows are renumbered on the page by the first number between hyphens."""
    names = [part.name for part in (*CONDITIONS, *PERSONAL_CONDITIONS)]
    names += [part.name for parts in ParametersCell.parts_by_kind.values() for part in parts]
    assert [name for name in names if "-" in name] == []


def test_the_same_choice_in_another_order_means_the_same():
    one = {"modes": ["NORMAL", "DIRECT"], "titles": "engineer", "established": True}
    assert same_meaning(one, {"titles": ["engineer"], "modes": ["DIRECT", "NORMAL"], "established": True})
    assert not same_meaning(one, {**one, "modes": ["NORMAL"]})
    assert not same_meaning(one, {**one, "established": False})
    assert not same_meaning({"n": 1}, {"n": "1"})
