"""PostgreSQL whose transactions may only read, whose connections are cut, and whose server is out of reach."""

from __future__ import annotations

import shutil
import socket
import threading
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, create_engine, make_url, text

from asset_map.errors import StoreError, UserError
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import read_settings
from tests.architecture.write_scenarios import SCENARIOS
from tests.fixtures.audit import audit_rows

if TYPE_CHECKING:
    from bench.full_disk import Outcome


def database_away(url: str, home: Path, folder: Path) -> list[Outcome]:
    """Try every service that writes in each of these states, and again afterwards."""
    from bench.full_disk import Outcome  # noqa: PLC0415  (it starts us)

    admin = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    outcomes = []
    for title, state in (("read-only", _ReadOnly), ("out of reach", _OutOfReach)):
        outcome = Outcome()
        for name, scenario in SCENARIOS.items():
            schema = f"away_{uuid.uuid4().hex[:12]}"
            with admin.connect() as connection:
                connection.execute(text(f"CREATE SCHEMA {schema}"))
            away = state(url, admin)
            own = folder / "postgresql"
            shutil.copytree(home, own)
            reached = make_url(away.url).update_query_dict({"options": f"-csearch_path={schema}"})
            workspace = open_workspace(read_settings(own, reached.render_as_string(hide_password=False)))
            try:
                _one(name, scenario, workspace, away, outcome)
            finally:
                workspace.store.close()
                away.close()
                shutil.rmtree(own)
                with admin.connect() as connection:
                    connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        outcome.tell(f"Services on PostgreSQL, {title}")
        outcomes.append(outcome)
    return outcomes


def _one(name: str, scenario: object, workspace: Workspace, away: _ReadOnly | _OutOfReach, outcome: Outcome) -> None:
    written = scenario(workspace)  # type: ignore[operator]  # a callable
    before = audit_rows(workspace)
    away.begin()
    outcome.tried += 1
    try:
        written.write()
    except UserError as error:
        outcome.said[f"{type(error).__name__}: {str(error).split(': ', 1)[-1]}"] += 1
        if not isinstance(error, StoreError):
            outcome.wrong.append(f"{name}: {error}")
    except BaseException as error:  # noqa: BLE001  (whatever it is, it should not be)
        outcome.wrong.append(f"{name}: {type(error).__name__}: {error}")
    else:
        outcome.went_well += 1
    away.end()
    if audit_rows(workspace) != before and not outcome.wrong:
        outcome.wrong.append(f"{name}: refused, and something was kept all the same")
    try:
        written.write()
    except BaseException as error:  # noqa: BLE001
        outcome.wrong.append(f"{name}: not done afterwards: {type(error).__name__}: {error}")
    if troubles := workspace.store.troubles():
        outcome.wrong.append(f"{name}: {troubles}")


class _ReadOnly:
    """Every new transaction of the database may only read; old connections are cut."""

    def __init__(self, url: str, admin: Engine) -> None:
        self.url, self._admin = url, admin
        self._name = str(make_url(url).database)

    def begin(self) -> None:
        self._set("on")

    def end(self) -> None:
        self._set("off")

    def _set(self, value: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text("SET default_transaction_read_only = off"))
            connection.execute(text(f'ALTER DATABASE "{self._name}" SET default_transaction_read_only = {value}'))
            others = (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name "
                "AND pid <> pg_backend_pid()"
            )
            connection.execute(text(others), {"name": self._name})

    def close(self) -> None:
        self._set("off")


class _OutOfReach:
    """A way to the server that can be cut, and opened again."""

    def __init__(self, url: str, _admin: Engine) -> None:
        there = make_url(url)
        self._server = (there.host or "127.0.0.1", there.port or 5432)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._cut = False
        self._pairs: list[socket.socket] = []
        self.url = there.set(host="127.0.0.1", port=self._listening.getsockname()[1]).render_as_string(
            hide_password=False
        )
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                here, _ = self._listening.accept()
            except OSError:
                return
            if self._cut:
                here.close()
                continue
            there = socket.create_connection(self._server)
            self._pairs += [here, there]
            for source, target in ((here, there), (there, here)):
                threading.Thread(target=_copy, args=(source, target), daemon=True).start()

    def begin(self) -> None:
        self._cut = True
        for one in self._pairs:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self._pairs.clear()

    def end(self) -> None:
        self._cut = False

    def close(self) -> None:
        self.begin()
        self._listening.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while content := source.recv(65_536):
            target.sendall(content)
    except OSError:
        pass
    for one in (source, target):
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue
