"""The schema of recipes against the binary that reads them: what one accepts the other accepts."""

import json
import re
import subprocess

import pytest
from conftest import BOOTSTRAP, ROOT
from jsonschema import Draft202012Validator

RECIPES = json.loads((ROOT / "Tests" / "Fixtures" / "recipes.json").read_text())
PRESETS = sorted((ROOT / "Sources" / "ImagePipeline" / "Recipe" / "Presets").glob("*.json"))

# What a schema cannot say.
ONLY_THE_READER = ["is taken by another rendition", "lands too"]


def check(*arguments):
    return subprocess.run([BOOTSTRAP, "check", *arguments], capture_output=True, text=True, env={})


@pytest.fixture(scope="module")
def schema():
    found = json.loads(check("--schema").stdout)
    Draft202012Validator.check_schema(found)
    return found


@pytest.fixture(scope="module")
def validator(schema):
    return Draft202012Validator(schema)


@pytest.mark.parametrize("recipe", [*RECIPES["valid"], *(json.loads(path.read_text()) for path in PRESETS)], ids=json.dumps)
def test_what_is_right_is_right_for_both(validator, recipe):
    validator.validate(recipe)
    result = check(json.dumps(recipe))
    assert result.returncode == 0, result.stdout
    *printed, hash_line = [line for line in result.stdout.splitlines() if not line.startswith("note: ")]
    written_out = json.loads("\n".join(printed))
    validator.validate(written_out)
    assert hash_line in check(json.dumps(written_out)).stdout


@pytest.mark.parametrize("wrong", RECIPES["invalid"], ids=lambda wrong: json.dumps(wrong["recipe"]))
def test_what_is_wrong_is_wrong_for_both(validator, wrong):
    result = check(json.dumps(wrong["recipe"]))
    assert result.returncode == 1
    assert result.stdout.splitlines() == wrong["problems"]
    if not any(limit in problem for limit in ONLY_THE_READER for problem in wrong["problems"]):
        assert not validator.is_valid(wrong["recipe"])


@pytest.mark.parametrize("recipe, fields", [
    ({"nonsense": 1}, lambda schema: schema["properties"]),
    ({"accept": {"nonsense": 1}}, lambda schema: schema["properties"]["accept"]["properties"]),
    ({"renditions": [{"nonsense": 1}]}, lambda schema: schema["$defs"]["rendition"]["properties"]),
    ({"renditions": [{"resize": {"nonsense": 1}}]}, lambda schema: schema["$defs"]["resize"]["properties"]),
    ({"renditions": [{"watermark": {"nonsense": 1}}]}, lambda schema: schema["$defs"]["watermark"]["properties"]),
])
def test_both_know_the_same_fields(schema, recipe, fields):
    accepted = re.search(r"nonsense: unknown field; accepted: (.*)", check(json.dumps(recipe)).stdout).group(1)
    assert sorted(accepted.split(", ")) == sorted(fields(schema))


def test_the_function_refuses_in_the_words_of_the_check(room, runtime):
    wrong = RECIPES["invalid"][0]
    running = runtime(**{**room.environment, "RECIPE": json.dumps(wrong["recipe"])})
    with pytest.raises(pytest.fail.Exception):
        running.invoke({"bucket": "b", "key": "k"})
    (fatal, *_) = [line for line in running.lines() if line["level"] == "FATAL"]
    assert fatal["problems"] == [f"RECIPE: {problem}" for problem in wrong["problems"]]
