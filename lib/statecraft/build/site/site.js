// The other language opens at the same place: its link takes over the query and the fragment of this page.
for (const link of document.querySelectorAll("a.language")) {
  const address = link.getAttribute("href");
  const follow = () => link.setAttribute("href", address + location.search + location.hash);
  for (const event of ["focus", "pointerenter", "pointerdown", "click"]) link.addEventListener(event, follow);
}
