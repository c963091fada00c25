"""An assurance lead reads what the records show, sees one check differently, and what is missing becomes an action that is closed."""


def send(page) -> None:
    with page.expect_event("load"):
        page.locator("main form button[type=submit]").last.press("Enter")


def test_a_check_is_read_judged_and_followed_up_by_keyboard(page_1280, site, sign_in, look):
    page = page_1280
    sign_in(page, site, "assurance@example.nhs.uk")
    page.goto(f"{site.url}/desk/decisions/3/checks/")
    shown = page.locator("#gunning-1").inner_text()
    assert "Found in the records" in shown and "9 activities with people came while options were open" in shown
    for code in ("gunning-2", "gunning-3", "gunning-4"):
        assert "Found in the records" not in page.locator(f"#{code}").inner_text()
    page.get_by_text("5 checks that do not arise").press("Enter")
    look(page)
    with page.expect_event("load"):
        page.locator("#gunning-4").get_by_role("link", name="Say what you think").press("Enter")
    look(page)
    page.locator("[name=view][value=no]").press("Space")
    send(page)
    assert page.title().startswith("Error") and "Say what is recommended" in page.locator(".nhsuk-error-summary").inner_text()
    look(page)
    page.locator("[name=text]").fill("Send the findings to the body that decides (test)")
    page.locator("[name=owner_role]").fill("Programme manager")
    for part, value in (("day", "1"), ("month", "12"), ("year", "2090")):
        page.locator(f"[name=due_on_{part}]").fill(value)
    send(page)
    judged = page.locator("#gunning-4").inner_text()
    assert "Not found" in judged and "Assurance lead" in judged and "Nobody has looked at it yet." not in judged
    with page.expect_event("load"):
        page.locator("#actions").get_by_role("link", name="Send the findings").press("Enter")
    look(page)
    page.locator("[name=done_note]").fill("Sent (test).")
    send(page)
    assert "Sent (test)." in page.locator("main").inner_text()
    page.goto(f"{site.url}/desk/actions/")
    assert "Done" in page.get_by_role("row", name="Send the findings").inner_text()
    look(page)


def test_the_checks_of_a_full_chain_fit_a_phone(page_390, site, sign_in, look):
    page = page_390
    sign_in(page, site, "auditor@example.nhs.uk")
    page.goto(f"{site.url}/desk/decisions/4/checks/")
    assert "differs from what was found" in page.locator("#gunning-3").inner_text()
    assert page.get_by_role("link", name="Say what you think").count() == 0
    look(page)
    page.goto(f"{site.url}/desk/actions/")
    look(page)
