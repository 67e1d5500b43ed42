"""The language of a text."""

from __future__ import annotations

import pytest

from retold.sources.languages import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The mayor said no to the plan of the council yesterday.", "en"),
        ("Der Bürgermeister sagte gestern nein zu dem Plan.", "de"),
        ("Le maire a dit non au projet du conseil hier soir.", "fr"),
        ("El alcalde dijo que no al proyecto ayer por la noche.", "es"),
        ("Мэр вчера сказал нет этому проекту совета.", "ru"),
        ("Мер учора ввечері сказав ні цьому проєкту.", "uk"),
        ("قال الوزير إن المحادثات سوف تستمر يوم الاثنين في المدينة", "ar"),
        ("شهردار دیروز به این طرح نه گفت و از شهر رفت", "fa"),
        ("市長は月曜日に計画に反対すると述べた。", "ja"),
        ("시장은 어제 그 계획에 반대한다고 말했다.", "ko"),
    ],
)
def test_one_sentence_tells_the_language(text: str, language: str):
    """
    With a probability of .5 and more.
    """
    found, probability = language_of(text, 5)

    assert (language, True) == (found, probability >= 0.5)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The minister, Сергей Ветров, told the paper that talks (переговоры) would go on in Geneva this week.", "en"),
        ("The mayor met Li Jun (李军) in the harbour 港口 and said the two towns would work together.", "en"),
        ("Министр сказал газете Fen Post в понедельник, что переговоры пойдут дальше.", "ru"),
        ("市长周一 told CNN 表示反对该计划，并且说我们不同意这个计划的内容。", "zh"),
    ],
)
def test_names_in_another_script_do_not_decide(text: str, language: str):
    """
    The main script of a text has the say.
    """
    found, probability = language_of(text, 5)

    assert (language, True) == (found, probability >= 0.5)


@pytest.mark.parametrize("text", ["", "Ferry stays", "1 2 3 4", "🙂 🙂"])
def test_too_few_words_tell_nothing(text: str):
    """
    A headline of two words is no evidence.
    """
    assert language_of(text, 5) is None
