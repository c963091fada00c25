// The big buttons of the stall page. Without this script the same page is plain number fields.
import { Draft } from "./log_draft.js";

const form = document.querySelector("form[data-stall]");
const words = form.querySelector("[data-tally-words]");
const rows = [...form.querySelectorAll("[data-tally]")];
const offers = form.querySelector("[data-offers]");
const MOST_OFFERED = 8;
const SENT = "listening-post-stall-sent"; // the name of the draft that this tab sent last
const REMEMBERED = `listening-post-stall-groups-${form.dataset.user}`;

function make(tag, attributes, text) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

function nameBox(row) {
  return row.querySelector("input[name$=what]");
}

function numberBox(row) {
  return row.querySelector("input[type=number]");
}

function nameOf(row) {
  const box = nameBox(row);
  return box ? box.value.trim() || "this group" : "people who came by";
}

function isFree(row) {
  return !nameBox(row).value.trim() && !numberBox(row).value;
}

function startTally(row) {
  const number = numberBox(row);
  const press = make("div", { class: "lp-tally__press" }, "");
  row.classList.add("lp-tally--pressed");
  const fewer = make("button", { type: "button", class: "lp-tally__step" }, "−");
  const more = make("button", { type: "button", class: "lp-tally__step lp-tally__step--more" }, "+");
  number.before(press);
  press.append(fewer, number, more);
  const label = () => {
    fewer.setAttribute("aria-label", `One fewer: ${nameOf(row)}`);
    more.setAttribute("aria-label", `One more: ${nameOf(row)}`);
    if (nameBox(row)) number.setAttribute("aria-label", `How many: ${nameOf(row)}`);
  };
  const step = (change) => {
    number.value = Math.max(0, (Number(number.value) || 0) + change);
    words.textContent = `${nameOf(row)}: ${number.value}`;
    number.dispatchEvent(new Event("input", { bubbles: true }));
  };
  fewer.addEventListener("click", () => step(-1));
  more.addEventListener("click", () => step(1));
  row.addEventListener("input", label);
  label();
}

function remembered() {
  try {
    const names = JSON.parse(localStorage.getItem(REMEMBERED) || "[]");
    return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}

function remember() {
  const used = rows.filter((row) => numberBox(row).value && nameBox(row).value.trim()).map((row) => nameBox(row).value.trim());
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify([...new Set([...used, ...remembered()])].slice(0, MOST_OFFERED)));
  } catch {
    return; // a full or closed store: nothing is remembered
  }
}

// Groups of the last stalls first, then communities of the board. Buttons stay while they offer the same: a finger may be on one.
function showOffers() {
  const taken = new Set(rows.map((row) => nameBox(row).value.trim().toLowerCase()));
  const names = [...new Set([...remembered(), ...JSON.parse(form.dataset.communities)])].filter((name) => !taken.has(name.toLowerCase()));
  const shown = names.slice(0, MOST_OFFERED);
  offers.hidden = !shown.length || !rows.some(isFree);
  if (shown.join("\n") === [...offers.children].map((button) => button.textContent).join("\n")) return;
  offers.replaceChildren(
    ...shown.map((name) => {
      const button = make("button", { type: "button", class: "lp-stall__offer" }, name);
      button.addEventListener("click", () => take(name));
      return button;
    }),
  );
}

function reveal() {
  const free = rows.find((row) => row.hidden);
  if (!free) return null;
  free.hidden = false;
  form.querySelector("[data-add-group]").hidden = !rows.some((row) => row.hidden);
  return free;
}

// One press on a group is one person of that group.
function take(name) {
  const row = rows.find((one) => !one.hidden && isFree(one)) || reveal();
  if (!row) return;
  row.hidden = false;
  nameBox(row).value = name;
  numberBox(row).value = 1;
  nameBox(row).dispatchEvent(new Event("input", { bubbles: true }));
  words.textContent = `${name}: 1`;
  showOffers();
  row.querySelector(".lp-tally__step--more").focus();
}

function startRows(selector, add, isEmpty, shown) {
  const all = [...form.querySelectorAll(selector)];
  const button = form.querySelector(add);
  const show = () => {
    all.forEach((one, index) => {
      one.hidden = isEmpty(one) && index >= shown;
    });
    button.hidden = !all.some((one) => one.hidden);
  };
  button.addEventListener("click", () => {
    const next = all.find((one) => one.hidden);
    next.hidden = false;
    button.hidden = !all.some((one) => one.hidden);
    next.querySelector("input[type=text], textarea").focus();
  });
  return show;
}

function showFilled() {
  showGroups();
  showSaid();
  showOffers();
}

// As drafts of the log form, under a name of its own.
class StallDraft extends Draft {
  taken() {
    const venue = form.elements.venue.value.trim();
    return { ...super.taken(), form: "stall", title: venue ? `Stall: ${venue}`.slice(0, 80) : "Stall" };
  }

  onSubmit() {
    super.onSubmit();
    sessionStorage.setItem(SENT, this.name);
  }

  restore(kept) {
    super.restore(kept);
    showFilled();
  }

  discard() {
    super.discard();
    showFilled();
  }
}

if (!form.hasAttribute("data-came-back") && sessionStorage.getItem(SENT)) {
  localStorage.removeItem(sessionStorage.getItem(SENT)); // it was saved, or waits to be sent
  sessionStorage.removeItem(SENT);
}
startTally(form.querySelector("[data-tally-total]"));
rows.forEach(startTally);
const showGroups = startRows("[data-tally]", "[data-add-group]", isFree, 0);
const showSaid = startRows("[data-said]", "[data-add-said]", (one) => !one.querySelector("textarea").value, 1);
showFilled();
new StallDraft(form, document.querySelector("[data-draft-note]"));
form.addEventListener("change", showOffers);
form.addEventListener("submit", remember);
