// Searches index.js (PAGES: [address, page, heading, text]) for all words of the query, in Korean without their particles.
const PARTICLE = /(으로부터|에게서|에서는|에서도|으로는|으로도|이라는|에서|에게|으로|까지|부터|보다|처럼|이나|이란|이다|에는|에도|과의|와의|라는|은|는|이|가|을|를|의|에|로|와|과|도|만|나|다)$/;
const form = document.getElementById("search-form");
const list = document.getElementById("search-results");
const asked = new URLSearchParams(location.search).get("q") ?? "";

// A word as it is, then its stem: the Korean word before its particle, the English one before its ending.
function forms(word) {
  const stem = /[가-힣]$/.test(word) ? word.replace(PARTICLE, "") : word.replace(/(?:ies|es|s|ed|ing)$/, "");
  return stem !== word && stem.length >= (/[가-힣]/.test(word) ? 2 : 3) ? [word, stem] : [word];
}

function pattern(form) {
  const letters = [...form].map((letter) => letter.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  // Compounds are spelt with or without spaces in Korean; in English a word is found from its beginning.
  return /[가-힣]/.test(form) ? letters.join("\\s?") : (/^\w/.test(form) ? "\\b" : "") + letters.join("");
}

function score(entry, words) {
  let total = 0;
  for (const found of words) {
    const best = Math.max(...found.map((regex, stemmed) => {
      const [, page, heading, text] = entry;
      const hits = (text.match(regex) ?? []).length;
      return ((heading.match(regex) ? 12 : 0) + (page.match(regex) ? 6 : 0) + Math.min(hits, 5)) / (1 + stemmed);
    }));
    if (!best) return 0;
    total += best;
  }
  return total;
}

function marked(text, any) {
  const made = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(any)) {
    const mark = document.createElement("mark");
    mark.textContent = match[0];
    made.append(text.slice(end, match.index), mark);
    end = match.index + match[0].length;
  }
  made.append(text.slice(end));
  return made;
}

function shown([address, page, heading, text], any) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = address;
  link.append(marked(heading && heading !== page ? page + " › " + heading : page, any));
  const start = Math.max(0, text.search(any) - 60);
  const words = document.createElement("p");
  words.append(start ? "… " : "", marked(text.slice(start, start + 220), any), start + 220 < text.length ? " …" : "");
  item.append(link, words);
  return item;
}

function search(query) {
  const split = query.toLowerCase().split(/\s+/).filter(Boolean).map(forms);
  if (!split.length) return;
  const words = split.map((forms) => forms.map((form) => new RegExp(pattern(form), "gi")));
  const any = new RegExp(split.flat().sort((a, b) => b.length - a.length).map(pattern).join("|"), "gi");
  const found = PAGES.map((entry) => [score(entry, words), entry]).filter(([points]) => points).sort((a, b) => b[0] - a[0]);
  form.querySelector("output").textContent = form.dataset.count.replace("{n}", found.length).replace("{q}", query);
  list.replaceChildren(...found.slice(0, 60).map(([, entry]) => shown(entry, any)));
}

form.elements.q.value = asked;
search(asked);
