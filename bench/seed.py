"""A site of one size for `make bench`: 300 threads, one of 100 replies, 300 wiki pages, one of 1,500 words,
and some of a megabyte, each with another text.
"""

import itertools
import random

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
MEGABYTES = 5  # pages, because each is opened for the first time only once
WORDS = SENTENCE.lower().replace(",", "").rstrip(". ").split()


def megabyte(seed):
    """Just under a megabyte of Markdown as people write it: prose, links, lists, tables, some code."""
    chance = random.Random(seed)

    def sentence():
        words = [chance.choice(WORDS) for _ in range(chance.randint(8, 22))]
        words[3] = chance.choice([words[3]] * 6 + [f"**{words[3]}**", f"*{words[3]}*", f"`{words[3]}`"])
        words[5] = chance.choice(
            [words[5]] * 10 + ["[a report](https://example.org/report)", f"[[Page {chance.randint(0, 299)}]]"]
        )
        return " ".join(words).capitalize() + "."

    parts, size = [], 0
    for number in itertools.count(1):
        some = [f"{'##' if number % 4 == 1 else '###'} Section {number}"]
        some += [" ".join(sentence() for _ in range(chance.randint(3, 7))) for _ in range(4)]
        if number % 2:
            some.append("\n".join(f"- {sentence()}" for _ in range(6)))
        if number % 4 == 0:
            rows = (
                f"| {chance.choice(WORDS)} | {chance.randint(1, 9999)} | {sentence()} |" for _ in range(8)
            )
            some.append("| Field | Number | Note |\n|---|--:|---|\n" + "\n".join(rows))
        if number % 9 == 0:
            some.append(f"> [!NOTE]\n> {sentence()}")
        if number % 15 == 0:
            some.append("```python\nfor record in records:\n    print(record['title'], 3)  # a note\n```")
        text = "\n\n".join(some) + "\n\n"
        size += len(text)
        if size > 1024 * 1024:
            return "".join(parts)
        parts.append(text)


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
    for number in range(MEGABYTES):
        make_page(group, author=amina, title=f"Megabyte {number}", body=megabyte(number), silent=True)


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
