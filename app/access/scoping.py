"""The session itself applies the SCOPE table, so that no query can forget it.

Criteria are explicit expressions over bind parameters that are read from the session's actor at execution;
they are built once per role set. Not covered, and listed by a test: tables named past the ORM (`Model.__table__`),
text, `no_scope`, rows that the identity map already holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import BindParameter, ColumnElement, Executable, Integer, Table, bindparam, event, false, or_, true
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session
from sqlalchemy.orm.interfaces import CriteriaOption
from sqlalchemy.sql.visitors import ExtendedInternalTraversal, iterate

from app.access.roles import acts_for_colleague
from app.core.actor import Actor, Role, StandIn

_actor: ContextVar[Actor] = ContextVar("scope_actor")
# Execution options of a statement that is built once, with bind parameters, and executed by every request: the hook
# restricts it once for each role set instead of each time, and its key in the cache of statements is spelled out once.
BUILT_ONCE = {"built_once": True}

MY_ACCOUNT: BindParameter[int] = bindparam(
    "scope_account_id", callable_=lambda: _actor.get().account_id, type_=Integer()
)
MY_ORGANISATION: BindParameter[int] = bindparam(
    "scope_organisation_id", callable_=lambda: _actor.get().organisation_id, type_=Integer()
)
MY_APPLICANT: BindParameter[int] = bindparam(
    "scope_applicant_id", callable_=lambda: _actor.get().applicant_id, type_=Integer()
)

RowRule = Callable[[Any], ColumnElement[bool]]
ScopeTable = Mapping[type, Mapping[Role, RowRule]]


def every(_columns: Any) -> ColumnElement[bool]:
    """The rule of a role that sees all rows."""
    return true()


class MissingActorError(RuntimeError):
    """A scoped model was queried by a session that does not know on whose behalf."""


class Criterion(LoaderCriteriaOption):
    """The rows of one model. A join to an alias with a condition of its own takes the criterion as it is, so it comes
    already in terms of the alias: left as it is, the alias would not be restricted at all."""

    __slots__ = ()
    inherit_cache = True

    def _resolve_where_criteria(self, ext_info: Any) -> ColumnElement[bool]:
        criterion = super()._resolve_where_criteria(ext_info)
        return ext_info._adapter.traverse(criterion) if ext_info.is_aliased_class else criterion


class ScopeOption(CriteriaOption):
    """The criteria of one role set as one option. In the cache of statements it stands for itself.

    Thirty options cost 0.3 to 1.5 ms for every statement, spent on spelling out their expressions as a cache key; these
    expressions never change, and their bind parameters are read at execution.
    """

    _traverse_internals = [("token", ExtendedInternalTraversal.dp_plain_obj)]
    # Every load asks for the session's actor anew: what it loads later may be loaded on behalf of somebody else.
    propagate_to_loaders = False

    def __init__(self, criteria: Sequence[Criterion]) -> None:
        self.token = object()
        self._criteria = criteria

    def process_compile_state(self, compile_state: Any) -> None:
        self.get_global_criteria(compile_state.global_attributes)

    def process_compile_state_replaced_entities(self, compile_state: Any, mapper_entities: Any) -> None:
        self.process_compile_state(compile_state)

    def get_global_criteria(self, attributes: dict[Any, Any]) -> None:
        """Once for a statement: a SELECT IN load takes over its parent's options and gets one of its own as well."""
        if (ScopeOption, self.token) in attributes:
            return
        attributes[ScopeOption, self.token] = True
        for one in self._criteria:
            one.get_global_criteria(attributes)


class Scope:
    """SCOPE bound to sessions by a hook."""

    def __init__(self, table: ScopeTable) -> None:
        self._table = table
        self._tables = {model.__table__: model for model in table}  # type: ignore[attr-defined]
        self._options: dict[frozenset[Role], ScopeOption] = {}
        self._harmless: WeakSet[Any] = WeakSet()
        self._restricted: WeakKeyDictionary[Any, dict[frozenset[Role], Any]] = WeakKeyDictionary()

    def criterion(self, model: type, roles: frozenset[Role]) -> ColumnElement[bool]:
        """Which rows of `model` these roles see together; a role that is absent sees none."""
        rules = [rule for role, rule in self._table[model].items() if role in roles]
        if every in rules:
            return true()
        return or_(false(), *[rule(model) for rule in rules])

    def install(self, session_factory: Any) -> None:
        """Attach the hook, once, to every session that `session_factory` (a scoped session or a class) makes."""
        if not event.contains(session_factory, "do_orm_execute", self._apply):
            event.listen(session_factory, "do_orm_execute", self._apply)

    def _apply(self, state: ORMExecuteState) -> None:
        if state.execution_options.get("no_scope") or state.is_insert:
            return
        actor: Actor | None = state.session.info.get("actor")
        if actor is None:
            state.statement = self._for_nobody(state.statement)
            return
        _actor.set(actor)
        if Role.SYSTEM not in actor.roles:
            state.statement = self._for_roles(state.statement, actor.roles)

    def _for_nobody(self, statement: Any) -> Any:
        """A statement before it is known who asks; what was built once and touched nothing is not searched again."""
        if statement in self._harmless:
            return self._for_roles(statement, frozenset())
        if touched := self._touched(statement):
            raise MissingActorError(f"no actor in the session for {', '.join(sorted(touched))}")
        if _is_built_once(statement):
            self._harmless.add(statement)
        return self._for_roles(statement, frozenset())

    def _for_roles(self, statement: Any, roles: frozenset[Role]) -> Any:
        if not _is_built_once(statement):
            return statement.options(self._option_for(roles))
        known = self._restricted.setdefault(statement, {})
        if roles not in known:
            known[roles] = statement.options(self._option_for(roles))
        return known[roles]

    def _touched(self, statement: Executable) -> set[str]:
        """Names of the scoped models anywhere in a statement."""
        tables = {element for element in iterate(statement) if isinstance(element, Table)}  # type: ignore[arg-type]
        return {model.__name__ for table, model in self._tables.items() if table in tables}

    def _option_for(self, roles: frozenset[Role]) -> ScopeOption:
        if roles not in self._options:
            criteria = [Criterion(one, self.criterion(one, roles), include_aliases=True) for one in self._table]
            self._options[roles] = ScopeOption(criteria)
        return self._options[roles]


def _is_built_once(statement: Any) -> bool:
    return bool(statement.get_execution_options().get("built_once"))


def act_as(session: Any, actor: Actor) -> None:
    """Bind the session to `actor` until the session ends."""
    current: Session = session() if callable(session) else session
    current.info["actor"] = actor
    current.info.pop("permission", None)


def acting(session: Any) -> Actor:
    """The actor of the session; raises MissingActorError where there is none."""
    current: Session = session() if callable(session) else session
    actor = current.info.get("actor")
    if actor is None:
        raise MissingActorError("no actor in the session")
    return actor


def act_under(session: Any, verb: str, resource: str) -> None:
    """Remember which permission lets the actor do what the session is about to do."""
    current: Session = session() if callable(session) else session
    current.info["permission"] = (verb, resource)


def on_behalf_of(session: Any) -> StandIn | None:
    """For whom the actor does what the session does; None where it is the actor's own affair."""
    current: Session = session() if callable(session) else session
    actor, permission = acting(current), current.info.get("permission")
    return actor.stands_in if permission and acts_for_colleague(actor, *permission) else None
