"""Each rule of the design's list that can be seen before a paper is drawn, with a paper that breaks it."""

import pytest

from certificates.paper.markup import markup_findings
from certificates.paper.presets import AWARD, FORMAL
from certificates.paper.samples import SAMPLES
from certificates.rendering import paper_css, paper_html

CSS = paper_css(FORMAL.to_json())
HTML = paper_html(SAMPLES["typical"], FORMAL.to_json(), "data:image/png;base64,AA")


@pytest.mark.parametrize("design", [FORMAL, AWARD])
@pytest.mark.parametrize("sample", SAMPLES)
def test_the_shipped_designs_keep_every_rule(design: object, sample: str) -> None:
    content = design.to_json()  # type: ignore[attr-defined]

    assert markup_findings(paper_html(SAMPLES[sample], content, "data:image/png;base64,AA"), paper_css(content)) == []


@pytest.mark.parametrize(
    ("html", "css", "finding"),
    [
        (HTML.replace('lang="id"', ""), CSS, "in which language"),
        (HTML.replace("<title>", "<title></title><!--"), CSS, "no title for the window"),
        (HTML.replace('alt="Lambang', 'title="Lambang'), CSS, "no alternative text"),
        (HTML.replace("<h1", '<svg viewBox="0 0 1 1"></svg><h1'), CSS, "SVG) has no title"),
        (HTML, CSS.replace("img { image-rendering: crisp-edges;", "img {"), "would be smoothed"),
        (HTML, CSS + ".front { background: url(picture:x.png) }", "background of .front would be smoothed"),
        (HTML, CSS + ".name { opacity: .5 }", "see-through"),
        (HTML.replace('style="font-size', 'style="opacity: .9; font-size'), CSS, "see-through"),
        (HTML, CSS + ".name { color: rgba(0, 0, 0, .5) }", "see-through"),
        (HTML.replace("<h2>", "<h4>").replace("</h2>", "</h4>"), CSS, "level is skipped: 4 after 1"),
        (HTML.replace("<th", "<td").replace("</th", "</td"), CSS, "no header cells"),
        (HTML.replace('src="ornament:', 'src="https://contoh.id/'), CSS, "outside our own storage: https://contoh.id"),
        (HTML, CSS + ".x { background: url(//contoh.id/x.png) }", "outside our own storage: //contoh.id"),
    ],
)
def test_each_broken_rule_is_said(html: str, css: str, finding: str) -> None:
    assert any(finding in line for line in markup_findings(html, css))
    assert markup_findings(HTML, CSS) == []
