"""Generates service/parley/rpc/gen from proto/; `--check` only tells whether it is current.

protoc derives Python import paths from the proto package, and `parley.v1` would collide with the
service's own package: imports are rewritten to where the stubs live.
"""

import filecmp
import os
import re
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

from grpc_tools import protoc

PROTO = Path(__file__).resolve().parent
GENERATED = PROTO.parent / "service" / "parley" / "rpc" / "gen"
_IMPORT = re.compile(r"^(\s*)from parley\.v1 import ", re.MULTILINE)
_QUALIFIED = re.compile(r"^(\s*)import parley\.v1\.(\w+)$", re.MULTILINE)
_MARK = '"""Stubs generated from proto/ by `make proto`; not edited by hand."""\n'


def generate(output: Path) -> None:
    """Write every stub below `output`."""
    # protoc looks for its plugins on the path; they are installed beside this interpreter.
    os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    sources = sorted(str(path) for path in (PROTO / "parley" / "v1").glob("*.proto"))
    with tempfile.TemporaryDirectory() as scratch:
        status = protoc.main(
            [
                "protoc",
                f"-I{PROTO}",
                f"-I{files('grpc_tools') / '_proto'}",
                f"-I{_google_protos()}",
                f"--python_out={scratch}",
                f"--grpc_python_out={scratch}",
                f"--mypy_out=quiet:{scratch}",
                f"--mypy_grpc_out=quiet:{scratch}",
                *sources,
            ]
        )
        if status:
            raise SystemExit(status)
        output.mkdir(parents=True, exist_ok=True)
        for path in sorted(Path(scratch, "parley", "v1").iterdir()):
            if "_pb2_grpc" in path.name and "_service" not in path.name:
                # protoc writes a service file for every proto, with nothing in it.
                continue
            text = path.read_text(encoding="utf-8")
            text = _IMPORT.sub(r"\1from parley.rpc.gen import ", text)
            text = _QUALIFIED.sub(r"\1from parley.rpc.gen import \2", text)
            text = text.replace("parley.v1.", "") if path.suffix == ".pyi" else text
            (output / path.name).write_text(text, encoding="utf-8")
    (output / "__init__.py").write_text(_MARK, encoding="utf-8")


def _google_protos() -> Path:
    import google.rpc

    return Path(next(iter(google.rpc.__path__))).parents[1]


def main() -> None:
    """Generate, or with `--check` fail if what is there differs."""
    if "--check" not in sys.argv[1:]:
        generate(GENERATED)
        return
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch)
        generate(fresh)
        names = {path.name for path in fresh.iterdir()}
        present = {path.name for path in GENERATED.iterdir() if path.is_file()}
        _, changed, missing = filecmp.cmpfiles(fresh, GENERATED, names, shallow=False)
        stale = sorted({*changed, *missing, *(present - names)})
        if stale:
            raise SystemExit(f"stubs are not current, run `make proto`: {', '.join(stale)}")


if __name__ == "__main__":
    main()
