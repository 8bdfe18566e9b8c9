"""One file from an address: resumed where it broke off, checked by its hash, never left half made.

urllib of the standard library is enough: the files are small, and a request needs no more
than a range, a time-out and a limit of redirects.
"""
from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from . import __version__
from .tables import sha256

TIMEOUT = 30
REDIRECTS = 5
CHUNK = 1 << 16
AGAIN = "run the same command again to go on"


@dataclass(frozen=True)
class Outcome:
    """How a download ended: `status` is fetched, changed, gone, refused, interrupted or unreachable."""

    status: str
    reason: str = ""


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = REDIRECTS

    def redirect_request(self, request, file, code, message, headers, address):
        if request.full_url.startswith("https:") and not address.startswith("https:"):
            raise urllib.error.HTTPError(request.full_url, code, f"redirects to an open connection, {address}", headers, file)
        return super().redirect_request(request, file, code, message, headers, address)


def download(address: str, path: Path, digest: str) -> Outcome:
    """Put the file at `address` at `path` if its SHA-256 is `digest`.

    What arrives stands in `path` + `.part` until it is whole, and a later call goes on from
    there. A whole file of another hash is kept as `path` + `.newer`, and the outcome is *changed*.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    had = _size(part)
    try:
        _receive(address, part)
    except urllib.error.HTTPError as error:
        if error.code == 416 and had:  # the part is as long as the file, or longer
            part.unlink()
            return download(address, path, digest)
        part.unlink(missing_ok=True)
        return Outcome("gone" if error.code in (404, 410) else "refused", f"{error.code} {error.reason}".splitlines()[0])
    except InterruptedDownload as error:
        return Outcome("interrupted", str(error))
    except (OSError, HTTPException) as error:  # no network, no such host, time-out, connection cut
        reason = str(getattr(error, "reason", error)) or type(error).__name__
        if _size(part) > had:
            return Outcome("interrupted", f"{reason} after {_size(part)} bytes; {AGAIN}")
        return Outcome("unreachable", reason)
    if sha256(part) == digest:
        part.replace(path)
        return Outcome("fetched")
    if had:  # the earlier part was of another edition
        part.unlink()
        return download(address, path, digest)
    part.replace(path.with_name(f"{path.name}.newer"))
    return Outcome("changed", f"kept as {path.name}.newer")


class InterruptedDownload(Exception):
    """The connection ended before the file did."""


def _receive(address: str, part: Path) -> None:
    """Write what the server sends to `part`, after what is there already if the server can go on."""
    have = _size(part)
    headers = {"User-Agent": f"statecraft/{__version__}", "Accept-Encoding": "identity", **({"Range": f"bytes={have}-"} if have else {})}
    opener = urllib.request.build_opener(_Redirects)
    with opener.open(urllib.request.Request(address, headers=headers), timeout=TIMEOUT) as response:
        goes_on = response.status == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        expected = response.headers.get("Content-Length")
        received = 0
        with part.open("ab" if goes_on else "wb") as file:
            while chunk := response.read(CHUNK):
                received += file.write(chunk)
    if expected is not None and received < int(expected):
        raise InterruptedDownload(f"{received} of {int(expected)} bytes came; {AGAIN}")


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0
