"""A site of one size for `make bench`: 300 threads, one of 100 replies, 300 wiki pages, one of 1,500 words."""

from django.db import transaction

from home.factories import make_group, make_member, make_page, make_reply, make_thread
from home.founding import found_site
from wiki.editing import save_page
from wiki.models import WikiPage

# Versions of the page of 100 kB; two and two are compared.
VERSIONS = 24
SENTENCE = (
    "The catalogue keeps what the machine proposed beside what a person checked, and says when, by whom and with "
    "which tool. "
)


@transaction.atomic
def seed():
    found_site()
    amina = make_member("Amina Bello", time_zone="Europe/London")
    others = [make_member(f"Member{number} Name") for number in range(20)]
    group = make_group("bench", stewards=[amina], members=others)
    for number in range(300):
        make_thread(
            group, author=others[number % 20], title=f"Thread {number}", text=SENTENCE * 3, silent=True
        )
        make_page(group, author=amina, title=f"Page {number}", body=SENTENCE * 4, silent=True)
    thread = make_thread(group, author=amina, title="A long discussion", text=SENTENCE * 4, silent=True)
    for number in range(100):
        make_reply(thread, author=others[number % 20], text=f"**{number}.** " + SENTENCE * 4, silent=True)
    sections = (
        f"## Section {number}\n\n{SENTENCE * 2}\nSee [[Page {number}]] and [[Page {number + 40}]].\n"
        for number in range(30)
    )
    make_page(group, author=amina, title="Long article", body="\n".join(sections), silent=True)
    make_page(group, author=amina, title="Short page", body="Text.", silent=True)
    versions(group, amina)


def versions(group, author):
    """A page of 100 kB, in each version of which every tenth paragraph is another."""
    paragraphs = [f"{'## Part' if n % 6 == 0 else 'In part'} {n}. {SENTENCE * (n % 6)}" for n in range(290)]
    page = make_page(group, author=author, title="Compared", body="\n\n".join(paragraphs), silent=True)
    for number in range(2, VERSIONS + 1):
        paragraphs[number % 10 :: 10] = [
            text.replace("person", f"colleague {number}").replace("tool", "set of tools")
            for text in paragraphs[number % 10 :: 10]
        ]
        page = WikiPage.objects.get(pk=page.pk)
        body = "\n\n".join(paragraphs)
        save_page(page, author=author, title="Compared", body=body, base=page.latest_revision_id, silent=True)
