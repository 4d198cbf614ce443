"""Practice: a set out of a link, answered, marked and told; the link alone holds the state."""

import json
import re
from urllib.parse import parse_qsl

import numpy as np
import pytest

from cnnpool.practice import COUNT, format_score, parse_score, problems
from cnnpool.settings import BOUNDS, Settings
from tests.page.reading import alive, array, follow, open_page, shown, values
from tests.page.test_app_language import KEPT, everything_said

SEED = 7
TEN = problems(SEED)
RIGHT = [problem.answer for problem in TEN]
WRONG = [tuple(value + 1 for value in answer) for answer in RIGHT]
LAST = BOUNDS["practice"][1]


def practise(answers=(), seed: int = SEED, **query):
    """The page of a set as far as it was answered, opened by its link."""
    if score := format_score(answers):
        query["score"] = score
    return follow(open_page({"practice": str(seed), **query}), "questions")


def boxes(at) -> list:
    return [box for box in at.number_input if box.key.startswith("given_")]


def answer(at, *given):
    for box, value in zip(boxes(at), given, strict=True):
        box.set_value(value)
    return press(at, "practice_check")


def press(at, key: str):
    at.button(key=key).click()
    return alive(at.run())


def look(at) -> tuple:
    """All that is said, and the numbers of the charts."""
    return everything_said(at), [chart.proto.spec for chart in at.get("plotly_chart")]


def marks(at) -> list[str]:
    """The ten small marks."""
    (row,) = [html for html in values(at.html) if "progress" in html and "<ol" in html]
    return re.findall(r'<li class="(\w+)"', row)


def stories(at) -> list[str]:
    return [html for html in values(at.html) if html.startswith('<div class="story">')]


def verdicts(at) -> list[str]:
    return [text for text in values(at.markdown) if re.match(r"\*\*. Problem", text)]


def charts(at) -> dict[str, dict]:
    named = [(c.proto.id.rsplit("-", 1)[1], c.proto.spec) for c in at.get("plotly_chart")]
    return {name.removeprefix("given_"): json.loads(spec) for name, spec in named}


# --- a problem --------------------------------------------------------------------------------


def test_a_set_begins_with_its_first_problem():
    at = practise()
    assert marks(at) == ["now"] + ["later"] * 9
    assert len(boxes(at)) == 1 and boxes(at)[0].value is None
    assert boxes(at)[0].label == "y[1, 1]"
    assert stories(at) == verdicts(at) == []
    assert at.query_params == {"practice": "7"}


@pytest.mark.parametrize("seed", [1, 3, 7])
def test_a_problem_gives_its_numbers_and_not_its_solution(seed):
    for i, problem in enumerate(problems(seed)):
        at = practise([None] * i, seed)
        trace, drawn = problem.scene.trace, charts(at)
        planes = {"size": [], "gradient": ["x", "dy"]}.get(problem.kind, ["x"])
        assert list(drawn) == planes
        for name in planes:
            plane = getattr(trace, name)[0, 0]
            assert (array(drawn[name]["data"][0]["z"]) == plane).all()
            # Padding may be drawn around it, but nothing that follows from the windows.
            shapes = drawn[name]["layout"].get("shapes", [])
            assert len(shapes) == (name == "x" and (problem.settings.ph or problem.settings.pw))
        said = everything_said(at)
        for fact in (problem.settings.kh, problem.settings.sw):
            assert any(f" × {fact}" in text or f"{fact} × " in text for text in said)
        assert [box.value for box in boxes(at)] == [None] * len(problem.answer)


def test_right_wrong_and_skipped_answers_are_marked_and_told():
    at = answer(practise(), *RIGHT[0])
    assert at.query_params == {"practice": "7", "score": "9"}
    assert verdicts(at) == ["**✓ Problem 1: right. y[1, 1] = 9.**"]
    assert "y = max(" in stories(at)[0]
    at = answer(at, *WRONG[1])
    assert at.query_params["score"] == "9_3,1"
    assert verdicts(at) == ["**× Problem 2: wrong. Your answer: 3, 1. Right: h = 2, w = 0.**"]
    at = press(at, "practice_skip")
    assert at.query_params["score"] == "9_3,1_-"
    assert verdicts(at) == ["**– Problem 3: skipped. Right: OH = 4, OW = 4.**"]
    assert "OH = ⌊(9 + 0 + 0 − 1·(2 − 1) − 1) / 2⌋ + 1 = 4" in stories(at)[0]
    at = answer(at, 6.25)
    assert at.query_params["score"] == "9_3,1_-_6.25"
    assert marks(at) == ["right", "wrong", "skipped", "right", "now"] + ["later"] * 5
    assert len(stories(at)) == 1


