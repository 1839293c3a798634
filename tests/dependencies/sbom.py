"""What the product is made of, as CycloneDX 1.6: `python -m tests.dependencies.sbom FILE`.

Made of the lock files alone, so the same commit gives the same bytes. Python packages are what
runs; npm packages are what the scripts in static/dist were built with and of.
"""

import base64
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<when>[^\\]+))?")


def document(root: Path = ROOT) -> dict[str, Any]:
    """The document; its serial number is made of its content."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    product = {
        "type": "application",
        "bom-ref": "product",
        "name": project["name"],
        "version": project["version"],
        "licenses": [{"license": {"id": project["license"]}}],
    }
    components = [*_python(root / "requirements.txt"), *_npm(root / "package-lock.json")]
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([product, components]))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": product},
        "components": components,
        "dependencies": [
            {"ref": "product", "dependsOn": [one["bom-ref"] for one in components]},
        ],
    }


def _python(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_text().splitlines():
        if not (pin := _PIN.match(line)):
            continue
        purl = f"pkg:pypi/{pin['name'].lower()}@{pin['version']}"
        found: dict[str, Any] = {
            "type": "library",
            "bom-ref": purl,
            "name": pin["name"],
            "version": pin["version"],
            "scope": "required",
            "purl": purl,
        }
        if pin["when"]:
            found["properties"] = [{"name": "craftify:only-where", "value": pin["when"].strip()}]
        yield found


def _npm(file: Path) -> Iterator[dict[str, Any]]:
    seen = set()
    for place, one in json.loads(file.read_text())["packages"].items():
        name = place.rpartition("node_modules/")[2]
        purl = f"pkg:npm/{name.replace('@', '%40')}@{one.get('version')}"
        if not place or purl in seen:
            continue
        seen.add(purl)
        digest = base64.b64decode(one["integrity"].removeprefix("sha512-")).hex()
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": one["version"],
            "scope": "excluded",
            "purl": purl,
            "hashes": [{"alg": "SHA-512", "content": digest}],
            **({"licenses": [_license(one["license"])]} if one.get("license") else {}),
        }


def _license(said: str) -> dict[str, Any]:
    if re.fullmatch(r"[A-Za-z0-9.+-]+", said):
        return {"license": {"id": said}}
    return {"license": {"name": said}}


def main(file: str) -> None:
    """Write it."""
    found = document()
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    Path(file).write_text(json.dumps(found, indent=2) + "\n")
    print(f"{len(found['components'])} components are in {file}.")


if __name__ == "__main__":
    main(sys.argv[1])
