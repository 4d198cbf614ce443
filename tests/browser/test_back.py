"""Back that is pressed before the server has answered: link and page agree, and Back goes on."""

from dataclasses import replace

import pytest

from tests.browser.held import Held
from tests.browser.losing import PINNED, shows

SEEDS = (6, 7)  # turned one after the other, from PINNED's


def opened_and_turned(opened, app, held: Held):
    """A page with three entries in its history: PINNED, and one for each seed."""
    page = opened(app, PINNED, held)
    for seed in SEEDS:
        page.set_number("seed", seed)
        shows(page, replace(PINNED, seed=seed))
    return page


def change_and_go_back(page, held: Held) -> None:
    """The answer to the change comes after Back, and the answer to Back comes after that."""
    held.hold_answers()
    page.set_number("seed", 8)
    held.wait_for_runs(1)
    page.page.go_back(wait_until="commit")
    held.wait_for_runs(2)
    held.let_go()


def test_back_before_the_answer_to_a_change(app, opened):
    held = Held()
    page = opened_and_turned(opened, app, held)
    change_and_go_back(page, held)
    shows(page, replace(PINNED, seed=6))
    page.page.go_back(wait_until="commit")
    shows(page, PINNED)
    page.page.go_forward(wait_until="commit")
    shows(page, replace(PINNED, seed=6))
    page.set_number("seed", 9)  # changes count in the address again
    shows(page, replace(PINNED, seed=9))

    held.hold_answers()  # the second Back still has the controls that the first takes away
    page.page.go_back(wait_until="commit")
    held.wait_for_runs(1)
    page.page.go_back(wait_until="commit")
    held.wait_for_runs(2)
    held.let_go()
    shows(page, PINNED)


def test_a_change_before_the_answer_to_back(app, opened):
    """The field shows the change, then what Back's answer says: it must show the change again."""
    held = Held()
    page = opened_and_turned(opened, app, held)
    held.hold_answers()
    page.page.go_back(wait_until="commit")
    held.wait_for_runs(1)
    page.set_number("seed", 8)
    held.wait_for_runs(2)
    held.let_go()
    shows(page, replace(PINNED, seed=8))
    page.page.go_back(wait_until="commit")
    shows(page, replace(PINNED, seed=6))


@pytest.mark.long
def test_back_to_another_page_before_the_answer_to_a_change(app, opened):
    held = Held()
    page = opened_and_turned(opened, app, held)
    page.go_to("Step by step")
    page.page.wait_for_url("**/steps?*")
    change_and_go_back(page, held)
    shows(page, replace(PINNED, seed=7))
    page.page.go_back(wait_until="commit")
    shows(page, replace(PINNED, seed=6))
