// Comforts of the log form: the first line fills in the rest, more types on demand, what fits the project and partners, drafts.
import { Draft, forgetSent } from "./log_draft.js";
import { Line } from "./log_line.js";

const form = document.querySelector("form[data-log]");
const saved = document.querySelector("[data-logged]");

function startTypes() {
  const more = form.querySelector("[data-type-more]");
  const show = () => {
    const chosen = form.querySelector("[data-type] input:checked");
    more.hidden = !(chosen && chosen.value === "more") && !more.querySelector("select").value;
  };
  form.querySelector("[data-type]").addEventListener("change", () => {
    const chosen = form.querySelector("[data-type] input:checked");
    if (chosen && chosen.value !== "more") more.querySelector("select").value = "";
    show();
  });
  show();
}

function startOffers() {
  const project = form.querySelector("[name=project]");
  const offers = form.querySelector("[data-suggestions]");
  const who = form.querySelector('[data-picker][data-name="who"] [data-picker-chosen]');
  if (!project || !offers) return;
  let turn = 0;
  const ask = async () => {
    const mine = ++turn;
    const query = new URLSearchParams({ project: project.value });
    for (const input of who.querySelectorAll("input")) query.append("who", input.value);
    try {
      const answer = await fetch(`${form.dataset.decisionsUrl}?${query}`);
      if (!answer.ok || answer.redirected || mine !== turn) return;
      const ticked = new Set([...offers.querySelectorAll("input:checked")].map((input) => input.value));
      offers.innerHTML = await answer.text();
      for (const input of offers.querySelectorAll("input")) input.checked = ticked.has(input.value);
    } catch {
      offers.textContent = "No connection. You can propose it as evidence after saving.";
    }
  };
  project.addEventListener("change", () => {
    form.querySelector("[data-project-reason]")?.remove();
    ask();
  });
  new MutationObserver(ask).observe(who, { childList: true });
  offers.addEventListener("click", (event) => {
    const button = event.target.closest("[data-use-project]");
    if (!button) return;
    event.preventDefault();
    project.value = button.value;
    project.dispatchEvent(new Event("change", { bubbles: true }));
    project.focus();
  });
}

function startVisibility() {
  const words = form.querySelector("[data-visibility-words]");
  for (const radio of form.querySelectorAll("[name=visibility]")) {
    radio.addEventListener("change", () => {
      words.textContent = form.querySelector(`label[for="${radio.id}"]`).textContent;
    });
  }
}

if (saved) {
  forgetSent(saved.dataset.user);
} else if (form) {
  if (form.hasAttribute("data-was-saved")) forgetSent(form.dataset.user);
  startTypes();
  startOffers();
  startVisibility();
  new Draft(form, document.querySelector("[data-draft-note]"));
  new Line(form);
}
