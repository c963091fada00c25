from pages.content.plan import PageText

PRIVACY = PageText(
    model="StandardPage",
    slug="privacy",
    title="Privacy",
    intro="What this site keeps about you, and what happens with what you tell us.",
    body=(
        (
            "text",
            "<h2>Reading these pages</h2>"
            "<p>You can read all public pages without an account and without giving your name. We do not use analytics, advertising or anything from "
            "other companies, "
            "and nothing on these pages is loaded from other sites.</p>"
            "<h2>Cookies</h2>"
            "<p>If you change the text size or the contrast, we set one cookie for each, so that your choice stays with you from page to page:</p>"
            "<ul><li><b>lp_text</b> holds the word “normal”, “large” or “largest” for one year</li>"
            "<li><b>lp_contrast</b> holds the word “standard” or “high” for one year.</li></ul>"
            "<p>They say nothing about who you are. If you change nothing, no cookie is set. Staff and partners who sign in get cookies that keep "
            "them signed in.</p>"
            "<h2>When you take part</h2>"
            "<p>We write down what people say in short summaries without names. A summary may name the community that spoke, never a person. "
            "Published answers under “You said, we did” are checked for personal details before they appear.</p>"
            "<p>Answers to equality questions are kept apart from everything else. They are never linked to a name, and you can skip any of them.</p>"
            "<h2>Why we may do this</h2>"
            "<p>Involving people is a task that the law gives us (section 14Z45 of the National Health Service Act 2006). We handle personal data for "
            "it as a public task, "
            "and send newsletters only to people who asked for them.</p>"
            "<h2>Your rights</h2>"
            "<p>You can ask what we hold about you, have it corrected, object to its use or ask us to erase it. You can also complain to the "
            "Information Commissioner’s Office.</p>",
        ),
        ("contact", {"heading": "Ask about your data"}),
    ),
    in_menu=False,
)

ACCESSIBILITY = PageText(
    model="StandardPage",
    slug="accessibility",
    title="Accessibility",
    intro="We want everybody to be able to use this site. This statement says what works, what does not, and how to tell us.",
    body=(
        (
            "text",
            "<h2>What you should be able to do</h2>"
            "<ul><li>make the text larger and the contrast stronger with the controls at the top of each page</li>"
            "<li>zoom in to 400% without text falling off the screen</li>"
            "<li>use every page with the keyboard alone</li>"
            "<li>use every page without JavaScript</li>"
            "<li>listen to every page with a screen reader.</li></ul>"
            "<h2>How accessible this site is</h2>"
            "<p>We aim for level AA of the Web Content Accessibility Guidelines version 2.2. Our pages pass automatic checks at the width of a "
            "computer and of a phone. "
            "They have not yet been tested by an independent organisation or by people who use assistive technology every day, so we say that this site "
            "is partially compliant until that is done.</p>"
            "<h2>What may not work</h2>"
            "<p>Documents that others gave us, such as reports of partners, may not be accessible. Ask us for another format.</p>"
            "<h2>The law</h2>"
            "<p>The Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018 apply to this site. The Equality "
            "and Human Rights Commission enforces them. "
            "If you are not happy with our answer, contact the Equality Advisory and Support Service.</p>",
        ),
        ("contact", {"heading": "Tell us about a problem, or ask for another format"}),
    ),
    in_menu=False,
)
