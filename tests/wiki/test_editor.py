"""The editor in a real browser: nothing that was not touched changes, and nobody has to know Markdown."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories import make_page
from wiki.models import WikiPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST_OF_LINKS = """# Awesome   AI for LAM [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)

A list of tools.  Two spaces, a hard break\x20\x20
and `code`.

## Contents

*   [Tools](#tools)
    *   [Text](#text)

* * *

## Tools
### Text
- [Transkribus](https://readcoop.eu/transkribus/) - *Handwriting*, by __READ-COOP__.
- [kraken](https://kraken.re) - OCR for historical scripts (see [the paper][k]).
-   [Loghi](https://github.com/knaw-huc/loghi)   - 👩‍🔬 from KNAW

[k]: https://doi.org/10.34894/Z9G2EX "Kraken"
"""

CORPUS = [
    "",
    "\n\n\nLeading blank lines\n",
    "No final newline",
    "a  \nb\\\nc\n\n\n\nlast   \n  \n",
    "Setext\n======\n\nTwo\n---\nText right after\n# One #\n### Three ###\n",
    "* a\n* b\n    * c\n\n      inside c\n* d\n\n- x\n+ y\n\n\n1. one\n1. one\n1. one\n\n3) three\n4) four\n",
    "-\ttab\n-\ttwo\n\n\tcode\twith tabs\n\tmore\n",
    "| a | b \\| c |\n|---|:-:|\n| `x\\|y` | **b** |\n\na | b\n--|--\n1 | [[P\\|words]]\n| one |\n| 1 | 2 | 3 |\n",
    "> q1\n> > q2\nlazy\n> - l\n>   - m\n\n> [!NOTE]\n> Hi *there*\n>\n> - x\n\n> [!warning]\n> no\n",
    "Note[^1] and[^long-2].\n\n[^1]: The note.\n[^long-2]: Other\n    continued\n\n[^3]: one\n\n    two\n\nEnd[^3]\n",
    "- [ ] a\n- [x] b\n- [X] c\n  - [ ] d\n- [ ]\n",
    '~~~~ py title="x"\ncode\n~~~\n~~~~\n\n```\nunclosed\n\n\n',
    '<div class="x">\n<b>hey</b> &copy; &nbsp; <http://a.b/c_d> <a@b.co>\n</div>\n',
    '[ref]: http://x.org "T"\n[r2]: <y>\n\nUse [ref] and [text][r2].\n\n[late]: /z\n',
    "😀 emoji 👩‍👩‍👧 العربية *שלום* : « guillemets »\n",
    "***\n\n---\n___\n* * *\n",
    "a*b*c **a **b** 2 * 3 snake_case _x_y_ \\*esc\\* 1\\. x ~~c~~ `` x`y ``\n",
    '[![b](https://x/y.svg)](https://z) ![a *b* c](/x.png "t") ![p](/a%20b(1).png)\n',
    "# \n\n##\n\n-\n\n>\n\n1.\n",
    "   indented words\n  ## heading\n   - list\n\n     more\n",
    "- a\n\n\n- b\n\n<!-- c -->\n- d\n",
    LIST_OF_LINKS,
]


@pytest.fixture
def write(visit, metadata, amina, client, live_server):
    """A function that opens the editor, as Amina, on a new page with this text: (tab, page)."""

    def open_editor(body, *, mode="visual", javascript=True, routes=(), attributes="", **options):
        page = make_page(metadata, author=amina, title="The page", body=body, silent=True)
        client.force_login(amina)
        tab = visit("/healthz", javascript=javascript, **options)
        tab.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        for pattern, answer in routes:
            tab.route(pattern, answer)
        if attributes:
            add_attributes(tab, attributes)
        if javascript:
            tab.evaluate("mode => localStorage.setItem('tandem.editor.mode', mode)", mode)
        tab.goto(page.url_path + "edit/")
        if javascript:
            tab.wait_for_selector(".toolbar")
        return tab, page

    return open_editor


def add_attributes(tab, attributes):
    """Give the editor addresses of the server's that this page would have."""

    def answer(route):
        if route.request.method != "GET":
            return route.continue_()
        answer = route.fetch()
        route.fulfill(
            response=answer, body=answer.text().replace("data-editor ", f"data-editor {attributes} ", 1)
        )
        return None

    tab.route(re.compile(r"/edit/$"), answer)


def text(tab):
    """What would be sent now."""
    tab.wait_for_timeout(300)  # what a dialog or a paste has begun
    tab.wait_for_selector(".editor:not([data-writing])")
    return tab.input_value("#id_body")


def at_end(tab):
    tab.click(".ProseMirror")
    tab.keyboard.press("Control+End")


def paste(tab, where, html="", plain="", file=None):
    """Paste as the browser does: an event with the clipboard's data.

    Nobody is so fast as to paste before the browser has told the page where the cursor went: two frames.
    """
    tab.evaluate(
        """async ([where, html, plain, file]) => {
          for (const _frame of [1, 2]) await new Promise(requestAnimationFrame);
          const data = new DataTransfer();
          if (html) data.setData("text/html", html);
          data.setData("text/plain", plain);
          if (file) data.items.add(new File(["x"], file, {type: "image/png"}));
          const target = document.querySelector(where);
          target.focus();
          target.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        [where, html, plain, file],
    )


def test_what_is_not_touched_comes_back_byte_for_byte(write):
    tab, _page = write("First.")
    tab.click("[data-mode=markdown]")
    for source in CORPUS:
        tab.fill("#id_body", source)
        for _time in range(2):
            tab.click("[data-mode=visual]")
            tab.click("[data-mode=markdown]")
        assert tab.input_value("#id_body") == source
        # A letter typed and taken back leaves the text as it was, too.
        tab.click("[data-mode=visual]")
        at_end(tab)
        tab.keyboard.type("x")
        tab.keyboard.press("Control+z")
        tab.click("[data-mode=markdown]")
        assert tab.input_value("#id_body") == source


def test_where_one_paragraph_is_changed_every_other_byte_stays(write):
    tab, _page = write("First.")
    for source in CORPUS:
        tab.click("[data-mode=markdown]")
        tab.fill("#id_body", f"The Beginning.\n\n{source}")
        tab.click("[data-mode=visual]")
        tab.click(".ProseMirror > p:first-child")
        tab.keyboard.press("Home")
        tab.keyboard.type("New. ")
        assert text(tab) == f"New. The Beginning.\n\n{source}"


def test_a_change_in_a_list_leaves_its_other_items(write):
    tab, _page = write(LIST_OF_LINKS)
    tab.click(".ProseMirror li:has-text('kraken')")
    tab.keyboard.press("End")
    tab.keyboard.type(" More.")
    old, new = LIST_OF_LINKS.split("\n"), text(tab).split("\n")
    changed = [number for number, line in enumerate(old) if line != new[number]]
    assert len(old) == len(new) and len(changed) == 1
    assert "kraken" in old[changed[0]] and new[changed[0]].endswith(" More.")


def test_saving_writes_what_was_written(write):
    tab, page = write("One.\n\n*   two\n")
    tab.click(".ProseMirror > p")
    tab.keyboard.press("End")
    tab.keyboard.type(" And **more** of [[The guide]].")
    tab.keyboard.press("Control+s")
    tab.wait_for_selector(".prose strong")
    assert WikiPage.objects.get(pk=page.pk).body == "One. And **more** of [[The guide]].\n\n*   two\n"


def test_with_the_mouse_alone(write):
    """Heading, list, link and table; the keyboard is for words only."""
    tab, _page = write("Start")
    at_end(tab)
    tab.keyboard.press("Enter")
    tab.click("[data-do=heading]")
    tab.keyboard.type("A heading")
    assert tab.get_attribute("[data-do=heading]", "aria-pressed") == "true"
    tab.keyboard.press("Enter")
    tab.click("[data-do=bullets]")
    tab.keyboard.type("one")
    tab.keyboard.press("Enter")
    tab.keyboard.type("see ")
    tab.click("[data-do=link]")
    tab.fill("dialog[open] [name=words]", "the library")
    tab.fill("dialog[open] [name=address]", "www.loc.gov")
    tab.click("dialog[open] button[value=ok]")
    tab.wait_for_selector(".ProseMirror a")
    tab.click("[data-do=table]")
    tab.fill("dialog[open] [name=rows]", "2")
    tab.fill("dialog[open] [name=columns]", "2")
    tab.click("dialog[open] button[value=ok]")
    tab.wait_for_selector(".ProseMirror th")
    tab.keyboard.type("Field")
    tab.click("[data-do=column-add]")
    tab.click("[data-do=row-add]")
    assert text(tab) == (
        "Start\n\n## A heading\n\n- one\n- see [the library](https://www.loc.gov)\n\n"
        "| Field |  |  |\n|---|---|---|\n|  |  |  |\n|  |  |  |"
    )
    for name in ("column-cut", "row-cut"):
        tab.click(f"[data-do={name}]")
    assert text(tab).endswith("|\n|---|---|\n|  |  |")


def test_with_the_keyboard_alone(write):
    tab, _page = write("Words here")
    tab.focus("#id_title")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.dataset.do") == "heading"
    tab.keyboard.press("ArrowRight")
    assert tab.evaluate("document.activeElement.dataset.do") == "bold"
    tab.keyboard.press("End")
    assert tab.evaluate("document.activeElement.dataset.mode") == "markdown"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('role')") == "textbox"
    tab.keyboard.press("Control+a")
    tab.keyboard.press("Control+b")
    tab.keyboard.press("Control+Alt+3")
    assert text(tab) == "### **Words here**"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.tagName") == "SUMMARY"
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Control+End")
    tab.keyboard.type("- item")
    tab.keyboard.press("Enter")
    tab.keyboard.type("second")
    tab.keyboard.press("Tab")
    assert text(tab).endswith("- item\n  - second")
    tab.keyboard.press("Escape")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_signs_become_what_they_mean(write):
    tab, _page = write("")
    tab.click(".ProseMirror")
    for words in (
        "## Two",
        "- [ ] a task",
        "",
        "1. one",
        "",
        "> quoted",
        "",
        "`code`, *it*, **b**, ~~s~~",
        "---",
    ):
        tab.keyboard.type(words)
        tab.keyboard.press("Enter")
        if words == "> quoted":
            tab.keyboard.press("Enter")
    tab.keyboard.type("```py ")
    tab.keyboard.type("print(1)")
    assert text(tab).rstrip() == (
        "## Two\n\n- [ ] a task\n\n1. one\n\n> quoted\n\n`code`, *it*, **b**, ~~s~~\n\n---\n\n```py\nprint(1)\n```"
    )


def test_a_note_a_callout_and_a_task_to_tick(write):
    tab, _page = write("Claim\n\n- [ ] ask\n")
    tab.click(".ProseMirror > p")
    tab.keyboard.press("End")
    tab.click("[data-do=note]")
    tab.keyboard.type("The source")
    tab.click(".task-item input")
    assert text(tab) == "Claim[^1]\n\n- [x] ask\n\n[^1]: The source\n"
    tab.click(".ProseMirror > p:first-child")
    tab.click("[data-do=callout]")
    tab.select_option("dialog[open] select", "WARNING")
    tab.click("dialog[open] button[value=ok]")
    tab.wait_for_selector(".callout-label")
    assert text(tab).startswith("> [!WARNING]\n> Claim[^1]\n\n- [x]")
    assert tab.inner_text(".callout-label") == "Warning"


def test_the_same_buttons_in_markdown(write):
    tab, _page = write("Words", mode="markdown")
    tab.locator("#id_body").select_text()
    tab.click("[data-do=bold]")
    assert tab.input_value("#id_body") == "**Words**"
    tab.click("[data-do=bold]")
    tab.click("[data-do=heading]")
    assert tab.input_value("#id_body") == "## Words"
    tab.click("[data-do=note]")
    tab.keyboard.type("Why")
    assert tab.input_value("#id_body") == "## Words[^1]\n\n[^1]: Why"
    tab.fill("#id_body", "a\nb")
    tab.locator("#id_body").select_text()
    for name, made in (("numbers", "1. a\n2. b"), ("tasks", "- [ ] a\n- [ ] b"), ("bullets", "- a\n- b")):
        tab.click(f"[data-do={name}]")
        assert tab.input_value("#id_body") == made
    tab.keyboard.press("Control+z")
    assert tab.input_value("#id_body") == "- [ ] a\n- [ ] b"
    # The live preview is beside it.
    tab.fill("#id_body", "now *shown*")
    tab.wait_for_selector("#preview em")


GOOGLE = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1">'
    '<p dir="ltr" style="line-height:1.38;">'
    '<span style="font-size:11pt;font-weight:400;">Some </span><span style="font-weight:700;">bold</span>'
    '<span style="font-weight:400;font-style:italic;"> words</span></p><ul><li dir="ltr" style="list-style-type:disc;">'
    '<p dir="ltr"><span style="font-weight:400">one</span></p></li></ul></b><br class="Apple-interchange-newline">'
)
WORD = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'>"
    "<head><style><!-- p.MsoNormal {margin:0} --></style></head>"
    "<body lang=EN-GB><!--StartFragment--><h2>Title<o:p></o:p></h2>"
    "<p class=MsoNormal style='margin:0cm'>A <b style='mso-bidi-font-weight:normal'>bold</b> word.<o:p></o:p></p>"
    "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
    "<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]>"
    "<span style='mso-list:Ignore'>·"
    "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span><![endif]>first<o:p></o:p></p>"
    "<p class=MsoListParagraphCxSpLast style='mso-list:l0 level2 lfo1'><![if !supportLists]>"
    "<span style='mso-list:Ignore'>o"
    "<span>&nbsp;&nbsp; </span></span><![endif]>second<o:p></o:p></p>"
    "<table class=MsoTableGrid style='border:none'><tr><td style='width:1pt'><p class=MsoNormal><b>Head</b></p></td>"
    "<td><p>B</p></td></tr><tr><td><p>1</p></td><td><p>2 | 3</p></td></tr></table><!--EndFragment--></body></html>"
)
WEB = (
    '<div class="x" onclick="bad()"><h1 style="color:red">A page</h1><script>alert(1)</script>'
    '<p>See <a href="https://example.org/a" class="y">this</a> and <a href="javascript:alert(1)">that</a>.</p>'
    '<ol start="3"><li>three</li><li>four</li></ol><pre><code class="language-py">x = 1\n</code></pre>'
    '<img src="data:image/png;base64,xx" alt="no"><blockquote><p>Said</p></blockquote></div>'
)
PASTED = [
    (GOOGLE, "Some **bold** *words*\n\n- one"),
    (
        WORD,
        "## Title\n\nA **bold** word.\n\n- first\n  - second\n\n| **Head** | B |\n|---|---|\n| 1 | 2 \\| 3 |",
    ),
    (
        WEB,
        "## A page\n\nSee [this](https://example.org/a) and that.\n\n3. three\n4. four\n\n```py\nx = 1\n```\n\n> Said",
    ),
]


@pytest.mark.parametrize("mode", ["visual", "markdown"])
def test_what_is_pasted_from_elsewhere_is_clean(write, mode):
    tab, _page = write("", mode=mode)
    where = ".ProseMirror" if mode == "visual" else "#id_body"
    for html, markdown in PASTED:
        paste(tab, where, html=html, plain="the plain words")
        assert text(tab).rstrip() == markdown
        tab.focus(where)
        tab.keyboard.press("Control+a")
        tab.keyboard.press("Delete")
        if mode == "visual":
            tab.keyboard.press("Control+Alt+0")
            tab.click("[data-mode=markdown]")
            tab.fill("#id_body", "")
            tab.click("[data-mode=visual]")


def test_pasted_markdown_is_read_in_the_visual_mode(write):
    tab, _page = write("")
    paste(tab, ".ProseMirror", plain="## Two\n\n- a\n- b")
    assert tab.locator(".ProseMirror h2").count() == 1 and tab.locator(".ProseMirror li").count() == 2


@pytest.mark.parametrize("mode", ["visual", "markdown"])
def test_a_pasted_picture_asks_what_it_shows(write, mode):
    sent = []

    def answer(route):
        sent.append(route.request.post_data_buffer)
        if len(sent) == 1:
            body = {
                "markdown": "![A map](/media/map.png)",
                "url": "/media/map.png",
                "name": "map.png",
                "picture": True,
            }
            route.fulfill(status=201, content_type="application/json", body=json.dumps(body))
        elif len(sent) == 2:
            route.fulfill(
                status=422, content_type="application/json", body='{"sentence": "This is not a picture."}'
            )
        else:
            route.abort()

    tab, _page = write(
        "Map:\n\nEnd: x", mode=mode, routes=[("**/put-files/", answer)], attributes='data-files="/put-files/"'
    )
    where = ".ProseMirror" if mode == "visual" else "#id_body"
    tab.click(where)
    tab.keyboard.press("Control+End")
    for sentence in ("map.png is in the text.", "This is not a picture.", "map.png could not be sent."):
        paste(tab, where, file="map.png")
        tab.click("dialog[open] button[value=ok]")
        assert tab.locator("dialog[open]").count() == 1, "the words are asked for"
        tab.fill("dialog[open] [name=alt]", "A map")
        tab.click("dialog[open] button[value=ok]")
        tab.wait_for_selector(f".editor-status:has-text('{sentence}')")
    assert b'name="alt"\r\n\r\nA map' in sent[0] and b'filename="map.png"' in sent[0]
    assert text(tab).split() == ["Map:", "End:", "x![A", "map](/media/map.png)"]


def test_pictures_files_and_people_have_their_buttons_where_the_site_takes_them(write):
    tab, _page = write("x")
    names = ("picture", "file", "person")
    assert [tab.is_visible(f"[data-do={name}]") for name in names] == [True] * 3

    def without(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub(r' data-(files|suggest)="[^"]*"', "", answer.text()))

    tab.route(re.compile("/edit/$"), without)
    tab.reload()
    tab.wait_for_selector(".toolbar")
    assert [tab.is_visible(f"[data-do={name}]") for name in names] == [False] * 3


@pytest.mark.parametrize("mode", ["visual", "markdown"])
def test_pages_and_people_are_proposed(write, mode):
    def answer(route):
        found = [
            {"label": "The guide", "detail": "Metadata", "insert": "[[The guide]]"},
            {"label": "The glossary", "detail": "Metadata", "insert": "[[The glossary]]"},
        ]
        if "people=" in route.request.url:
            found = [{"label": "Benoît Kerjean", "detail": "", "insert": "[Benoît Kerjean](/en/people/3/)"}]
        route.fulfill(content_type="application/json", body=json.dumps({"results": found}))

    tab, _page = write(
        "See ", mode=mode, routes=[("**/suggest/**", answer)], attributes='data-suggest="/suggest/"'
    )
    where = ".ProseMirror" if mode == "visual" else "#id_body"
    tab.click(where)
    tab.keyboard.press("Control+End")
    tab.keyboard.type(" [[the")
    tab.wait_for_selector("[role=option]:visible")
    assert tab.get_attribute(where, "aria-expanded") == "true"
    first = tab.get_attribute(where, "aria-activedescendant")
    tab.keyboard.press("ArrowDown")
    assert tab.get_attribute(where, "aria-activedescendant") != first
    tab.keyboard.press("Enter")
    assert tab.locator(f"{where}[aria-expanded]").count() == 0
    tab.keyboard.type(" by @ben")
    tab.click("[role=option]:visible")
    made = text(tab)
    assert made.split() == ["See", "[[The", "glossary]]", "by", "[Benoît", "Kerjean](/en/people/3/)"]
    tab.keyboard.type(" [[x")
    tab.wait_for_selector("[role=option]:visible")
    tab.keyboard.press("Escape")
    assert tab.locator("[role=option]:visible").count() == 0


def test_the_choice_of_a_mode_is_remembered(write):
    tab, _page = write("x")
    tab.click("[data-mode=markdown]")
    tab.reload()
    assert tab.is_visible("#id_body") and not tab.is_visible(".ProseMirror")


def test_the_preview_is_shown_on_demand(write):
    tab, _page = write("one")
    assert not tab.is_visible("#preview")
    at_end(tab)
    tab.keyboard.type(" **two**")
    tab.click("button[name=preview]")
    tab.wait_for_selector("#preview strong")
    assert tab.is_visible(".ProseMirror")


def test_the_lists_of_proposals_and_the_dialogs_are_accessible(write):
    found = json.dumps({"results": [{"label": "The guide", "detail": "Metadata", "insert": "[[The guide]]"}]})
    tab, _page = write(
        "\n\n".join([CORPUS[9], CORPUS[7], CORPUS[10], CORPUS[11]]),
        routes=[("**/suggest/**", lambda route: route.fulfill(content_type="application/json", body=found))],
        attributes='data-suggest="/suggest/" data-files="/put-files/"',
    )
    troubles = []

    def look():
        for violation in Axe().run(tab).response["violations"]:
            troubles.append(f"{violation['id']}: {[node['target'] for node in violation['nodes']][:3]}")

    tab.locator(".ProseMirror td").nth(1).click()
    look()
    for name in ("link", "table", "callout", "picture", "file"):
        tab.click(f"[data-do={name}]")
        tab.wait_for_selector("dialog[open]")
        look()
        tab.keyboard.press("Escape")
    tab.keyboard.type(" [[the")
    tab.wait_for_selector("[role=option]:visible")
    look()
    assert not troubles


def test_without_javascript_it_is_a_text_area(write):
    tab, page = write("Old.", javascript=False)
    assert tab.locator(".toolbar").count() == 0
    tab.click("details.signs summary")
    assert tab.is_visible("text=a quotation")
    tab.fill("#id_body", "New.")
    tab.click("button[name=preview]")
    assert "New." in tab.inner_text("#preview")
    tab.click(".savebar button:not([name])")
    assert WikiPage.objects.get(pk=page.pk).body == "New."
