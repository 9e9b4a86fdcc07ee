"""The files that https needs, looked at before a server is begun."""

import ssl
from pathlib import Path

from corpus.errors import SettingError


def check_tls(cert: str, key: str) -> None:
    """`SettingError` unless `cert` and `key` are both empty, or files that fit each other."""
    if bool(cert) != bool(key):
        raise SettingError(f"of https only {cert or key} is given: name both --tls-cert and --tls-key")
    for name in filter(None, (cert, key)):
        if not Path(name).is_file():
            raise SettingError(f"{name} isn't there: --tls-cert and --tls-key are files in PEM format")
    if not cert:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password=lambda: "")
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        what = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        raise SettingError(
            f"{cert} and {key} are no certificate and its key without a password, both in PEM format: {what}"
        ) from error
