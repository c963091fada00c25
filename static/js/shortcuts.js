// Keyboard shortcuts; switched off by data-shortcuts="off" on the body (WCAG 2.1.4).
const PLACES = { d: "/desk/decisions/", p: "/desk/partners/", a: "/desk/activities/", h: "/desk/" };

function isTyping(target) {
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

export function startShortcuts(page) {
  const search = page.getElementById("lp-search");
  if (!search) return;
  let waitsForPlace = false;
  page.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (page.body.dataset.shortcuts === "off") return;
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      search.focus();
      return;
    }
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (waitsForPlace) {
      waitsForPlace = false;
      if (PLACES[event.key]) window.location.assign(PLACES[event.key]);
    } else if (event.key === "/") {
      event.preventDefault();
      search.focus();
    } else if (event.key === "g") {
      waitsForPlace = true;
    } else if (event.key === "n") {
      const log = page.querySelector(".lp-header__log");
      if (log) log.click();
    } else if (event.key === "?" && page.querySelector("a[data-shortcut-help]")) {
      page.querySelector("a[data-shortcut-help]").click();
    }
  });
}
