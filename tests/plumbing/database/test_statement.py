"""Reading portable SQL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbing.database.errors import DatabaseMisuse
from plumbing.database.statement import read_statement, split_script


def test_names_become_numbers_in_the_order_they_first_appear() -> None:
    statement = read_statement("UPDATE t SET a = :new, b = :old WHERE c = :new")
    assert statement.numbered == "UPDATE t SET a = $1, b = $2 WHERE c = $1"
    assert statement.names == ("new", "old")


@pytest.mark.parametrize(
    ("sql", "numbered"),
    [
        ("SELECT ':a' FROM t WHERE b = :b", "SELECT ':a' FROM t WHERE b = $1"),
        ("SELECT 'it''s :a' FROM t WHERE b = :b", "SELECT 'it''s :a' FROM t WHERE b = $1"),
        ('SELECT ":a" FROM t WHERE b=:b', 'SELECT ":a" FROM t WHERE b=$1'),
        ("SELECT a -- :c 'open\nFROM t WHERE b = :b", "SELECT a  \nFROM t WHERE b = $1"),
        ("SELECT a /* :c ; \n ' */ FROM t WHERE b = :b;", "SELECT a   FROM t WHERE b = $1"),
        ("SELECT a FROM t WHERE b IN (:b,:c1,:c_2)", "SELECT a FROM t WHERE b IN ($1,$2,$3)"),
    ],
)
def test_literals_quoted_names_and_comments_are_left_alone(sql: str, numbered: str) -> None:
    assert read_statement(sql).numbered == numbered


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a::text FROM t",
        "SELECT a FROM t WHERE b = ?",
        "SELECT a FROM t WHERE b = $1",
        "SELECT a FROM t WHERE b = @b",
        "SELECT a FROM t WHERE b = 'open",
        'SELECT a FROM t WHERE b = "open',
        "SELECT a /* open",
        "SELECT a; DELETE FROM t",
        "SELECT a; 'b'",
        "SELECT a; :b",
        "SELECT a FROM t WHERE b = :1",
        "",
        " \n ",
        "-- only a comment",
        "/* only a comment */",
    ],
)
def test_what_is_not_one_portable_statement_is_refused(sql: str) -> None:
    with pytest.raises(DatabaseMisuse):
        read_statement(sql)


@pytest.mark.parametrize("sql", ["SELECT 1;", "SELECT 1 ; -- the end", "SELECT 1;\n/* the end */\n", "SELECT 1;;"])
def test_a_semicolon_at_the_end_is_no_second_statement(sql: str) -> None:
    assert read_statement(sql).only_reads


@pytest.mark.parametrize(
    ("sql", "only_reads"),
    [
        ("SELECT a FROM t", True),
        ("  -- why\n select a from t", True),
        ("SELECT 'DELETE' FROM t", True),
        ("SELECT updated FROM t", True),
        ("WITH x AS (SELECT 1) SELECT a FROM x", True),
        ("WITH x AS (SELECT 1) DELETE FROM t", False),
        ("DELETE FROM t RETURNING a", False),
        ("INSERT INTO t SELECT a FROM u", False),
        ("CREATE TABLE t (a TEXT)", False),
    ],
)
def test_only_what_surely_reads_is_given_to_a_reader(sql: str, only_reads: bool) -> None:
    assert read_statement(sql).only_reads is only_reads


def test_a_script_is_split_at_semicolons_between_statements_only() -> None:
    script = """
    -- A comment; with a semicolon.
    CREATE TABLE a (b TEXT DEFAULT ';'); /* ; */
    INSERT INTO a VALUES ('it''s; :x');;

    CREATE INDEX i ON a (b) -- the last one needs no semicolon
    -- the end;
    """
    statements = split_script(script)
    assert len(statements) == 3
    assert statements[0].endswith("CREATE TABLE a (b TEXT DEFAULT ';')")
    assert statements[1].endswith("INSERT INTO a VALUES ('it''s; :x')")
    assert "CREATE INDEX" in statements[2]


@pytest.mark.parametrize("script", ["", "\n", "-- nothing", ";", "/* ; */ ;; -- ;"])
def test_a_script_of_nothing_has_no_statements(script: str) -> None:
    assert split_script(script) == []


@given(st.text(alphabet=st.sampled_from(list("ab:;'\"-/*\n $?@")), max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        statement = read_statement(text)
    except DatabaseMisuse:
        return
    assert len(split_script(text)) == 1
    assert all(f"${number}" in statement.numbered for number in range(1, len(statement.names) + 1))
