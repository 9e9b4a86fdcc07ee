"""Whether a known vulnerability is in what requirements.lock names: 1 if so, 0 if not or nobody can be asked.

Run by the Python of an environment that has pip-audit.
"""

import json
import subprocess
import sys

COMMAND = [
    sys.executable,
    "-m",
    "pip_audit",
    "--no-deps",
    "--disable-pip",
    "--progress-spinner",
    "off",
    "-f",
    "json",
]


def main() -> int:
    """Ask, and tell in a line or one for each vulnerability."""
    command = [*COMMAND, "-r", "requirements.lock"]
    ran = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    try:
        packages = json.loads(ran.stdout)["dependencies"]
    except (ValueError, KeyError):
        reason = (ran.stderr.strip().splitlines() or ["it said nothing"])[-1]
        sys.stdout.write(f"not audited, its service can't be reached: {reason[:200]}\n")
        return 0
    # An index without the service knows none of the packages.
    known = [package for package in packages if "skip_reason" not in package]
    if not known:
        sys.stdout.write("not audited, its service can't be reached: the index tells of no vulnerabilities\n")
        return 0
    found = [(package, each) for package in known for each in package["vulns"]]
    for package, each in found:
        better = ", ".join(each["fix_versions"]) or "none yet"
        sys.stdout.write(f"{package['name']} {package['version']}: {each['id']}, mended in {better}\n")
    sys.stdout.write(f"{len(known)} of {len(packages)} packages audited, {len(found)} vulnerabilities\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
