"""The auditor by keyboard: from a number to its rows, a decision, what its records show, the seal, the page that checks packs. Nothing to change is offered."""

from playwright.sync_api import Page, expect

from tests.browser.test_keyboard import tab_to

CHANGES = "Edit|Archive|Build pack|Write cover|Link evidence|Record the decision|Add|Save|Take out|Give your verdict"


def open_by_keyboard(page: Page, selector: str) -> None:
    tab_to(page, selector)
    with page.expect_event("load"):
        page.keyboard.press("Enter")


def offers_no_change(page: Page) -> None:
    main = page.locator("main")
    expect(main.get_by_role("button").filter(has_text="Save")).to_have_count(0)
    for words in CHANGES.split("|"):
        expect(main.get_by_role("link", name=words, exact=True)).to_have_count(0)


def test_from_a_number_to_the_proof(page_1280, reading_site, sign_in, look):
    page = page_1280
    sign_in(page, reading_site, "auditor@example.nhs.uk")
    page.goto(f"{reading_site.url}/desk/assurance/")
    look(page)
    open_by_keyboard(page, "main .lp-figure a")
    expect(page.get_by_role("heading", level=1)).to_have_text("Decisions")
    look(page)
    page.goto(f"{reading_site.url}/desk/decisions/3/")
    look(page)
    offers_no_change(page)
    open_by_keyboard(page, 'main a[href$="/checks/"]')
    expect(page.locator("main")).to_contain_text("Involvement began before options were fixed")
    look(page)
    offers_no_change(page)
    page.goto(f"{reading_site.url}/desk/history-seal/")
    look(page)
    page.goto(f"{reading_site.url}/desk/views/")
    look(page)
    page.goto(f"{reading_site.url}/desk/requests/")
    look(page)
    page.goto(f"{reading_site.url}/desk/packs/check/")
    tab_to(page, "main input[type=file]")
    look(page)


def test_what_the_auditor_reads_fits_a_phone(page_390, reading_site, sign_in, look):
    page = page_390
    sign_in(page, reading_site, "auditor@example.nhs.uk")
    for address in (
        "assurance/", "assurance/clocks/", "history-seal/", "strategy/", "evidence/", "questions/", "frameworks/years/1/", "requests/", "actions/",
        "partner-reports/", "decisions/4/",
    ):  # fmt: skip
        page.goto(f"{reading_site.url}/desk/{address}")
        look(page)
