"""Deployment files (deploy/): well formed, of known settings, with few rights and versions that do not move.

Nothing is built or started here: what is tested is what they say.
"""

from __future__ import annotations

import re
import stat
import tomllib
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from api.kit.setting_sources import NOT_SETTINGS, PREFIX
from api.kit.settings import Settings
from tests.shared import ROOT

DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
PROXY = (DEPLOY / "proxy.conf").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs/guides/deployer.md").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
MANIFESTS: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
}
PODS = {
    "deployment": MANIFESTS["deployment"]["spec"]["template"],
    "upgrade-job": MANIFESTS["upgrade-job"]["spec"]["template"],
    "purge-cronjob": MANIFESTS["purge-cronjob"]["spec"]["jobTemplate"]["spec"]["template"],
}
FILES = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file()]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
PINNED = r"^[a-z0-9-]+(/[a-z0-9-]+)?:\d+\.\d+(\.\d+)?(-[a-z0-9-]+)?$"
"""A public name without a host, and a version: no `latest`, and nothing that moves by more than a correction."""

CONTAINER = {
    "type": "object",
    "required": [
        "image",
        "read_only",
        "cap_drop",
        "security_opt",
        "pids_limit",
        "mem_limit",
        "healthcheck",
        "networks",
    ],
    "properties": {
        "image": {"pattern": PINNED},
        "read_only": {"const": True},
        "cap_drop": {"const": ["ALL"]},
        "security_opt": {"const": ["no-new-privileges:true"]},
        "user": {"not": {"pattern": "^(0|root)"}},
    },
    "not": {"anyOf": [{"required": ["privileged"]}, {"required": ["cap_add"]}, {"required": ["network_mode"]}]},
}
POD = {
    "type": "object",
    "required": ["enableServiceLinks", "automountServiceAccountToken", "securityContext", "containers"],
    "properties": {
        "enableServiceLinks": {"const": False},
        "automountServiceAccountToken": {"const": False},
        "hostNetwork": False,
        "hostPID": False,
        "securityContext": {
            "required": ["runAsNonRoot", "runAsUser", "seccompProfile"],
            "properties": {
                "runAsNonRoot": {"const": True},
                "runAsUser": {"type": "integer", "minimum": 1000},
                "seccompProfile": {"const": {"type": "RuntimeDefault"}},
            },
        },
        "containers": {
            "minItems": 1,
            "items": {
                "required": ["name", "image", "args", "resources", "securityContext"],
                "properties": {
                    "image": {"pattern": PINNED},
                    "resources": {
                        "required": ["requests", "limits"],
                        "properties": {"limits": {"required": ["memory", "ephemeral-storage"]}},
                    },
                    "securityContext": {
                        "const": {
                            "allowPrivilegeEscalation": False,
                            "readOnlyRootFilesystem": True,
                            "capabilities": {"drop": ["ALL"]},
                        }
                    },
                },
            },
        },
    },
}


def faults(schema: dict[str, Any], value: object) -> list[str]:
    """Faults of a value under a schema, each with its place."""
    return [
        f"{'/'.join(map(str, one.absolute_path))}: {one.message}"
        for one in Draft202012Validator(schema).iter_errors(value)
    ]


def duplicated_keys(node: yaml.Node | None) -> list[str]:
    """Keys that come twice in one mapping of a YAML document: the second would silently win."""
    if isinstance(node, yaml.SequenceNode):
        return [key for child in node.value for key in duplicated_keys(child)]
    if not isinstance(node, yaml.MappingNode):
        return []
    keys = [key.value for key, _ in node.value]
    return [key for key in keys if keys.count(key) > 1] + [k for _, child in node.value for k in duplicated_keys(child)]


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".yaml"], ids=lambda path: path.name)
def test_a_file_has_no_key_twice(path: Any) -> None:
    assert duplicated_keys(yaml.compose(path.read_text(encoding="utf-8"))) == []


