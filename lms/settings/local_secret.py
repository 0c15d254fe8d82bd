import secrets
from pathlib import Path


def local_secret(path: Path) -> str:
    """The secret kept in `path` (mode 600), made on first use: for one developer's machine, never for production."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64), encoding="ascii")
    return path.read_text(encoding="ascii").strip()
