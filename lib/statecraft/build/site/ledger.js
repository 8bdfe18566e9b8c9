// Filters, sorts and exports the ledger. The table is complete without this; the query of the address holds the filter.
const table = document.getElementById("ledger-table");
const form = document.getElementById("ledger-filter");
const body = table.tBodies[0];
const rows = [...body.rows];
const facets = ["text", "topic", "verdict", "robustness", "notebook"];
const words = new Map(rows.map((row) => [row, (row.textContent + " " + row.dataset.other).toLowerCase()]));

function apply() {
  const asked = form.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    const fits = facets.every((name) => !form.elements[name].value || form.elements[name].value === row.dataset[name]);
    row.hidden = !(fits && asked.every((word) => words.get(row).includes(word)));
    shown += !row.hidden;
  }
  form.querySelector("output").textContent = form.dataset.count.replace("{n}", shown).replace("{all}", rows.length);
}

function remember() {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value)).toString();
  history.replaceState(null, "", location.pathname + (query && "?" + query) + location.hash);
}

function restore() {
  const query = new URLSearchParams(location.search);
  for (const name of [...facets, "q"]) form.elements[name].value = query.get(name) ?? "";
  apply();
  find();
}

// A claim that the address names is always shown, even where the filter leaves it out.
function find() {
  const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!rows.includes(row)) return;
  row.hidden = false;
  row.scrollIntoView({ block: "center" });
}

function sort(column, button) {
  const heading = button.parentElement;
  const down = heading.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.querySelectorAll("th")) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent.trim();
  const compare = (a, b) => key(a).localeCompare(key(b), document.documentElement.lang, { numeric: true });
  // Blank cells come last, whichever way the others go.
  rows.sort((a, b) => !key(a) - !key(b) || (down ? -1 : 1) * compare(a, b));
  body.append(...rows);
}

function quoted(text) {
  return '"' + text.trim().replace(/\s+/g, " ").replaceAll('"', '""') + '"';
}

function exportRows() {
  const head = ["claim", ...facets, "statement", "agreement", "today", "stated"];
  const lines = rows.filter((row) => !row.hidden).map((row) => [
    row.id, ...facets.map((name) => row.dataset[name]), row.querySelector(".statement").textContent,
    ...[...row.cells].slice(2, 5).map((cell) => cell.textContent)]);
  const text = "\ufeff" + [head, ...lines].map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = "ai-statecraft-claims.csv";
  link.click();
  URL.revokeObjectURL(link.href);
}

[...table.tHead.rows[0].cells].forEach((cell, column) => {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...cell.childNodes);
  cell.append(button);
  button.addEventListener("click", () => sort(column, button));
});
form.addEventListener("input", () => { apply(); remember(); });
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(() => { apply(); remember(); }));
form.querySelector("button.export").addEventListener("click", exportRows);
addEventListener("hashchange", find);
form.hidden = false;
form.querySelector("details").open = matchMedia("(min-width: 46rem)").matches; // on a phone the claims come first
restore();
