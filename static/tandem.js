// What the browser adds to pages that work without it: the time zone, and a word before a text is lost.

for (const field of document.querySelectorAll("input[type=hidden][name=time_zone]")) {
  if (!field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
}

// Where the clock of this machine is not the one that was chosen, its zone is offered; nothing changes by itself.
for (const offer of document.querySelectorAll("[data-offer-zone]")) {
  const select = document.getElementById(offer.dataset.offerZone);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const option = [...select.options].find((each) => each.value === zone);
  const show = () => { offer.hidden = !option || select.value === zone; };
  if (option) offer.querySelector("b").textContent = option.text;
  offer.querySelector("button").addEventListener("click", () => {
    select.value = zone;
    select.dispatchEvent(new Event("input", { bubbles: true }));
    select.focus();
    show();
  });
  select.addEventListener("change", show);
  show();
}

// <form data-guard="There is text here that is not saved."> asks before one leaves with changes unsent.
for (const form of document.querySelectorAll("form[data-guard]")) {
  let edited = false;
  form.addEventListener("input", () => { edited = true; });
  form.addEventListener("submit", () => { edited = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!edited) return;
    event.preventDefault();
    // Only older browsers show our words; the others have their own.
    event.returnValue = form.dataset.guard;
  });
}

// The editor keeps what is being written in this browser. Once the server says that it is saved, it is let go of …
try {
  const sent = JSON.parse(sessionStorage.getItem("tandem.sent"));
  if (sent && !document.querySelector("[data-editor]")) {
    sessionStorage.removeItem("tandem.sent");
    const kept = JSON.parse(localStorage.getItem(sent.key));
    if (kept && kept.at <= sent.at && document.querySelector(".messages .notice-good")) localStorage.removeItem(sent.key);
  }
} catch { /* A browser that keeps nothing has nothing to forget. */ }

// … and when one signs out: the next person at this browser must not find it.
for (const form of document.querySelectorAll("form[data-forget-drafts]")) {
  form.addEventListener("submit", () => {
    try {
      const own = `tandem.draft:${form.dataset.forgetDrafts}:`;
      for (const key of Object.keys(localStorage)) if (key.startsWith(own)) localStorage.removeItem(key);
    } catch { /* As above. */ }
  });
}
