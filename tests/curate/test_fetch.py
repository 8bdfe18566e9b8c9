"""Fetching against a real server on this machine: resumed, moved, changed, gone, cut off, offline."""
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from statecraft import download as downloads
from statecraft.cli import main
from statecraft.curate import _source, fetch

CONTENT = bytes(range(256)) * 700
DIGEST = hashlib.sha256(CONTENT).hexdigest()


class Handler(BaseHTTPRequestHandler):
    """/whole honours Range, /stubborn ignores it, /short ends early, /moved leads on, /loop never ends."""

    asked: list = []

    def do_GET(self):
        Handler.asked.append((self.path, self.headers.get("Range")))
        if self.path in ("/moved", "/loop"):
            self.answer(302, b"", Location="/whole" if self.path == "/moved" else "/loop")
        elif self.path == "/gone":
            self.answer(404, b"nothing here")
        elif self.path == "/newer":
            self.answer(200, b"another edition")
        elif self.path == "/short":
            self.answer(200, CONTENT[:50_000], **{"Content-Length": str(len(CONTENT))})
        else:
            self.content()

    def content(self):
        start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
        if not start or self.path == "/stubborn":
            self.answer(200, CONTENT)
        elif start >= len(CONTENT):
            self.answer(416, b"")
        else:
            self.answer(206, CONTENT[start:], **{"Content-Range": f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"})

    def answer(self, code, body, **headers):
        self.send_response(code)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def target(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    Handler.asked.clear()
    return tmp_path / "s" / "a.bin"


@pytest.mark.parametrize("page", ["/whole", "/moved", "/stubborn"])
def test_a_file_is_fetched_whole_and_checked(address, target, page):
    assert downloads.download(address + page, target, DIGEST).status == "fetched"
    assert target.read_bytes() == CONTENT and [path.name for path in target.parent.iterdir()] == ["a.bin"]


def test_an_interrupted_download_goes_on_where_it_broke_off(address, target):
    broken = downloads.download(address + "/short", target, DIGEST)
    assert broken.status == "interrupted" and "50000 of 179200 bytes" in broken.reason and not target.exists()
    assert downloads.download(address + "/whole", target, DIGEST).status == "fetched"
    assert Handler.asked[-1] == ("/whole", "bytes=50000-") and target.read_bytes() == CONTENT


def test_a_server_that_ignores_the_range_starts_anew(address, target):
    downloads.download(address + "/short", target, DIGEST)
    assert downloads.download(address + "/stubborn", target, DIGEST).status == "fetched" and target.read_bytes() == CONTENT


@pytest.mark.parametrize("left", [b"of another edition", CONTENT + b"too long"])
def test_a_part_that_does_not_fit_is_thrown_away(address, target, left):
    target.parent.mkdir()
    target.with_name("a.bin.part").write_bytes(left)
    assert downloads.download(address + "/whole", target, DIGEST).status == "fetched" and target.read_bytes() == CONTENT


@pytest.mark.parametrize("page, status, left", [("/newer", "changed", ["a.bin.newer"]), ("/gone", "gone", []), ("/loop", "refused", [])])
def test_what_is_not_the_recorded_file_never_takes_its_place(address, target, page, status, left):
    assert downloads.download(address + page, target, DIGEST).status == status
    assert [path.name for path in target.parent.iterdir()] == left


def test_a_host_that_nobody_answers_for_is_unreachable(target):
    assert downloads.download("http://127.0.0.1:9/x", target, DIGEST).status == "unreachable"
    assert downloads.download("http://nobody.invalid/x", target, DIGEST).status == "unreachable"


@pytest.fixture
def sources(address, target, add_table, project, monkeypatch):
    """A package with a table from five sources, and where their files are served."""
    add_table("things", "x\n1\n", [{"name": "x", "type": "string"}], ["x"])
    package = project / "data" / "datapackage.json"
    content = json.loads(package.read_text())
    content["resources"][0]["sources"] = [
        {"name": name, "title": name, "publisher": "P", "path": "https://example.org", "version": "1", "licence": "CC0-1.0",
         "attribution": "P", "files": [{"name": "a.bin", "hash": f"sha256:{DIGEST}"}]} for name in ("good", "second", "newer", "gone", "stacked")]
    package.write_text(json.dumps(content))
    served = {"good": {"edition": {"a.bin": "/whole"}}, "second": {"edition": {"a.bin": "/gone"}, "living": {"a.bin": "/moved"}},
              "newer": {"living": {"a.bin": "/newer"}}, "gone": {"edition": {"a.bin": "/gone"}}}
    known = {name: {kind: {file: address + page for file, page in files.items()} for kind, files in kinds.items()} for name, kinds in served.items()}
    monkeypatch.setattr(fetch, "addresses", lambda: {**known, "stacked": {"archive": {"kind": "stacked", "how": "of two boards"}}})
    return project / "sources"


def test_the_command_fetches_what_is_served_and_says_what_became_of_the_rest(sources, capsys):
    assert main(["data", "fetch", "--to", str(sources)]) == 1
    said = capsys.readouterr()
    for part in ("ok       good/a.bin  fetched", "ok       second/a.bin", "NOT      newer/a.bin  moved on:", "serves a newer edition",
                 "NOT      gone/a.bin  no longer at", "the committed table is the archive", "archive  stacked; stacked by this project: of two boards"):
        assert part in said.out
    assert said.err == "statecraft: 2 of 4 files were not fetched; the committed tables are their archive\n"
    assert main(["data", "fetch", "good", "second", "--to", str(sources)]) == 0
    assert capsys.readouterr().out.count("have ") == 2
    assert _source(sources / "good")["publisher"] == "P", "the folder serves `data build`"
    assert main(["data", "fetch", "stacked", "--to", str(sources)]) == 1


def test_the_list_uses_no_network_and_unknown_sources_are_named(sources, capsys):
    Handler.asked.clear()
    assert main(["data", "fetch", "--list"]) == 0
    said = capsys.readouterr().out
    assert "good" in said and "1 of 1 files" in said and "0 of 1 files; stacked by this project" in said and not Handler.asked
    assert main(["data", "fetch", "goood", "--to", str(sources)]) == 2 and "did you mean 'good'" in capsys.readouterr().err
    assert main(["data", "fetch"]) == 2 and not sources.exists()


def test_every_file_of_a_source_in_use_has_an_address_or_a_reason():
    known = fetch.addresses()
    for name, source in fetch.recorded().items():
        assert name in known, name
        without = [file["name"] for file in source["files"] if file["name"] not in fetch._served(name)]
        assert not without or "archive" in known[name], f"{name}: {without}"
    for name, entry in known.items():
        assert set(entry) <= {"edition", "living", "archive"} and entry, name
        assert "archive" not in entry or entry["archive"]["kind"] in fetch.WORDS, name
        for addresses in fetch._served(name).values():
            assert all(address.startswith("https://") for address in addresses), name
