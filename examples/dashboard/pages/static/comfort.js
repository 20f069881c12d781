// Comfort alone: every page works without this file.
"use strict";
const form = document.querySelector("form.people");
if (form) {
  const boxes = () => [...form.querySelectorAll('input[name="id"]')];
  const head = form.querySelector("thead th");
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", "Select all on this page");
  all.addEventListener("change", () => boxes().forEach((box) => { box.checked = all.checked; }));
  head.replaceChildren(all);
  form.addEventListener("change", () => { all.checked = boxes().length > 0 && boxes().every((box) => box.checked); });
  for (const row of form.querySelectorAll("tbody tr[data-id]")) {
    row.addEventListener("click", (event) => {
      if (!event.target.closest("a, label, input") && !String(getSelection())) row.querySelector("th a").click();
    });
  }
}
