"""The layering: who may import whom, how long a file may be, and what importing may not do."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ALLOWED = {"corpus": {"corpus"}, "index": {"corpus", "index"}, "qa": {"corpus", "index", "qa"}, "app": {"qa"}}
OURS = set(ALLOWED) | {"tests", "benchmarks"}
LIMIT = 310
ENGINES = "index.engines."
# What another machine's engine is reached by, and the one package that knows it.
CLIENTS = {
    "pymilvus": "index.engines.milvus.",
    "milvus_lite": "index.engines.milvus.",
    "ray": "index.engines.ray",
}
HEAVY = ("torch", "gradio", "openai", "ray", "pymilvus")


def sources() -> list[Path]:
    return [
        ROOT / "app.py",
        *(path for layer in ("corpus", "index", "qa") for path in (ROOT / layer).rglob("*.py")),
    ]


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path, but_in: str = "") -> list[str]:
    """The full names of our own modules that `path` imports, anywhere in it but in functions of that name."""
    tree = ast.parse(path.read_text())
    skipped = {
        node
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and function.name == but_in
        for node in ast.walk(function)
    }
    found: list[str] = []
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return [name for name in found if name.split(".")[0] in OURS]


@pytest.mark.parametrize("path", sources(), ids=module_of)
def test_imports_go_down_only(path: Path) -> None:
    layer = module_of(path).split(".")[0]
    assert {name.split(".")[0] for name in imported(path)} <= ALLOWED[layer]


@pytest.mark.parametrize("path", [p for p in sources() if p.name != "app.py"], ids=module_of)
def test_inside_a_layer_no_module_imports_the_package_root(path: Path) -> None:
    layer = module_of(path).split(".")[0]
    for name in imported(path):
        package, *rest = name.split(".")
        submodule = ROOT / package / rest[0] if rest else None
        is_module = submodule is not None and (submodule.is_dir() or submodule.with_suffix(".py").is_file())
        assert package != layer or is_module, f"{name} is imported from the root of {layer}"


@pytest.mark.parametrize("path", sources(), ids=module_of)
def test_each_engine_is_known_to_one_package_and_chosen_in_one_place(path: Path) -> None:
    module, tree = module_of(path), ast.parse(path.read_text())
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "require":
            names = [
                arg.value
                for arg in node.args[:1]
                if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]
        for name in names:
            client = name.split(".")[0]
            assert module.startswith(CLIENTS.get(client, "")), f"{client} is used in {module}"
    engines = {name for name in imported(path) if name.startswith(ENGINES)}
    # An address can be read, and shown without its password, wherever there is one.
    engines -= {name for name in engines if name.startswith("index.engines.milvus.place.")}
    assert not engines or module.startswith(ENGINES) or module == "qa.assemble"


@pytest.mark.parametrize("path", sources(), ids=module_of)
def test_no_file_is_long(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LIMIT


def test_there_is_no_import_cycle() -> None:
    graph: dict[str, set[str]] = {}
    names = {module_of(path) for path in sources()}
    for path in sources():
        # What shows an object knows the object, which asks for it only when a notebook does.
        found = imported(path, but_in="_repr_html_")
        targets = {name if name in names else name.rpartition(".")[0] for name in found}
        graph[module_of(path)] = targets & names
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, f"cycle: {' → '.join((*trail, module))}"
        if module not in done:
            for target in graph[module]:
                visit(target, (*trail, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def test_importing_loads_nothing_heavy_and_writes_nothing(tmp_path: Path) -> None:
    modules = sorted(module_of(path) for path in sources() if path.name not in ("__main__.py", "child.py"))
    code = (
        f"import sys, threading\nfor name in {[m for m in modules if m != 'app']!r}: __import__(name)\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], threading.active_count())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[] 1"
    assert list(tmp_path.iterdir()) == []


def test_importing_the_page_starts_nothing(tmp_path: Path) -> None:
    code = "import app, sys; print('torch' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "False"
    assert list(tmp_path.iterdir()) == []