@pytest.mark.parametrize(("seed", "i"), [(1, 5), (1, 8), (7, 8), (2**32 - 1, 8)])
def test_a_gradient_is_told_window_by_window(seed, i):
    ten = problems(seed)
    at = practise([None] * i + [ten[i].answer], seed)
    (told,), (h, w), trace = stories(at), ten[i].place, ten[i].scene.trace
    readers = trace.windows_at("dx", (0, 0, h, w))
    sent = []
    for _, oh, ow, _ in readers:
        line = next(line for line in told.split("<p>") if f"Window ({oh}, {ow}): max(" in line)
        won = bool(trace.layer.indices[0, 0, oh, ow] == h * ten[i].settings.w + w)
        assert line.startswith("<b>") == won
        sent += [f"{trace.dy[0, 0, oh, ow]:g}"] * won
    assert f"Cell ({h}, {w}): {len(readers)} windows read it, it wins {len(sent)} of them." in told
    terms = f"{' + '.join(sent)} = " if len(sent) > 1 else ""
    assert f"<code>dx[{h}, {w}] = {terms}{ten[i].answer[0]:g}</code>" in told


def test_an_empty_box_is_no_answer():
    at = press(practise(), "practice_check")
    assert len(at.warning) == 1
    assert at.query_params == {"practice": "7"}
    at = answer(at, 3)
    assert not at.warning and at.query_params["score"] == "3"
    boxes(at)[0].set_value(1)  # one of two
    at = press(at, "practice_check")
    assert len(at.warning) == 1 and at.query_params["score"] == "3"
    assert not press(at, "practice_start").warning
    at = press(press(at, "practice_check"), "practice_skip")
    assert not at.warning and at.query_params["score"] == "-"


@pytest.mark.parametrize("seed", [1, 7, LAST])
def test_whoever_knows_all_gets_ten_of_ten(seed):
    at = practise(seed=seed)
    for problem in problems(seed):
        assert [box.value for box in boxes(at)] == [None] * len(problem.answer)
        given = [float(v) if problem.settings.mode == "avg" else int(v) for v in problem.answer]
        at = answer(at, *given)
    assert values(at.subheader) == ["10 of 10 right"]
    assert marks(at) == ["right"] * 10
    assert at.query_params["score"] == format_score(p.answer for p in problems(seed))


# --- the link is the state --------------------------------------------------------------------


def test_a_reopened_link_shows_the_same_page():
    at = practise()
    given = [RIGHT[0], WRONG[1], None, RIGHT[3], WRONG[4], RIGHT[5], None, RIGHT[7], *WRONG[8:]]
    for i, numbers in enumerate(given):
        if numbers is None:
            at = press(at, "practice_skip")
        else:
            whole = TEN[i].settings.mode == "max"
            at = answer(at, *(int(v) if whole else float(v) for v in numbers))
        again = follow(open_page(at.query_params), "questions")
        assert look(again) == look(at)
        assert parse_score(at.query_params["score"]) == given[: i + 1]


@pytest.mark.parametrize("score", ["", "-", "..", "-,-.", "1,2,3_4", "9" * 240, "_" * 240, "_9"])
def test_an_odd_score_does_not_break_the_page(score):
    at = practise(score=score)
    assert len(marks(at)) == COUNT
    assert not at.error and not at.warning


def test_a_number_too_many_is_a_wrong_answer():
    at = practise(score="9,9")
    assert marks(at)[0] == "wrong"
    assert verdicts(at) == ["**× Problem 1: wrong. Your answer: 9, 9. Right: y[1, 1] = 9.**"]


