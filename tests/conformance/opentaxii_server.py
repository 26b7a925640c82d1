"""OpenTAXII in a process of its own, by a Python that has it: prints its port and two ids, then serves.

It needs older packages than ours, so it lives in an environment of its own; see `servers.opentaxii`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

USER, SECRET = "officer", "a-made-up-secret"


def _settings(home: Path) -> dict[str, Any]:
    return {
        "domain": "localhost",
        "support_basic_auth": True,
        "return_server_error_details": False,
        "auth_api": {
            "class": "opentaxii.auth.sqldb.SQLDatabaseAPI",
            "parameters": {
                "db_connection": f"sqlite:///{home}/auth.db",
                "create_tables": True,
                "secret": SECRET,
            },
        },
        "taxii1": None,
        "taxii2": {
            "persistence_api": {
                "class": "opentaxii.persistence.sqldb.Taxii2SQLDatabaseAPI",
                "parameters": {
                    "db_connection": f"sqlite:///{home}/data.db",
                    "create_tables": True,
                },
            },
            "max_content_length": 1_000_000,
            "title": "OpenTAXII",
        },
        "logging": {"opentaxii": "error", "root": "error"},
    }


def main(home: Path, contents: list[dict[str, Any]]) -> None:
    """Serve one api root with one public collection until the process is ended.

    The objects are put in past its door, since its own answer to every POST is 500.
    """
    import yaml  # noqa: PLC0415 -- only that Python has these
    from opentaxii.config import ServerConfig  # noqa: PLC0415
    from opentaxii.middleware import create_app  # noqa: PLC0415
    from opentaxii.server import TAXIIServer  # noqa: PLC0415
    from werkzeug.serving import make_server  # noqa: PLC0415

    (home / "config.yml").write_text(yaml.safe_dump(_settings(home)), "utf-8")
    server = TAXIIServer(ServerConfig(extra_configs=[str(home / "config.yml")]))
    app = create_app(server)
    with app.app_context():
        server.auth.api.create_account(USER, SECRET, is_admin=True)
        store = server.servers.taxii2.persistence.api
        root = store.add_api_root(title="Root", description="", default=True)
        collection = store.add_collection(
            api_root_id=root.id, title="Collection", description="", alias="samples",
            is_public=True, is_public_write=True,
        )  # fmt: skip
        for content in contents:
            store.add_objects(str(root.id), str(collection.id), [content])
    listener = make_server("127.0.0.1", 0, app, threaded=True)
    sys.stdout.write(f"{listener.port} {root.id} {collection.id}\n")
    sys.stdout.flush()
    listener.serve_forever()


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        main(Path(folder), json.loads(sys.stdin.readline()))
