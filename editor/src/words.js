// The words of the editor come with the page, in the reader's language.

const words = {};

/** Learn the words from a <template> of <span data-word="name">. */
export function learn(template) {
  for (const span of template.content.querySelectorAll("[data-word]")) words[span.dataset.word] = span.textContent;
}

/** The words of this name; `%s` in them is replaced. */
export function word(name, value = "") {
  return (words[name] ?? name).replace("%s", value);
}