def test_another_set_and_a_new_start_forget_the_answers():
    at = practise(RIGHT[:3])
    at.number_input(key="practice").set_value(8)
    alive(at.run())
    assert at.query_params == {"practice": "8"} and marks(at)[0] == "now"
    at = press(practise(RIGHT[:3]), "practice_start")
    assert at.query_params == {"practice": "7"} and marks(at)[0] == "now"


def test_practice_is_entered_and_left():
    at = follow(open_page({"kh": "3"}), "questions")
    at.segmented_control(key="view").set_value("practice")
    alive(at.run())
    assert at.query_params == {"kh": "3", "practice": "1"}
    at = answer(at, 3)
    assert at.query_params == {"kh": "3", "practice": "1", "score": "3"}
    at.segmented_control(key="view").set_value("answers")
    alive(at.run())
    assert at.query_params == {"kh": "3"}
    at.segmented_control(key="view").set_value("practice")
    alive(at.run())
    assert at.query_params == {"kh": "3", "practice": "1"}
    assert marks(at) == ["now"] + ["later"] * 9


def test_the_story_opens_in_explore_and_the_way_back_leads_to_the_set():
    at = practise(RIGHT[:5], lang="en")
    (link,) = [p.proto for p in at.get("page_link") if p.proto.label == "Open in Explore"]
    query = dict(parse_qsl(link.query_string))
    settings, dropped = Settings.from_query(query)
    assert dropped == [] and (settings.lang, settings.practice) == ("en", SEED)
    explore = open_page(query)
    trace = TEN[4].scene.trace
    assert (shown(explore)["x"] == trace.x[0, 0]).all()
    assert (shown(explore)["dx"] == trace.dx[0, 0]).all()
    assert settings.win == np.ravel_multi_index(TEN[4].place, trace.grid.shape)
    assert marks(follow(explore, "questions")) == marks(at)


# --- the end ----------------------------------------------------------------------------------


def test_the_end_lists_all_ten_with_their_stories_on_demand():
    at = practise([*RIGHT[:8], None, WRONG[9]])
    assert values(at.subheader) == ["8 of 10 right"]
    assert marks(at) == ["right"] * 8 + ["skipped", "wrong"]
    assert [box.label[:12] for box in at.expander] == [
        *(f"✓ Problem {i}:" for i in range(1, 9)),
        "– Problem 9:",
        "× Problem 10",
    ]
    assert boxes(at) == [] and stories(at) == []
    at.session_state["story_9"] = True
    alive(at.run())
    assert len(stories(at)) == 1
    assert at.query_params["score"] == format_score([*RIGHT[:8], None, WRONG[9]])


@pytest.mark.parametrize(("seed", "following"), [(7, "8"), (LAST, "0")])
def test_another_ten(seed, following):
    at = press(practise([None] * COUNT, seed), "practice_another")
    assert at.query_params == {"practice": following}
    assert marks(at) == ["now"] + ["later"] * 9


# --- the language -----------------------------------------------------------------------------


def english_left(at) -> list[str]:
    found = []
    for text in everything_said(at) + [box.label for box in at.expander]:
        plain = re.sub(r"<style>.*</style>|<[^>]*>|`[^`]*`", " ", text, flags=re.DOTALL)
        words = re.findall("[A-Za-z][A-Za-z0-9-]+", plain)
        found += [word for word in words if not re.fullmatch(f"{KEPT}|floor|oh|ow", word)]
    return found


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in (3, 7, 8))]
)
def test_a_japanese_set_has_no_english_left(seed):
    right = [problem.answer for problem in problems(seed)]
    for count in range(COUNT + 1):
        at = practise([None, *right[1:]][:count], seed, lang="ja")
        english = practise([None, *right[1:]][:count], seed)
        assert english_left(at) == []
        assert len(everything_said(at)) == len(everything_said(english))
        assert charts(at) == charts(english)
    assert english_left(english) != []


def test_a_japanese_page_marks_as_a_japanese_teacher_does():
    at = practise([RIGHT[0], WRONG[1]], lang="ja")
    (row,) = [html for html in values(at.html) if "<ol" in html]
    assert "<b>1</b> ○" in row and "<b>2</b> ×" in row and "✓" not in row
