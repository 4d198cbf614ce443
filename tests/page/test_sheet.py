"""The sheet to print: one file that holds all it needs, and the solutions only where asked for."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from cnnpool.practice import problems
from cnnpool.texts import CATALOGUES
from cnnpool.ui import problems as words
from cnnpool.ui import sheet
from tests.page.test_app_practice import practise

SEEDS = (1, 7, 8, 2**32 - 1)
VOID = {"meta", "br"}


class Page(HTMLParser):
    """Reads a sheet: its tags must close in order; tables and text are kept."""

    def __init__(self, html: str):
        super().__init__()
        self.open, self.tags, self.attributes = [], [], []
        self.tables, self.items, self.row = [], [], None
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        if tag not in VOID:
            self.open.append(tag)
        if tag == "li":
            self.items.append("")
        if tag == "table":
            self.tables.append({"name": "", "rows": []})
        if tag == "tr":
            self.tables[-1]["rows"].append([])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "li" in self.open:
            self.items[-1] += data
        if self.open and self.open[-1] == "caption":
            self.tables[-1]["name"] = data
        if self.open and self.open[-1] == "td":
            self.tables[-1]["rows"][-1].append(data)

    def planes(self, name: str) -> list[list]:
        """The numbers of all tables of a name."""
        found = [table["rows"] for table in self.tables if table["name"] == name]
        return [[row for row in rows if row] for rows in found]


@pytest.fixture(params=["en", "ja"])
def lang(request, monkeypatch) -> str:
    """Sheets in that language, made on a page of that address."""
    monkeypatch.setattr("streamlit.session_state", {"lang": request.param})
    monkeypatch.setattr("streamlit.context", SimpleNamespace(url="https://example.org/questions"))
    return request.param


def both(seed: int) -> list[str]:
    return [sheet.document(problems(seed), seed, solutions=s) for s in (False, True)]


def texts(plane) -> list[list[str]]:
    return [[f"{value:g}".replace("-", "−") for value in row] for row in plane]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sheet_is_whole_and_needs_nothing_from_elsewhere(seed, lang):
    for html in both(seed):
        page = Page(html)
        assert html.startswith(f'<!DOCTYPE html>\n<html lang="{lang}">')
        assert ("charset", "utf-8") in page.attributes
        assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
        assert not {"src", "href", "onclick", "onload"} & {name for name, _ in page.attributes}
        assert "url(" not in html and "@import" not in html
        assert "break-inside: avoid" in html and "size: A4" in html


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sheet_asks_all_ten_with_their_numbers(seed, lang):
    ten = problems(seed)
    for solutions, html in enumerate(both(seed)):
        page = Page(html)
        assert len(page.items) == 10
        for i, (item, problem) in enumerate(zip(page.items, ten, strict=True), start=1):
            assert item.startswith(f"{i}. {words.question(problem)}{words.given(problem)}")
        xs = [problem.scene.trace.x[0, 0] for problem in ten if problem.kind != "size"]
        assert page.planes("x") == [texts(x) for x in xs]
        dys = [p.scene.trace.dy[0, 0] for p in ten if p.kind == "gradient"]
        assert page.planes("dy") == ([] if solutions else [texts(dy) for dy in dys])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_problems_hold_no_solution(seed, lang):
    ten = problems(seed)
    html, _ = both(seed)
    others = tuple(
        replace(problem, answer=(7777,) * len(problem.answer), settings=moved(problem))
        for problem in ten
    )
    assert sheet.document(others, seed) == html
    page = Page(html)
    assert {table["name"] for table in page.tables} == {"x", "dy"}
    classes = {value for name, value in page.attributes if name == "class"}
    assert not classes & {"window", "winner", "window winner", "story"}
    for problem, item in zip(ten, page.items, strict=True):
        assert words.answer(problem) not in item
        assert all(f"{label} =" in item for label in words.labels(problem))


def moved(problem):
    """The same problem's settings, pinned elsewhere."""
    return replace(problem.settings, win=None)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_solutions_hold_every_answer_and_its_formula(seed, lang):
    _, html = both(seed)
    page = Page(html)
    assert html.count('<div class="story">') == 10
    for problem, item in zip(problems(seed), page.items, strict=True):
        assert words.answer(problem) in item
        formula = {"size": "O[HW] = [⌈⌊]", "gradient": r"dx\[\d, \d\] = "}
        assert re.search(formula.get(problem.kind, r"y = (max)?\("), item)
    ys = [p.scene.trace.y[0, 0] for p in problems(seed) if p.kind in ("output", "winner")]
    assert page.planes("y") == [texts(y) for y in ys]


def test_a_sheet_names_its_set_and_where_to_find_it(lang):
    text = CATALOGUES[lang]
    for html, title in zip(both(7), ("sheet_title", "sheet_title_solutions"), strict=True):
        assert f"<title>{text[title].format(seed=7)}</title>" in html
        assert "https://example.org/questions?practice=7</footer>" in html
        assert text["practice_rules"] in html
    problems_only, solutions = both(7)
    for key in ("sheet_name", "sheet_date", "sheet_score"):
        assert text[key] in problems_only
    assert text["sheet_name"] not in solutions


def test_an_address_is_text(lang, monkeypatch):
    monkeypatch.setattr("streamlit.context", SimpleNamespace(url='https://x/"><script>'))
    assert "script" not in Page(both(7)[0]).tags
    monkeypatch.setattr("streamlit.context", SimpleNamespace(url=None))
    assert " ?practice=7</footer>" in both(7)[0]


def test_two_languages_and_two_sets_do_not_share_a_file(monkeypatch):
    offered = []
    monkeypatch.setattr("streamlit.download_button", lambda *a, **k: offered.append(a[1]))
    for seed, language in ((7, "en"), (7, "ja"), (8, "en"), (8, "ja")):
        practise(seed=seed, lang=language)
    titles = [re.search("<title>(.*)</title>", html)[1] for html in offered]
    assert len(set(titles)) == 8
    for html, seed in zip(offered, (7, 7, 7, 7, 8, 8, 8, 8), strict=True):
        xs = [p.scene.trace.x[0, 0] for p in problems(seed) if p.kind != "size"]
        assert Page(html).planes("x") == [texts(x) for x in xs]


@pytest.mark.parametrize("answered", [0, 3, 10])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_offers_both_files(answered, language, monkeypatch):
    offered = []
    monkeypatch.setattr("streamlit.download_button", lambda *a, **k: offered.append((a, k)))
    practise([None] * answered, lang=language)
    (problem_file, _), (solution_file, _) = offered[-2:]
    assert problem_file[2:] == ("cnnpool-practice-7.html", "text/html")
    assert solution_file[2:] == ("cnnpool-practice-7-solutions.html", "text/html")
    for (label, html, *_), key in ((problem_file, "problems"), (solution_file, "solutions")):
        assert label == CATALOGUES[language][f"sheet_{key}"]
        assert len(Page(html).items) == 10
        assert ("story" in [v for n, v in Page(html).attributes if n == "class"]) == (
            key == "solutions"
        )
