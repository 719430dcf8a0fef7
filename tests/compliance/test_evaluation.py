"""How good the search is, on labelled queries: counted exactly, and every wrong row named."""

import gzip
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from compliance.lists import index_store
from compliance.screening import evaluation, labelled
from tests.conftest import T0

pytestmark = pytest.mark.django_db
HEAD = "label,group,transform,name,country,targets\n"
ROWS = (
    "1,benign,typo1,Zorvax Dinamics Ltd,GB,T-1|T-77\n"
    "1,benign,drop_word,Glimmerstone Mineral Foods,CA,demo:T-2\n"
    "1,benign,drop_word,Quite Another Party,,T-2\n"
    "0,operator,,Contoso Bakery,IL,\n"
    "0,hard_core,,Zorvax Dynamics Pottery,IL,\n"
)


@pytest.fixture
def queries(tmp_path):
    path = tmp_path / "queries.csv"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    return path


def run(*args, **options):
    out = StringIO()
    call_command("evaluate_screening", *map(str, args), stdout=out, **options)
    return out.getvalue()


def test_counts_at_a_threshold(lists, queries):
    done = evaluation.evaluate(labelled.read(queries), index_store.current(), (0.5, 0.99), at=T0)

    low, high = done.at(0.5), done.at(0.99)

    assert (low.recall, low.false_alarms, low.hard_alarms) == (pytest.approx(2 / 3), 0, 1)
    assert low.f1 == pytest.approx(2 * 2 / (2 + 3))
    assert high.recall < low.recall
    assert done.recall_by_change(0.5) == {"drop_word": (0.5, 2), "typo1": (1.0, 1)}
    assert [each.query.line for each in done.misses(0.5)] == [4]


def test_one_run_over_a_range_counts_as_a_run_for_each_threshold(lists, queries):
    asked, loaded = labelled.read(queries), index_store.current()

    whole = evaluation.evaluate(asked, loaded, (0.4, 0.98), at=T0)

    for threshold in (0.4, 0.7, 0.83, 0.9, 0.98):
        alone = evaluation.evaluate(asked, loaded, (threshold,), at=T0)
        assert whole.at(threshold) == alone.at(threshold)


def test_the_command_prints_thresholds_kinds_and_misses(lists, queries):
    out = run(queries)

    assert "3 listed, 1 ordinary and 1 hard negatives" in out
    assert "0.7 in force" in out
    assert "drop_word" in out
    assert "1 missed at 0.7." in out
    assert "Quite Another Party" in out


def test_a_gzip_file_with_a_mark_at_its_start_is_read(lists, tmp_path):
    path = tmp_path / "queries.csv.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + (HEAD + ROWS).encode()))

    assert len(labelled.read(path)) == 5


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "column 'label' is missing"),
        (HEAD.encode(), "has no queries"),
        (b"label,title\n1,x\n", "line 1: the column 'name' is missing"),
        (b"label,name\n0,Acme\n2,Bcme\n", "line 3, column label"),
        (b"label,name\n0, \n", "line 2, column name"),
        (b"label,name,targets\n1,Acme,|\n", "line 2, column targets"),
        (b"label,name\n0,Acme,more\n", "line 2: 2 columns"),
        (b"label,name\n0\n", "line 2: 2 columns"),
        (b"label,name\n0,\xff\xfe\n", "cannot be read"),
        (gzip.compress(HEAD.encode() + ROWS.encode(), mtime=0)[:40], "cannot be read"),
        (b"label,name\n0," + b"x" * 2000 + b"\n", "line 2, column name"),
    ],
    ids=range(11),
)
def test_a_wrong_file_is_refused_with_line_and_column(lists, tmp_path, content, says):
    path = tmp_path / "queries.csv"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=says):
        run(path)


def test_without_a_list_or_a_file_it_says_so(db, queries, tmp_path):
    with pytest.raises(CommandError, match="No list is in force"):
        run(queries)
    with pytest.raises(CommandError, match="There is no file"):
        run(tmp_path / "none.csv")
