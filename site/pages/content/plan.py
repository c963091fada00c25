from dataclasses import dataclass


@dataclass(frozen=True)
class PageText:
    """One page of a new site.

    Attributes:
        model: Name of the page type in `pages.models`.
        slug: Last part of the address; that of the home page is not seen.
        body: Pairs of block name and raw value, as StreamField keeps them; `page:<slug>` stands for the key of another page,
            `project:oldest` for the reference of the oldest published project.
        parent: Slug of the page above; "" for home.
        in_menu: Whether the page is in the navigation.
    """

    model: str
    slug: str
    title: str
    intro: str
    body: tuple[tuple[str, object], ...]
    parent: str = ""
    in_menu: bool = True
