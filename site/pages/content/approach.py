from pages.content.plan import PageText

APPROACH = PageText(
    model="StandardPage",
    slug="our-approach-to-involvement",
    title="Our approach to involvement",
    intro=(
        "Listening to people is part of how decisions are made here, from the first idea to reporting back. This page says what we must do, how we "
        "do it, and who checks."
    ),
    body=(
        (
            "text",
            "<h2>What the law asks of us</h2>"
            "<p>NHS Kent and Medway is an integrated care board. Section 14Z45 of the National Health Service Act 2006 says that we must make "
            "arrangements to involve "
            "people who use our services, or may use them, and their carers and representatives:</p>"
            "<ul><li>when we plan services</li>"
            "<li>when we develop and consider proposals for change</li>"
            "<li>when we make decisions about how services operate.</li></ul>"
            "<p>For proposals and decisions, the duty applies where carrying them out would affect how services are delivered to people at the point where "
            "they receive them, or the range of services available.</p>"
            "<p>People can be involved by being consulted, by being given information, or in other ways. What we do should be fair and in proportion "
            "to what is at stake.</p>",
        ),
        (
            "inset_text",
            {
                "body": "<p>NHS Kent and Medway has done this work since 1 July 2022. Before that it was the task of Kent and Medway Clinical "
                "Commissioning Group, "
                "from 1 April 2020 to 30 June 2022, under section 14Z2 of the same Act.</p>"
            },
        ),
        (
            "text",
            "<h2>On the front of every paper</h2>"
            "<p>Papers that go to our meetings have a front cover. On it the authors indicate how they have considered patient and public engagement, "
            "so that those who decide can see it before they decide.</p>"
            "<p>A useful answer says who was involved and when, what they told us, what changed as a result, and what is still open. "
            "“Nothing changed” can be right, if the reason is given.</p>"
            "<h2>Working with partners</h2>"
            "<p>Partners such as Healthwatch and voluntary and community organisations do listening work of their own, and we credit it. "
            "Our aim is to have systems that the partners in our integrated care system can share.</p>"
            "<h2>How this is checked</h2>"
            "<p>NHS England looks at how commissioners involve people. It used to give clinical commissioning groups a rating for patient and "
            "community engagement. "
            "For 2019/20 the eight clinical commissioning groups that then served Kent and Medway made one joint submission, and each was rated "
            "Green, with 11 points.</p>"
            "<p>That rating is history. NHS England now assesses integrated care boards each year in words: a letter and a published summary, without "
            "a score.</p>",
        ),
        (
            "details",
            {
                "title": "What makes a consultation fair",
                "body": [
                    {
                        "type": "richtext",
                        "value": "<p>Courts ask four questions, known as the Gunning principles.</p>"
                        "<ol><li>Was the proposal still open when people were asked?</li>"
                        "<li>Did they have enough information to give an informed answer?</li>"
                        "<li>Did they have enough time? There is no fixed number of weeks in law.</li>"
                        "<li>Did those who decided weigh the answers first?</li></ol>",
                    }
                ],
            },
        ),
        ("strategy", {"heading": "Our strategy and its progress"}),
        ("action_link", {"text": "See our involvement work", "external_url": "", "new_window": False, "internal_page": "page:our-involvement-work"}),
    ),
)
