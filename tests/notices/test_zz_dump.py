from tests.notices.test_real_news import *
from tests.notices.test_real_news import test_a_reply_and_a_page_reach_a_french_reader_in_french as t
def test_dump(since_long, amina, benoit, slot, mailoutbox):
    t(since_long, amina, benoit, slot, mailoutbox)
    m=mailoutbox[0]; open("/tmp/mail.txt","w").write(m.body); open("/tmp/mail.html","w").write(m.alternatives[0][0])
def test_pages(client, metadata, benoit):
    client.force_login(benoit)
    open("/tmp/settings.html","wb").write(client.get("/fr/avis/").content)