def test_a_key_that_comes_twice_is_seen() -> None:
    assert duplicated_keys(yaml.compose("a: {b: 1, b: 2}")) == ["b", "b"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_has_few_rights(name: str) -> None:
    assert faults(CONTAINER, SERVICES[name]) == []


@pytest.mark.parametrize("name", PODS)
def test_a_pod_has_few_rights(name: str) -> None:
    assert faults(POD, PODS[name]["spec"]) == []


def test_a_right_too_many_is_seen() -> None:
    spec = PODS["deployment"]["spec"]
    loose = {**spec["containers"][0], "securityContext": {"readOnlyRootFilesystem": False}, "image": "qualif:latest"}
    assert len(faults(POD, {**spec, "containers": [loose]})) == 2
    assert len(faults(CONTAINER, {**SERVICES["proxy"], "read_only": False, "privileged": True})) == 2


def test_every_variable_is_a_setting_and_only_a_secret_has_a_file() -> None:
    plain = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    secret = {
        f"{PREFIX}{name.upper()}_FILE"
        for name, field in Settings.model_fields.items()
        if "SecretStr" in str(field.annotation)
    }
    text = "".join(path.read_text(encoding="utf-8") for path in FILES) + GUIDE
    named = set(re.findall(r"\bQUALIF_[A-Z_]*[A-Z]\b", text))
    assert named - plain - secret - NOT_SETTINGS == set()
    assert {"QUALIF_DATABASE_URL_FILE", "QUALIF_CONTACT_KEYS_FILE", "QUALIF_TRACE_KEY_FILE"} <= named


def test_secrets_are_files_that_exist_and_none_is_a_variable() -> None:
    for name in ("service-1", "service-2", "upgrade"):
        service = SERVICES[name]
        given = {variable: value for variable, value in service["environment"].items() if variable.endswith("_FILE")}
        assert given == {f"{PREFIX}{secret.upper()}_FILE": f"/run/secrets/{secret}" for secret in service["secrets"]}
    assert {secret for service in SERVICES.values() for secret in service.get("secrets", [])} == set(COMPOSE["secrets"])
    held = {
        value.rpartition("/")[2] for name, value in MANIFESTS["configuration"]["data"].items() if name.endswith("_FILE")
    }
    assert held == set(re.findall(r"--from-file=(\w+)", GUIDE))


def test_settings_of_both_are_taken_by_the_service_in_production(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    written = {
        "database_url": "postgresql://qualif:x@database/qualif",
        "contact_keys": "8J-xN0O0bZ8cD3c2b3J0ZV9jbGVfZGVfdGVzdF8wMDE=",
        "trace_key": "cle-de-test-0123456789-abcdefghijklm",
        "audit_key": "autre-cle-de-test-0123456789-abcdefg",
    }
    for name, value in written.items():
        (tmp_path / name).write_text(f"{value}\n", encoding="utf-8")
    for given in (SERVICES["service-1"]["environment"], MANIFESTS["configuration"]["data"]):
        with monkeypatch.context() as patch:
            for name, value in given.items():
                here = str(tmp_path / value.rpartition("/")[2]) if name.endswith("_FILE") else value
                patch.setenv(name, "https://qualif.example" if value.startswith("${") else here)
            settings = Settings(host="0.0.0.0", workers=2)
        assert settings.environment == "production"
        assert settings.database_url is not None
        assert settings.audit_key is not None
        assert settings.public_url == "https://qualif.example"


def test_the_image_is_of_this_version_everywhere() -> None:
    images = [service["image"] for service in SERVICES.values()]
    images += [container["image"] for pod in PODS.values() for container in pod["spec"]["containers"]]
    own = {image for image in images if image.startswith("qualif")}
    assert own == {f"qualif:{VERSION}"}
    assert f"-t qualif:{VERSION} ." in DOCKERFILE
    assert f"-t qualif:{VERSION} ." in GUIDE


def test_the_image_is_built_of_the_lock_and_the_wheel_alone() -> None:
    (base,) = set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE))
    assert re.match(PINNED, base)
    copied = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE)
    assert copied == ["requirements-service.lock", "build/sbom/wheel/qualif-*.whl"]
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert [line for line in ignored if not line.startswith("#")] == ["*", *(f"!{path}" for path in copied)]
    assert (ROOT / copied[0]).is_file()
    assert "--require-hashes -r requirements-service.lock" in DOCKERFILE
    (user,) = re.findall(r"^USER (\d+):\d+$", DOCKERFILE, re.MULTILINE)
    assert int(user) == PODS["deployment"]["spec"]["securityContext"]["runAsUser"]


