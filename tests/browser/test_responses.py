"""Journey 10: a response from what people said, drafted by one, approved by another, is public without retyping."""

SAID = "A letter is easier than a website for finding the hours."
DID = "We cannot send letters to everybody, because of the cost. Posters hang at every pharmacy (test)."


def test_an_approved_response_is_on_the_public_page_at_once(page_1280, page_390, site, sign_in, look):
    officer, lead = page_1280, page_390
    sign_in(officer, site, "engagement@example.nhs.uk")
    officer.goto(f"{site.url}/desk/decisions/4/")
    officer.get_by_role("link", name="Draft a response").click()
    officer.get_by_label(SAID).check()
    officer.locator("[name=you_said]").fill(SAID)
    officer.locator("[name=answer][value=cannot]").check()
    officer.locator("[name=we_did]").fill(DID)
    look(officer)
    officer.locator("main form button[type=submit]").last.click()
    officer.wait_for_url("**/desk/decisions/4/#responses")
    officer.locator("main").get_by_role("link", name=SAID).first.click()
    officer.wait_for_url("**/desk/responses/*/")
    look(officer)
    address = officer.url
    officer.goto(f"{site.url}/you-said-we-did/")
    assert "Posters hang at every pharmacy" not in officer.locator("main").inner_text()

    sign_in(lead, site, "assurance@example.nhs.uk")
    lead.goto(address)
    with lead.expect_event("load"):
        lead.get_by_role("link", name="Approve").or_(lead.get_by_role("button", name="Approve")).first.click()
    if "/approve/" in lead.url:
        look(lead)
        with lead.expect_event("load"):
            lead.locator("main form button[type=submit]").last.click()
    look(lead)

    officer.goto(f"{site.url}/you-said-we-did/")
    public = officer.locator("main").inner_text()
    assert SAID in public and DID in public and "Training example, not real" in public
    look(officer)
