import pytest

from statecraft import params
from statecraft.errors import UsageError

CELL = '''from typing import Literal
from statecraft.params import Choice, Lang
from typing import Annotated

lang: Lang = "ko"                                  # language
focus: Annotated[str, Choice("places", "code")] = "KOR"   # country in focus
shown: list[Annotated[str, Choice("places", "code")]] = ["USA", "KOR"]  # countries
rule: Literal["all", "large"] = "all"              # which models
draws: int = 100                                   # bootstrap draws
share: float = 0.5                                 # cut
quick: bool = False                                # fewer draws
'''


@pytest.fixture
def known(add_table):
    add_table("places", "code\nKOR\nUSA\nJPN\n", [{"name": "code", "type": "string"}], ["code"])
    return params.declared(CELL)


def test_declared_reads_types_defaults_and_comments(known):
    assert list(known) == ["lang", "focus", "shown", "rule", "draws", "share", "quick"]
    assert known["draws"].default == 100 and known["draws"].help == "bootstrap draws"


def test_values_from_the_command_line_take_their_types(known):
    given = {"draws": "7", "share": "1", "quick": "true", "shown": "JPN, KOR", "rule": "large"}
    parsed = {name: params.parsed(text, known[name]) for name, text in given.items()}
    assert params.checked(parsed, known) == {
        "lang": "ko", "focus": "KOR", "shown": ["JPN", "KOR"], "rule": "large", "draws": 7, "share": 1.0, "quick": True}


@pytest.mark.parametrize("name, value, message", [
    ("drawz", 1, "no parameter 'drawz'; did you mean 'draws'"),
    ("draws", "many", "'many' is not of type int"), ("draws", True, "True is not of type int"),
    ("quick", 1, "is not of type bool"), ("rule", "larg", "not a valid choice; did you mean 'large'"),
    ("focus", "KRO", "no code 'KRO' in table places; did you mean 'KOR'"),
    ("shown", ["USA", "XXX"], "no code 'XXX'"), ("shown", [], "not a list of one value"), ("shown", "USA", "not a list"),
    ("lang", "jp", "not a valid choice"),
])
def test_wrong_values_name_the_nearest_choice(known, name, value, message):
    with pytest.raises(UsageError, match=message):
        params.checked({name: value}, known)


def test_a_running_notebook_is_checked_by_its_own_variables(known):
    namespace = {}
    exec(CELL, namespace)
    assert params.of_namespace(namespace)["focus"] == "KOR"
    namespace["focus"] = "Korea"
    with pytest.raises(UsageError, match="no code 'Korea'"):
        params.of_namespace(namespace)