def test_both_ways_ask_health_and_readiness() -> None:
    assert "127.0.0.1:8000/health" in DOCKERFILE
    assert all(
        "127.0.0.1:8000/ready" in SERVICES[name]["healthcheck"]["test"][-1] for name in ("service-1", "service-2")
    )
    (container,) = PODS["deployment"]["spec"]["containers"]
    asked = {
        probe: container[probe]["httpGet"]["path"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")
    }
    assert asked == {"startupProbe": "/health", "livenessProbe": "/health", "readinessProbe": "/ready"}


def test_instances_fit_the_connections_of_postgresql() -> None:
    most = int(SERVICES["database"]["command"][-1].removeprefix("max_connections="))
    processes = sum(int(SERVICES[name]["command"][-1]) for name in ("service-1", "service-2"))
    assert processes * 40 < most


def test_selectors_find_the_pods_of_the_service() -> None:
    labels = PODS["deployment"]["metadata"]["labels"]
    assert MANIFESTS["deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert MANIFESTS["service"]["spec"]["selector"] == labels
    assert MANIFESTS["disruption-budget"]["spec"]["selector"]["matchLabels"] == labels
    policy = MANIFESTS["network-policy"]["spec"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    for pod in PODS.values():
        assert policy["podSelector"]["matchLabels"].items() <= pod["metadata"]["labels"].items()
    assert all(pod["metadata"]["labels"] != labels for name, pod in PODS.items() if name != "deployment")
    assert MANIFESTS["deployment"]["spec"]["replicas"] > MANIFESTS["disruption-budget"]["spec"]["minAvailable"]


@pytest.mark.parametrize("name", PODS)
def test_what_a_pod_mounts_is_declared(name: str) -> None:
    spec = PODS[name]["spec"]
    mounted = {mount["name"] for container in spec["containers"] for mount in container["volumeMounts"]}
    assert mounted == {volume["name"] for volume in spec["volumes"]}
    assert {c["envFrom"][0]["configMapRef"]["name"] for c in spec["containers"]} == {"qualif"}
    assert MANIFESTS["configuration"]["metadata"]["name"] == "qualif"


def test_the_database_has_no_way_out_and_the_proxy_alone_is_reached() -> None:
    assert [name for name, network in COMPOSE["networks"].items() if network.get("internal")] == ["front", "back"]
    assert SERVICES["database"]["networks"] == ["back"]
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert [name for name, service in SERVICES.items() if "public" in service["networks"]] == ["proxy"]


def test_the_proxy_is_believed_and_says_who_calls() -> None:
    believed = SERVICES["service-1"]["environment"]["FORWARDED_ALLOW_IPS"]
    assert SERVICES["proxy"]["networks"]["front"]["ipv4_address"] == believed
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in PROXY
    instances = [SERVICES[name]["networks"]["front"]["ipv4_address"] for name in ("service-1", "service-2")]
    assert re.findall(r"server ([\d.]+):8000", PROXY) == instances
    assert re.findall(r"ssl_protocols (.+);", PROXY) == ["TLSv1.2 TLSv1.3"]
    assert "access_log off;" in PROXY
    assert PROXY.count("{") == PROXY.count("}")


def test_files_of_the_proxy_and_of_the_database_are_mounted_from_here() -> None:
    mounted = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]
    here = [DEPLOY / path for path in mounted if path.startswith("./")]
    assert [path.name for path in here if not path.exists()] == ["tls"]  # the operator's
    assert {path for path in mounted if not path.startswith("./")} == set(COMPOSE["volumes"])
    assert (DEPLOY / "database.sh").stat().st_mode & stat.S_IXUSR


def test_measures_of_the_guide_are_those_of_the_service() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("api/**/*.py"))
    assert [name for name in set(re.findall(r"`(qualif_\w+)`", GUIDE)) if f'"{name}"' not in source] == []
