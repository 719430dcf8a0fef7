"""The Hebrew texts are whole: everything is translated, with its placeholders, and compiled."""

import ast
import gettext
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation
from oauth2_provider.models import AbstractApplication

from partnerhub.field_names import OURS
from partnerhub.templatetags.ui import sentence_of

FOLDER = Path(settings.BASE_DIR) / "partnerhub" / "locale" / "he" / "LC_MESSAGES"
FIELD = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")$|^(".*")$')
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|</?[a-z][^<>]*>")


def entries() -> Iterator[dict[str, str]]:
    """The fields of each entry of the .po file, its flags as "flags"; the header has an empty msgid."""
    for block in (FOLDER / "django.po").read_text(encoding="utf-8").split("\n\n"):
        entry = {"flags": " ".join(re.findall(r"^#, (.*)$", block, re.MULTILINE))}
        name = ""
        for field in filter(None, map(FIELD.match, block.splitlines())):
            name = field[1] or name
            entry[name] = entry.get(name, "") + ast.literal_eval(field[2] or field[3])
        assert "msgid" in entry, block
        yield entry


def translations(entry) -> list[str]:
    return [text for name, text in entry.items() if name.startswith("msgstr")]


def found_in(compiled, entry) -> list[str]:
    if "msgid_plural" in entry:
        return [compiled.ngettext(entry["msgid"], entry["msgid_plural"], n) for n in (1, 2, 3)]
    if "msgctxt" in entry:
        return [compiled.pgettext(entry["msgctxt"], entry["msgid"])]
    return [compiled.gettext(entry["msgid"])]


def placeholders(text) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))


@pytest.fixture(scope="module")
def texts():
    return [entry for entry in entries() if entry["msgid"]]


def test_b6_every_text_has_a_hebrew_translation(texts):
    forms = {True: 3, False: 1}

    assert len(texts) > 1000
    assert [
        entry["msgid"]
        for entry in texts
        if len(translations(entry)) != forms["msgid_plural" in entry]
        or not all(re.search(r"\S", text) for text in translations(entry))
        or "fuzzy" in entry["flags"]
    ] == []


def test_placeholders_survive_translation(texts):
    wrong = []
    for entry in texts:
        *few, full = translations(entry)
        wanted = placeholders(entry.get("msgid_plural", entry["msgid"]))
        # One and two are words of their own in Hebrew and need no number.
        if placeholders(full) != wanted or any(placeholders(text) - wanted for text in few):
            wrong.append(full)

    assert wrong == []


def test_the_compiled_file_says_the_same(texts):
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    stale = []
    for entry in texts:
        if found_in(compiled, entry) != translations(entry):
            stale.append(entry["msgid"])

    assert stale == []


ACTION = re.compile(
    r'"((?:call_in_number|case|client|compliance|customer|meeting_site|organization|provisioning|subscriber'
    r'|telephony_domain|token)\.[a-z_]+)"'
)


def test_every_sentence_of_history_is_known_to_translators(texts):
    known = {entry["msgid"] for entry in texts}
    apps = ("compliance", "customers", "partnerhub", "telephony")
    sources = [path for app in apps for path in (Path(settings.BASE_DIR) / app).rglob("*.py")]
    actions = {
        action
        for path in sources
        if "migrations" not in path.parts
        for action in ACTION.findall(path.read_text(encoding="utf-8"))
    }

    assert len(actions) > 50
    assert {action for action in actions if sentence_of(action) not in known} == set()


HEBREW = re.compile("[\u05d0-\u05ea]")
# Those of an API client that come with the library have its names.
OF_THE_LIBRARY = {f"accounts.ApiClient.{field.name}" for field in AbstractApplication._meta.get_fields()}
# Called so in Hebrew as well.
THE_SAME = {"webhook", "webhooks", "id"}


def test_fields_and_models_are_named_in_hebrew():
    with translation.override("he"):
        names = {
            f"{model._meta.label}.{getattr(part, 'name', 'model')}": str(name)
            for model in apps.get_models()
            if model._meta.app_label in OURS
            for part, name in (
                *((field, field.verbose_name) for field in (*model._meta.fields, *model._meta.many_to_many)),
                (model, model._meta.verbose_name),
                (model, model._meta.verbose_name_plural),
            )
        }

    assert len(names) > 300
    wrong = {
        where: name
        for where, name in names.items()
        if not HEBREW.search(name) and name.lower() not in THE_SAME
    }
    assert {where: name for where, name in wrong.items() if where not in OF_THE_LIBRARY} == {}


def test_fields_keep_their_english_names(db):
    with translation.override("en"):
        field = apps.get_model("compliance", "ScreeningSettings")._meta.get_field("created_by")

        assert str(field.verbose_name) == "created by"
