from pages.content.plan import PageText

WORK = PageText(
    model="InvolvementWorkPage",
    slug="our-involvement-work",
    title="Our involvement work",
    intro="What we are asking people about, what they can influence, and what happened. Everything listed here comes from our records as they are published.",
    body=(
        (
            "text",
            "<h2>Our response to Covid-19: learning from your feedback</h2>"
            "<p>The pandemic made it necessary to change services quickly and on a large scale. Some were paused. Others moved online or to new ways "
            "of getting in touch, "
            "and staff were moved to where they were needed most. As lockdown eased, paused services were restarted, beginning with the urgent ones "
            "where a delay would do the most harm.</p>"
            "<p>There was no time to involve people before those first changes. So Kent and Medway Clinical Commissioning Group asked afterwards: "
            "what has worked, "
            "and what needs to be better? The answers are meant to help health and care leaders judge the benefits of the changes.</p>"
            "<h3>How people were asked</h3>"
            "<p>There was an online survey for the public in June, and a phone service for those who could not go online. Anyone who missed the "
            "survey could send comments by email. "
            "The engagement team talked with local patient groups and communities of interest, together with voluntary and community organisations, "
            "and interviewed clinicians, "
            "colleagues and partners in councils and the voluntary sector. NHS colleagues had a survey of their own, each trust reviewed how to "
            "deliver services safely, "
            "and Healthwatch, Engage Kent and Medway Voluntary Action did complementary pieces of work.</p>"
            "<h3>What was promised</h3>"
            "<ul><li>The feedback will support decisions that are based on evidence.</li>"
            "<li>Colleagues, stakeholders, patients and the public will be engaged when decisions with a long-term impact are made.</li></ul>",
        ),
        ("activities", {"heading": "Involvement activities", "project": "project:oldest", "limit": 20}),
    ),
)

EVENTS = PageText(
    model="EventsPage",
    slug="events",
    title="Events",
    intro="Meetings, drop-ins and other activities that are planned. Tell us if there is anything that would help you to take part.",
    body=(("contact", {"heading": "Ask about an event"}),),
)

ANSWERS = PageText(
    model="YouSaidWeDidPage",
    slug="you-said-we-did",
    title="You said, we did",
    intro="What people told us, who considered it, and what we did. Where we could not do it, we say why.",
    body=(),
)
