// What the pages gain from a script; every page works without it.
"use strict";

const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

// Buttons that copy a command. They only appear where copying works.
function offerCopying(root) {
  if (!navigator.clipboard) return;
  each("[data-copy]", (button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      const word = button.querySelector("span");
      const before = word.textContent;
      word.textContent = button.dataset.done;
      setTimeout(() => { word.textContent = before; }, 2000);
    });
  }, root);
}

// Filters act at once, and what is empty stays out of the address; without a script there is a button.
function followFilters(root) {
  each("form[data-live] select", (field) => field.addEventListener("change", () => field.form.requestSubmit()), root);
  each("form[role=search]", (form) => form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  }), root);
}

// What takes a while says so, and is not sent twice.
function sendOnce(root) {
  each("form[data-once]", (form) => form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    button.textContent = form.dataset.once;
    setTimeout(() => { button.disabled = true; });
  }), root);
}

// Menus close on Escape and when something else is clicked.
function closeMenus(except) {
  each("details.menu[open]", (menu) => { if (!menu.contains(except)) menu.open = false; });
}
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  closeMenus(null);
  if (open) open.querySelector("summary").focus();
});

// "/" goes to the search box, as on many sites people know.
document.addEventListener("keydown", (event) => {
  const writing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  const box = document.getElementById("search");
  if (event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey || !box) return;
  event.preventDefault();
  box.focus();
});

// The age of the data goes on counting between two refreshes.
function countAges() {
  each("time[data-age]", (time) => {
    const seconds = Math.max(0, Math.round((Date.now() + clockDifference - Date.parse(time.dateTime)) / 1000));
    const [unit, count] = seconds < 60 ? ["s", seconds] : seconds < 3600 ? ["min", Math.floor(seconds / 60)]
      : ["h", Math.floor(seconds / 3600)];
    time.textContent = time.dataset[unit].replace("{n}", count);
  });
}
const served = Date.parse(document.documentElement.dataset.now || "");
const clockDifference = Number.isNaN(served) ? 0 : served - Date.now();

// Parts of a page that refresh themselves rest while nobody looks, and while somebody writes in them.
document.addEventListener("htmx:beforeRequest", (event) => {
  const part = event.detail.elt;
  if (!part.matches("[data-refresh]")) return;
  const busy = part.contains(document.activeElement) && document.activeElement !== document.body;
  if (document.hidden || busy) event.preventDefault();
});
function away(isAway) {
  each("#away", (notice) => { notice.hidden = !isAway; });
}
document.addEventListener("htmx:sendError", () => away(true));
document.addEventListener("htmx:timeout", () => away(true));
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.xhr.status) away(event.detail.xhr.status >= 500); });
document.addEventListener("htmx:load", (event) => { offerCopying(event.detail.elt); countAges(); });

offerCopying(document);
followFilters(document);
sendOnce(document);
countAges();
setInterval(countAges, 5000);
