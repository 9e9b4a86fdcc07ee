"""What is deployed: files that are what their schemas ask for, pinned, limited, and without a password."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema

from qa.serving import Serving
from qa.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
CHART = DEPLOY / "footnote"
KUBERNETES = "1.37.0"
PINNED = re.compile(r":(v?\d+\.\d+\.\d+|RELEASE\.\d{4}-\d\d-\d\d)")
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|_KEY|ACCESS_KEY|ROOT_USER")
SETTINGS = {f"FOOTNOTE_{name.upper()}" for each in (Settings, Serving) for name in each.__dataclass_fields__}
GIVEN: dict[str, Any] = {
    "users": {"file": '{"format": 1, "users": {}, "tokens": {}}'},
    "ingress": {"host": "footnote.example.org", "tlsSecret": "footnote-tls"},
    "index": {"enabled": True, "articlesClaim": "articles", "folder": "news", "ray": "ray://head:10001"},
    "settings": {"FOOTNOTE_K": "5"},
}


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


COMPOSE = loaded(DEPLOY / "compose.yaml")
SERVICES: dict[str, Any] = COMPOSE["services"]
LASTING = sorted(name for name, service in SERVICES.items() if "profiles" not in service)


def test_the_compose_file_is_what_compose_reads() -> None:
    schema = get_builtin_schema("vendor.compose-spec")
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(COMPOSE)] == []


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_has_limits_and_an_image_of_one_version(name: str) -> None:
    service = SERVICES[name]
    assert set(service["deploy"]["resources"]["limits"]) >= {"cpus", "memory"}
    assert PINNED.search(service["image"])


@pytest.mark.parametrize("name", LASTING)
def test_a_service_that_lasts_has_a_health_check_and_comes_back(name: str) -> None:
    service = SERVICES[name]
    in_image = (
        service["image"].startswith("footnote:") and "HEALTHCHECK" in (DEPLOY / "Dockerfile").read_text()
    )
    assert service.get("healthcheck", {}).get("test") or in_image
    assert service["restart"] == "unless-stopped"


def test_compose_refuses_to_start_without_its_secrets() -> None:
    found = [
        (name, value)
        for service in SERVICES.values()
        for name, value in service.get("environment", {}).items()
        if SECRET.search(name)
    ]
    assert len(found) == 4
    assert [name for name, value in found if not re.fullmatch(r"\$\{[A-Z_]+:\?[^}]+\}", value)] == []


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["proxy"]
    open_ones = {name for name, network in COMPOSE["networks"].items() if not (network or {}).get("internal")}
    assert [name for name, service in SERVICES.items() if open_ones & set(service["networks"])] == ["proxy"]


def test_the_proxy_stands_before_every_page_and_trusts_nothing_that_a_client_says_of_itself() -> None:
    nginx = (DEPLOY / "nginx.conf").read_text()
    pages = [name for name in SERVICES if name.startswith("page-")]
    assert re.findall(r"^ *server (\S+):7860", nginx, re.MULTILINE) == pages
    assert set(pages) == set(SERVICES["proxy"]["depends_on"])
    assert "hash $person consistent;" in nginx
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in nginx
    assert "$proxy_add_x_forwarded_for" not in nginx
    (subnet,) = (each["subnet"] for each in COMPOSE["networks"]["front"]["ipam"]["config"])
    assert {SERVICES[page]["environment"]["FORWARDED_ALLOW_IPS"] for page in pages} == {subnet}


def test_the_variables_of_the_pages_are_settings() -> None:
    image = re.findall(r"^ +(FOOTNOTE_[A-Z_]+)=", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    chart = re.findall(r"name: (FOOTNOTE_[A-Z_]+)", "".join(p.read_text() for p in CHART.rglob("*.*")))
    pages = [name for name in SERVICES["page-1"]["environment"] if name.startswith("FOOTNOTE_")]
    assert image
    assert chart
    assert {*image, *chart, *pages} <= SETTINGS


def test_no_file_of_a_deployment_holds_a_password() -> None:
    texts = {path: path.read_text() for path in DEPLOY.rglob("*") if path.is_file()}
    known = re.compile(r"minioadmin|root:Milvus|\$argon2id|fn_\w{20}|BEGIN [A-Z ]*PRIVATE KEY")
    assert [str(path) for path, text in texts.items() if known.search(text)] == []


def test_the_image_is_pinned_copies_what_is_there_and_ends_unprivileged() -> None:
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    (python,) = [line.split("=")[1] for line in lines if line.startswith("ARG PYTHON=")]
    assert re.fullmatch(r"3\.\d+\.\d+-slim-\w+", python)
    assert {line.split()[1] for line in lines if line.startswith("FROM ")} == {"python:${PYTHON}"}
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    sources = {source for each in copied for source in each}
    assert [source for source in sources if not (ROOT / source).exists()] == []
    sent = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    assert sources == {line[1:] for line in sent if line.startswith("!")}
    assert [line for line in lines if line.startswith("USER ")] == ["USER 10001:10001"]


@pytest.mark.parametrize("page", ["deploy/README.md", "docs/bigger.md"])
def test_every_file_that_a_page_about_it_links_to_is_there(page: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)", (ROOT / page).read_text())
    assert links
    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []


class Answering(BaseHTTPRequestHandler):
    """Answers with the status that the server was made with."""

    def do_GET(self) -> None:
        self.send_response(getattr(self.server, "status"))  # noqa: B009  # which mypy doesn't know of
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def answering(request: pytest.FixtureRequest) -> Iterator[int]:
    """The port of a server on this machine that answers with the status asked for."""
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        vars(server)["status"] = request.param
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("answering", "code"), [(200, 0), (401, 0), (500, 1), (400, 1)], indirect=["answering"]
)
def test_a_page_that_answers_or_asks_for_a_name_is_healthy(answering: int, code: int) -> None:
    assert healthy(answering) == code


def test_a_page_that_isnt_there_is_not_healthy() -> None:
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        port = server.server_port
    assert healthy(port) == 1


def healthy(port: int) -> int:
    env = {**os.environ, "FOOTNOTE_PORT": str(port)}
    return subprocess.run([sys.executable, "deploy/health.py"], cwd=ROOT, env=env, check=False).returncode


def paths(values: Any, before: str = "") -> Iterator[str]:
    """Every path of keys that ends in something other than a mapping."""
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from paths(value, f"{before}{key}.")
        else:
            yield f"{before}{key}"


@pytest.mark.parametrize("mode", ["standalone", "cluster"])
def test_every_value_for_milvus_is_one_that_its_chart_knows(mode: str) -> None:
    lines = (DEPLOY / "milvus-chart-values.txt").read_text().splitlines()
    known = {line for line in lines if not line.startswith("#")}
    given = list(paths(loaded(DEPLOY / f"milvus-{mode}.yaml")))
    assert given
    below = tuple(f"{each}." for each in known if each.endswith("resources"))
    assert [path for path in given if path not in known and not path.startswith(below)] == []


@pytest.mark.parametrize("mode", ["standalone", "cluster"])
def test_milvus_gets_its_keys_from_a_secret_and_its_configuration_parses(mode: str) -> None:
    values = loaded(DEPLOY / f"milvus-{mode}.yaml")
    assert values["image"]["all"]["tag"] == SERVICES["milvus"]["image"].split(":")[1]
    assert yaml.safe_load(values["extraConfigFiles"]["user.yaml"])["queryNode"]["mmap"]["scalarField"] is True
    parts = ["standalone"] if mode == "standalone" else ["mixCoordinator", "proxy", "queryNode", "dataNode"]
    for part in parts:
        assert set(values[part]["resources"]) == {"requests", "limits"}
        kept = {each["name"]: each["valueFrom"]["secretKeyRef"]["name"] for each in values[part]["extraEnv"]}
        assert set(kept.values()) == {"footnote-storage"}
        assert set(kept) == {"MINIO_ACCESS_KEY_ID", "MINIO_SECRET_ACCESS_KEY"}


def test_the_values_of_our_chart_fit_its_schema_and_each_is_described() -> None:
    schema = json.loads((CHART / "values.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.validate(loaded(CHART / "values.yaml"), schema)
    assert set(schema["properties"]) == {*loaded(CHART / "values.yaml"), "global"}


# In a process of its own: Helm is written in Go, whose runtime ends one that has set up much else before.
RENDER = """
import json, sys, helm_python
given = json.load(sys.stdin)
try:
    with helm_python.Chart.load(sys.argv[1]) as chart:
        chart.validate_schema(given)
        print(json.dumps(chart.render(given, name="fn", namespace="prod")))
