// What the browser adds to pages that work without it: the time zone at sign-up, and a word before a text is lost.

for (const field of document.querySelectorAll("input[type=hidden][name=time_zone]")) {
  if (!field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
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
