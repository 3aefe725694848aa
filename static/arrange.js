// Dragging the pages of a wiki: a drop sends the form, as the buttons do. Nothing here is needed to arrange them.

const form = document.querySelector("form[data-arrange]");
const rows = form ? [...form.querySelectorAll("[data-page], [data-front]")] : [];
let dragged = null;

const number = (row) => row.dataset.page || row.dataset.front;
const inside = (row) => dragged.parentElement.contains(row);

// Above the middle third of a row: before it. Below: after it. On it: below it in the tree.
const drop = (row, event) => {
  if (row.dataset.front) return "below";
  const box = row.getBoundingClientRect();
  const part = (event.clientY - box.top) / box.height;
  return part < 0.3 ? "before" : part > 0.7 ? "after" : "below";
};

const clear = () => {
  for (const row of rows) delete row.dataset.drop;
};

const send = (fields) => {
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  form.submit();
};

for (const row of rows) {
  // A page without buttons is not this person's to move.
  if (row.dataset.page && row.querySelector("button")) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.querySelector("a").textContent);
    });
    row.addEventListener("dragend", () => { dragged = null; clear(); });
  }
  row.addEventListener("dragover", (event) => {
    if (!dragged || inside(row)) return;
    event.preventDefault();
    clear();
    row.dataset.drop = drop(row, event);
  });
  row.addEventListener("dragleave", () => { delete row.dataset.drop; });
  row.addEventListener("drop", (event) => {
    if (!dragged || inside(row)) return;
    event.preventDefault();
    send({ page: number(dragged), drop: drop(row, event), other: number(row) });
  });
}

// A link is dragged as an address by itself; here its whole row moves.
for (const row of rows) row.querySelector("a").draggable = false;
if (rows.some((row) => row.draggable)) {
  for (const hint of document.querySelectorAll("[data-drag-hint]")) hint.hidden = false;
}
