"""docker-compose.yml: what it starts exists, waits for what it needs, and holds no secret."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.config.test_production_settings import example

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
WITH_HEALTH = {name for name, service in SERVICES.items() if "healthcheck" in service}


def words(service: str) -> list[list[str]]:
    """The commands of a service, each as a list; `sh -c "a && b"` is two."""
    command = SERVICES[service]["command"]
    if command[:2] == ["sh", "-c"]:
        return [part.split() for part in command[2].split("&&")]
    return [command]


def harmless(command: list[str]) -> list[str]:
    """The same command, asked only whether it could run, by the Python of these tests."""
    if command[0] == "gunicorn":
        return [sys.executable, "-m", *command, "--check-config"]
    if command[0] == "celery":
        return [sys.executable, "-m", *command, "--help"]
    assert command[:2] == ["python", "manage.py"], f"nobody checks {command}"
    return [sys.executable, *command[1:], "--help"]


def test_the_services_are_those_of_the_design():
    assert OURS == ["beat", "deliver", "migrate", "web", "worker"]
    assert set(SERVICES) - set(OURS) == {"caddy", "db", "redis", "mail"}


@pytest.mark.parametrize("service", OURS)
def test_each_command_can_run(service):
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings.production"}
    for command in words(service):
        result = subprocess.run(
            harmless(command),
            cwd=ROOT,
            env=environment | example(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr


def test_everybody_waits_for_what_they_need():
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            if other == "migrate":
                assert how["condition"] == "service_completed_successfully"
            else:
                assert how["condition"] == "service_healthy", f"{name} does not wait for {other}"
                assert other in WITH_HEALTH
        if name in OURS:
            assert {"db", "redis"} <= service["depends_on"].keys()
        if name in OURS and name != "migrate":
            assert "migrate" in service["depends_on"]


def test_only_caddy_is_open_to_the_world():
    for name, service in SERVICES.items():
        for port in service.get("ports", ()):
            assert name == "caddy" or port.startswith("127.0.0.1:")


def test_no_secret_is_written_down():
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if any(word in variable for word in ("PASSWORD", "SECRET", "KEY", "TOKEN")):
                assert value.startswith("${"), f"{name} names its {variable}"
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert not any(word in dockerfile for word in ("SECRET_KEY=", "PASSWORD="))
    assert ".env" in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def test_every_file_that_a_container_reads_is_there():
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            if volume.startswith("./"):
                assert (ROOT / volume.split(":")[0]).is_file()
            else:
                assert volume.split(":")[0] in COMPOSE["volumes"]
