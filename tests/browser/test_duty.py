"""Journey 6: the duty is answered on a decision, also where the answer is no."""

from tests.support.journeys import press


def test_the_assessment_asks_on_when_the_duty_does_not_apply(page_1280, site, sign_in, look):
    page = page_1280
    sign_in(page, site, "engagement@example.nhs.uk")
    page.goto(f"{site.url}/desk/decisions/2/")
    assert "no assessment" in page.locator("main").inner_text().lower() or "not assessed" in page.locator("main").inner_text().lower()
    page.goto(f"{site.url}/desk/decisions/2/assessments/new/")
    look(page)
    page.locator("[name=arranged_by_us][value=yes]").check()
    page.locator("[name=limb][value=operation]").check()
    page.locator("[name=affects_manner][value=no]").check()
    page.locator("[name=affects_range][value=no]").check()
    page.locator("[name=outcome][value=does-not-apply]").check()
    page.locator("[name=reason]").fill("Only the order changes, not how or which services people get (test).")
    with page.expect_event("load"):
        page.locator("main form button[type=submit]").last.click()
    assert page.title().startswith("Error")
    asked = page.locator(".nhsuk-error-summary").inner_text().lower()
    for subject in ("equality", "health inequalities", "council scrutiny", "promises made in public"):
        assert f"considered on {subject}" in asked
    assert page.locator("[name=reason]").input_value().startswith("Only the order changes")
    look(page)
    for name in ("equality", "inequalities", "scrutiny", "public_promises"):
        page.locator(f"[name={name}]").fill(f"Considered: {name} (test).")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(lambda url: "/new/" not in url)
    look(page)
    page.goto(f"{site.url}/desk/decisions/2/")
    shown = page.locator("main").inner_text()
    assert "does not apply" in shown
    assert "Public sector equality duty" in shown  # duties that follow whatever the answer
    assert "ICB public involvement" not in shown  # the law as at 2020 asks the CCG
    look(page)


def test_somebody_else_approves_it(page_1280, site, sign_in, look):
    page = page_1280
    sign_in(page, site, "assurance@example.nhs.uk")
    page.goto(f"{site.url}/desk/decisions/3/")
    with page.expect_event("load"):
        press(page, "Approve the assessment")
    page.goto(f"{site.url}/desk/decisions/3/")
    assert "Approved by Assurance lead" in page.locator("main").inner_text()
    press(page, "Build pack")
    look(page)
