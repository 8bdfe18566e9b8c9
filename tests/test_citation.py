import json
import re

import pytest

from statecraft import citation, tables
from statecraft.cli import main

TEXT = "iso3\nKOR\n"


@pytest.fixture
def table(add_table, project):
    add_table("my_things", TEXT, [{"name": "iso3", "type": "string"}], ["iso3"])
    package = project / "data" / "datapackage.json"
    content = json.loads(package.read_text())
    content["as_of"] = "2026-11-22"
    content["resources"][0] |= {"title": "R&D at 100 % {of} #1 $x_y$", "citation": "A & B (2026). 50 % of_it."}
    content["resources"][0]["sources"] = [
        {"name": "s-one", "title": "Source_1 & co", "publisher": "Pub ~ Lab", "version": "1960-2023, mid 2024; to 2030",
         "path": "https://example.org/a_b%20c ; https://example.org/other", "licence": "CC0-1.0", "attribution": "cite ^me", "files": []},
        {"name": "compiled/x.csv", "title": "compiled", "publisher": "AI Statecraft", "path": "lib/x.csv", "version": "0.1.0", "files": []}]
    package.write_text(json.dumps(content))


def fields(entry: str) -> dict[str, str]:
    return dict(re.findall(r"^  (\w+) = \{(.*)\},?$", entry, re.MULTILINE))


def test_a_table_and_each_outside_source_have_an_entry(table):
    text = citation.cite("my_things")
    assert text.startswith("A & B (2026). 50 % of_it.\n\n@misc{statecraft-my-things,")
    ours, source = text.split("\n@misc{")[1:]
    assert source.startswith("s-one,") and "compiled" not in text
    assert fields(source)["year"] == "2024" and fields(source)["publisher"] == r"Pub \textasciitilde{} Lab"
    assert fields(source)["url"] == "https://example.org/a_b%20c" and fields(ours)["year"] == "2026"


def test_signs_that_mean_something_to_tex_are_escaped(table):
    ours, source = citation.bibtex("my_things").split("\n@misc{")
    assert fields(ours)["title"] == r"{R\&D at 100 \% \{of\} \#1 \$x\_y\$}" and fields(ours)["note"] == r"A \& B (2026). 50 \% of\_it."
    assert fields(source)["note"] == r"cite \textasciicircum{}me"


def test_all_published_tables_give_bibtex_with_balanced_braces_and_distinct_keys():
    text = citation.bibtex(*(entry["name"] for entry in tables.package()["resources"]))
    keys = re.findall(r"^@misc\{([A-Za-z0-9-]+),$", text, re.MULTILINE)
    assert len(keys) == len(set(keys)) == text.count("@misc{")
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    for line in re.findall(r"^  (?!url)\w+ = .*$", text, re.MULTILINE):
        assert not re.search(r"(?<!\\)[&%$#_]", line), line


def test_the_command_line_shows_source_licence_hash_and_citation(table, capsys):
    assert main(["tables", "my_things"]) == 0
    shown = capsys.readouterr().out
    for part in ("Pub ~ Lab", "https://example.org/a_b%20c", "licence CC0-1.0", "hash: sha256:", "@misc{statecraft-my-things,"):
        assert part in shown
    assert main(["tables", "--bibtex"]) == 0 and capsys.readouterr().out == citation.bibtex("my_things")
