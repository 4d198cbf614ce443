"""Practice: what is marked right, and answers on their way through a link."""

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cnnpool.practice import COUNT, format_score, mark, parse_score, problems, score
from cnnpool.settings import FORMS, Settings

# --- marks ------------------------------------------------------------------------------------


def test_right_answers_are_right_and_their_neighbours_wrong():
    for problem in [problem for seed in range(200) for problem in problems(seed)]:
        right = problem.answer
        assert mark(problem, right) and mark(problem, tuple(float(v) for v in right))
        for i in range(len(right)):
            for off in (-1, 1, 0.01, -0.25):
                beside = (*right[:i], right[i] + off, *right[i + 1 :])
                assert not mark(problem, beside)
        for other in (None, (), (*right, 0), right[:-1]):
            assert not mark(problem, other)
        if len(set(right)) > 1:
            assert not mark(problem, right[::-1])


def test_the_score_counts_right_and_given_answers():
    ten = problems(3)
    right = [problem.answer for problem in ten]
    wrong = [tuple(v + 1 for v in answer) for answer in right]
    assert score(ten, []) == (0, 0)
    assert score(ten, right) == (10, 10)
    assert score(ten, wrong) == (0, 10)
    assert score(ten, [right[0], None, wrong[2], right[3]]) == (2, 3)
    assert score(ten, [None] * 10) == (0, 0)


# --- the link ---------------------------------------------------------------------------------

NUMBERS = st.integers(-9999, 9999) | st.integers(-999999, 999999).map(lambda n: n / 100)
ANSWERS = st.lists(st.none() | st.tuples(NUMBERS) | st.tuples(NUMBERS, NUMBERS), max_size=COUNT)


@given(ANSWERS)
@example([(-0.0,)])
@example([(-9999.99, -9999.99)] * COUNT)
def test_answers_come_back_from_a_link(answers):
    text = format_score(answers)
    assert parse_score(text) == answers
    assert (text is None) == (answers == [])
    link = replace(Settings(practice=3), score=text).to_query()
    assert Settings.from_query(link) == (Settings(practice=3, score=text), [])


def test_there_is_one_zero():
    assert format_score([(-0.0,), (-0.00001, 0)]) == "0_0,0"


@given(st.from_regex(FORMS["score"], fullmatch=True))
@example("_" * 240)
@example("9" * 240)
@example("-,-._..__.5_5._--5_1,2,3_,_1,_,1_1.00000")
def test_any_score_can_be_read(text):
    answers = parse_score(text)
    assert len(answers) <= COUNT
    for answer in answers:
        assert answer is None or (1 <= len(answer) <= 2 and max(map(abs, answer)) < 10**6)
    right, answered = score(problems(3), answers)
    assert 0 <= right <= answered <= len(answers)
    again = format_score(answers)
    assert again is None or re.fullmatch(FORMS["score"], again)
    assert parse_score(again) == answers


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        (None, []),
        ("", []),
        ("-", [None]),
        ("_", [None, None]),
        ("7", [(7,)]),
        ("-7", [(-7,)]),
        ("2,3_-_0.25", [(2, 3), None, (0.25,)]),
        ("7_", [(7,), None]),
        ("..", [None]),
        ("-,-.", [None]),
        ("1,2,3", [None]),
        ("1234567", [None]),
        ("_".join("123456789") + "_1_2_3", [(float(i),) for i in (*range(1, 10), 1)]),
    ],
)
def test_scores_that_were_typed(text, answers):
    assert parse_score(text) == answers
