// The one script of every page: NHS components, pickers, shortcuts. Everything works without it.
import { initAll } from "../wagtailnhsukfrontend/js/nhsuk-frontend-10.4.2.min.js";
import { forgetCopies } from "./offline-copies.js";
import { startPickers } from "./picker.js";
import { startSearch } from "./search.js";
import { startShortcuts } from "./shortcuts.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
startPickers(document);
startSearch(document);
startShortcuts(document);

const conflict = document.getElementById("conflict");
if (conflict) conflict.focus();

// A menu closes on Escape and when the focus leaves it.
for (const menu of document.querySelectorAll("details.lp-menu")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

// A page that shows how far long work is asks again by itself; without this script the reader presses the link.
const refresh = document.querySelector("[data-refresh-seconds]");
if (refresh) window.setTimeout(() => window.location.reload(), Number(refresh.dataset.refreshSeconds) * 1000);

// The filter panel folds on a phone only.
const wide = window.matchMedia("(min-width: 60rem)");
const unfold = () => {
  for (const panel of document.querySelectorAll("details[data-open-wide]")) if (wide.matches) panel.open = true;
};
wide.addEventListener("change", unfold);
unfold();

// Who goes to a part of the page by its name finds it unfolded.
const unfoldTarget = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const panel = target && target.querySelector("details[data-open-wide]");
  if (panel) panel.open = true;
};
window.addEventListener("hashchange", unfoldTarget);
unfoldTarget();

// Signing out on purpose leaves no note behind on a shared computer; a session that ran out keeps the draft.
for (const form of document.querySelectorAll('form[action$="/logout/"]')) {
  const forget = () => {
    for (const name of Object.keys(localStorage)) if (name.startsWith("listening-post-log-draft-")) localStorage.removeItem(name);
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    forget();
    window.addEventListener("pagehide", forget); // after the log form has kept its last words
    await forgetCopies().catch(() => {}); // they are made again at the next sign-in
    form.submit();
  });
}
