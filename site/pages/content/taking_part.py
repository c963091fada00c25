from pages.content.plan import PageText

HOME = PageText(
    model="HomePage",
    slug="home",
    title="Get involved",
    intro=(
        "People who use health services, and those who care for them, know things that nobody else can tell us. We ask before decisions are made, "
        "and say what came of it."
    ),
    body=(
        (
            "card_group",
            {
                "column": "one-third",
                "body": [
                    {
                        "type": "card_clickable",
                        "value": {
                            "heading": "Take part now",
                            "heading_level": 2,
                            "heading_size": "small",
                            "body": "<p>Surveys, meetings and other ways to have a say.</p>",
                            "internal_page": "page:get-involved",
                            "url": "",
                        },
                    },
                    {
                        "type": "card_clickable",
                        "value": {
                            "heading": "Tell us",
                            "heading_level": 2,
                            "heading_size": "small",
                            "body": "<p>How to reach the engagement team, in the way that suits you.</p>",
                            "internal_page": "page:tell-us",
                            "url": "",
                        },
                    },
                    {
                        "type": "card_clickable",
                        "value": {
                            "heading": "See what changed",
                            "heading_level": 2,
                            "heading_size": "small",
                            "body": "<p>What people said and what we did, or why we could not.</p>",
                            "internal_page": "page:you-said-we-did",
                            "url": "",
                        },
                    },
                ],
            },
        ),
        ("events", {"heading": "Coming up", "limit": 3}),
        ("responses", {"heading": "You said, we did", "limit": 3}),
        ("figures", {"heading": "This year in numbers"}),
    ),
    in_menu=False,
)

GET_INVOLVED = PageText(
    model="GetInvolvedPage",
    slug="get-involved",
    title="Get involved",
    intro="You do not need an account or any special knowledge. Choose what interests you, and take part in the way that suits you.",
    body=(
        ("opportunities", {"heading": "Open now", "limit": 10}),
        ("events", {"heading": "Coming up", "limit": 5}),
        (
            "text",
            "<h2>What to expect</h2>"
            "<ul><li>We tell you what your views can change, and what they cannot.</li>"
            "<li>You can skip any question.</li>"
            "<li>We write down what was said without names.</li>"
            "<li>We report back, also when the answer is “no, because”.</li></ul>",
        ),
        ("partners", {"heading": "Partners we work with", "limit": 50}),
    ),
)

TELL_US = PageText(
    model="StandardPage",
    slug="tell-us",
    parent="get-involved",
    title="Tell us",
    intro="You can tell us about your experience of local health services at any time, not only when we ask.",
    body=(
        ("contact", {"heading": "How to reach the engagement team"}),
        (
            "text",
            "<h2>What we do with it</h2>"
            "<p>We write down what you tell us in a short summary without your name, and bring it to the people who plan the service. "
            "This is not the place for an emergency or for a complaint about your own care: your GP practice or hospital can tell you how to complain.</p>",
        ),
    ),
    in_menu=False,
)
