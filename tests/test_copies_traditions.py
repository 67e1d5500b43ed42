"""Trees of hand-copied texts: reading them, and holding them to a truth."""

from benchmarks.copies_traditions import agreement, read_truth, read_witnesses


def test_witnesses_are_read_from_columns(tmp_path):
    """
    Empty cells are left out.
    """
    path = tmp_path / "aligned.tsv"
    path.write_text("A.txt\tB.txt\nthe\tthe\nold\t\nmill\tmyll\n", encoding="utf-8")

    assert [("A", "the old mill"), ("B", "the myll")] == [(text.name, text.text) for text in read_witnesses(path)]


def test_a_tree_agrees_with_itself_and_less_with_another(tmp_path):
    """
    One where every triple agrees.
    """
    path = tmp_path / "truth"
    path.write_text("b a\nc a\nd b\n", encoding="utf-8")
    truth = read_truth(path)
    other = {"a": ["d"], "d": ["a", "c"], "c": ["d", "b"], "b": ["c"]}

    assert 1.0 == agreement(truth, truth, "abcd")
    assert agreement(other, truth, "abcd") < 1.0
