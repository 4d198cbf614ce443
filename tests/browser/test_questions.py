"""Questions and practice in a browser: every answer, its way to Explore, and a set to its end."""

from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import expect

from cnnpool.lessons import lesson
from cnnpool.practice import problems
from cnnpool.settings import QUESTIONS, Settings
from cnnpool.texts import CATALOGUES
from cnnpool.trace import trace
from cnnpool.typed_numbers import unpack
from tests.browser.marks import Marks


@pytest.mark.long
def test_every_question_is_answered_with_its_pictures(visit):
    lang = "ja"
    page = visit(f"/questions?lang={lang}")
    text = CATALOGUES[lang]
    for name in QUESTIONS:
        asked = text[f"question_{name}"]
        page.page.locator(".st-key-question_list").get_by_text(asked, exact=True).click()
        expect(page.page.get_by_role("heading", name=asked)).to_be_visible()
        for picture in lesson(name).pictures:
            chart = f".st-key-answer_{name}_{picture.name} .heatmaplayer image"
            page.page.wait_for_selector(chart, state="attached")
    page.expect_link({"lang": lang, "question": QUESTIONS[-1]})
    page.page.go_back()
    asked = text[f"question_{QUESTIONS[-2]}"]
    expect(page.page.get_by_role("heading", name=asked)).to_be_visible()


def test_an_answer_opens_explore_and_back_returns_to_the_readers_own(visit):
    lang = "en"
    page = visit(f"/questions?lang={lang}&kh=3&question=nan")
    page.page.get_by_role("link", name=CATALOGUES[lang]["see_in_explore"]).click()
    preset = lesson("nan").preset
    wanted = {**preset.to_query(), "lang": lang, "question": "nan"}
    page.expect_link(wanted)
    marks = Marks(page)
    marks.ready()
    story = trace(unpack(preset.x), preset.layer())
    assert marks.lit()["y"]["cell"] == {divmod(preset.win, story.grid.shape[1])}
    assert page.written("y") == ["NaN", "5", "−∞", "∞"]
    page.page.go_back()
    page.expect_link({"lang": lang, "kh": "3", "question": "nan"})
    expect(page.control("kh").locator("input")).to_have_value("3")
    asked = CATALOGUES[lang]["question_nan"]
    expect(page.page.get_by_role("heading", name=asked)).to_be_visible()


@pytest.mark.long
def test_a_set_is_answered_to_its_end(visit):
    """One wrong, one skipped, the others right; the link brings it back elsewhere."""
    lang = "ja"
    text, ten = CATALOGUES[lang], problems(7)
    page = visit(f"/questions?lang={lang}&practice=7")
    form = page.page.locator("[data-testid=stForm]")
    score = []
    for i, problem in enumerate(ten):
        # By their key: for a moment, the boxes of the problem before stand beside them.
        boxes = form.locator(f"[class*=st-key-given_7_{i}_] input")
        expect(boxes).to_have_count(len(problem.answer))
        expect(boxes.first).to_have_value("")
        if i == 4:
            form.get_by_role("button", name=text["practice_skip"]).click()
            score.append("-")
        else:
            given = [f"{number + (i == 2):g}" for number in problem.answer]
            for box, number in zip(boxes.all(), given, strict=True):
                box.fill(number)
            boxes.last.press("Enter")
            score.append(",".join(given))
        page.expect_link({"lang": lang, "practice": "7", "score": "_".join(score)})
    result = text["practice_result"].format(right=8, count=10)
    expect(page.page.get_by_role("heading", name=result)).to_be_visible()
    fresh = visit(f"/questions?lang={lang}&practice=7&score={'_'.join(score)}")
    expect(fresh.page.get_by_role("heading", name=result)).to_be_visible()
    fresh.page.get_by_role("button", name=text["practice_another"]).click()
    fresh.expect_link({"lang": lang, "practice": "8"})


@pytest.mark.long
def test_back_takes_an_answer_back_and_a_story_opens_in_explore(visit):
    problem = problems(7)[0]
    page = visit("/questions?practice=7")
    box = page.page.locator("[data-testid=stForm] input").first
    box.fill("99")
    box.press("Enter")
    page.expect_link({"practice": "7", "score": "99"})
    page.page.get_by_role("link", name="Open in Explore").click()
    page.expect_link({**problem.settings.to_query(), "practice": "7", "score": "99"})
    Marks(page).ready()
    assert Settings.from_query(page.link())[0].win == problem.settings.win
    page.page.go_back()
    page.expect_link({"practice": "7", "score": "99"})
    page.page.go_back()
    page.expect_link({"practice": "7"})
    expect(page.page.locator("[data-testid=stForm] input").first).to_be_visible()


@pytest.mark.long
def test_the_sheets_are_taken_away_and_open_alone(visit, chromium, tmp_path):
    lang = "en"
    text = CATALOGUES[lang]
    page = visit(f"/questions?lang={lang}&practice=7")
    said = {}
    for key in ("sheet_problems", "sheet_solutions"):
        with page.page.expect_download() as download:
            page.page.get_by_role("button", name=text[key], exact=True).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        context = chromium.new_context(offline=True)
        sheet = context.new_page()
        sheet.goto(path.as_uri())
        assert sheet.locator("ol.problems > li").count() == 10
        said[key] = sheet.inner_text("body")
        context.close()
    answers = {key: words.count(f"{text['sheet_answer']}:") for key, words in said.items()}
    assert answers == {"sheet_problems": 0, "sheet_solutions": 10}
    query = said["sheet_problems"].split("?")[-1].split()[0]
    assert dict(parse_qsl(query)) == {"practice": "7"}
