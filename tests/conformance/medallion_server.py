"""medallion, the OASIS reference server, in a process of its own: prints its port, then serves."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from medallion import application_instance, connect_to_backend, register_blueprints, set_config
from werkzeug.serving import make_server

USER, SECRET = "officer", "a-made-up-secret"


def serve(home: Path) -> None:
    """Serve its shared sample data from memory until the process is ended."""
    settings = {
        "users": {USER: SECRET},
        "taxii": {"max_page_size": 100},
    }
    for name in settings:
        set_config(application_instance, name, settings)
    application_instance.medallion_backend = connect_to_backend(
        {
            "module": "medallion.backends.memory_backend",
            "module_class": "MemoryBackend",
            "filename": str(home / "data.json"),
        }
    )
    register_blueprints(application_instance)
    server = make_server("127.0.0.1", 0, application_instance, threaded=True)
    sys.stdout.write(f"{server.port}\n")
    sys.stdout.flush()
    server.serve_forever()


def main(data: Path) -> None:
    """Serve a copy of a data file."""
    with TemporaryDirectory() as folder:
        content = json.loads(data.read_text("utf-8"))
        (Path(folder) / "data.json").write_text(json.dumps(content), "utf-8")
        serve(Path(folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