except helm_python.HelmError as error:
    sys.exit(f"refused: {error}")
"""


def helm(given: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """What Helm itself says to our chart with these values."""
    if find_spec("helm_python") is None:
        pytest.skip("helm-python-sdk is not installed")
    command = [sys.executable, "-c", RENDER, str(CHART)]
    return subprocess.run(
        command, input=json.dumps(given), capture_output=True, text=True, timeout=120, check=False
    )


def rendered(given: dict[str, Any]) -> list[Any]:
    """The manifests that Helm makes of our chart with these values."""
    ran = helm(given)
    assert ran.returncode == 0, ran.stderr
    files = json.loads(ran.stdout)
    texts = [text for name, text in files.items() if name.endswith(".yaml")]
    return [manifest for text in texts for manifest in yaml.safe_load_all(text) if manifest]


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        ({}, {"Deployment", "Service", "Ingress", "Secret", "PodDisruptionBudget", "Job"}),
        ({"index": {**GIVEN["index"], "schedule": "0 3 * * *"}, "replicaCount": 1}, {"CronJob"}),
        ({"users": {"existingSecret": "kept"}, "ingress": {"enabled": False}}, {"Deployment"}),
        ({"ingress": {**GIVEN["ingress"], "controller": "traefik"}, "secretSettings": "keys"}, {"Service"}),
        ({"modelCache": {"existingClaim": "models"}, "tolerations": [{"operator": "Exists"}]}, {"Job"}),
    ],
)
def test_our_chart_makes_what_kubernetes_takes(more: dict[str, Any], kinds: set[str]) -> None:
    manifests = rendered({**GIVEN, **more})
    assert kinds <= {manifest["kind"] for manifest in manifests}
    for manifest in manifests:
        validate(json.dumps(manifest))


@cache  # most manifests are the same whatever is given, and the schemas are read anew for each
def validate(manifest: str) -> None:
    kubernetes_validate.validate(json.loads(manifest), KUBERNETES, strict=True)


def test_the_replicas_are_bounded_unprivileged_checked_and_of_one_version() -> None:
    (deployment,) = (each for each in rendered(GIVEN) if each["kind"] == "Deployment")
    assert deployment["spec"]["replicas"] > 1
    pod = deployment["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    for container in (*pod["initContainers"], *pod["containers"]):
        assert PINNED.search(container["image"])
        assert set(container["resources"]["limits"]) == {"cpu", "memory"}
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
    (page,) = pod["containers"]
    assert {"startupProbe", "readinessProbe", "livenessProbe"} <= set(page)
    env = {each["name"]: each["value"] for each in page["env"]}
    assert env["FOOTNOTE_ALLOW_HOSTS"].split(",")[0] == "footnote.example.org"
    assert (env["FOOTNOTE_UPLOADS"], env["FOOTNOTE_K"]) == ("off", "5")
    assert env["FORWARDED_ALLOW_IPS"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"users": {}}, "nobody may come in"),
        ({"users": {"file": "{}", "existingSecret": "kept"}}, "both given"),
        ({"ingress": {}}, "ingress.host is empty"),
        ({"index": {"enabled": True}}, "index.articlesClaim is empty"),
        ({"replicas": 2}, "additional properties 'replicas' not allowed"),
        ({"library": "/var/lib/footnote"}, "does not match pattern"),
        ({"settings": {"FOOTNOTE_LLM_KEY": "a secret"}}, "FOOTNOTE_LLM_KEY"),
        ({"index": {**GIVEN["index"], "schedule": "at night"}}, "does not match pattern"),
        ({"index": {**GIVEN["index"], "folder": "../etc"}}, "folder"),
    ],
)
def test_our_chart_refuses_what_would_not_work(wrong: dict[str, Any], told: str) -> None:
    ran = helm({**GIVEN, **wrong})
    assert ran.returncode == 1
    assert ran.stderr.startswith("refused: ")
    assert told in ran.stderr
