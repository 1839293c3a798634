"""Whether an email wants images from other hosts, whatever it is made of."""

import pytest

from templates_app.web.images import has_remote_images


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://a.example/x.png">',
        "<IMG alt='x' SRC = ' http://a.example/x.png'>",
        "<img width=5\nsrc=https://a.example/x.png>",
        '<img alt="a <img b" src="https://a.example/x.png">',
        '<td background="https://a.example/x.png">',
        "<p style=\"background: url( 'https://a.example/x.png' )\">",
    ],
)
def test_images_of_other_hosts_are_seen(html: str) -> None:
    assert has_remote_images(html)


@pytest.mark.parametrize(
    "html",
    [
        '<img src="data:image/png;base64,AA==">',
        '<img src="/x.png"><a href="https://a.example/">src</a>',
        '<img alt="x"> src=https://a.example/x.png',
        "",
    ],
)
def test_other_links_are_no_images(html: str) -> None:
    assert not has_remote_images(html)


@pytest.mark.parametrize("part", ["<img ", "<img src=", "url(", " ", "src ", "background = "])
def test_a_megabyte_of_anything_is_looked_through_once(part: str) -> None:
    """Looked through from each of its parts it would take half an hour."""
    many = part * (1_000_000 // len(part))
    assert not has_remote_images(f'<p title="{many}">')
    assert not has_remote_images(f"<img src={many}>url({many}")
