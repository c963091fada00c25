// The log form says what a planned day is too close to, while one types. The page after saving says it without this script.
const place = document.querySelector("[data-clashes]");
const form = place && place.closest("form");
let timer = 0;
let asked = "";

function day(name) {
  const part = (box) => (form.elements[`${name}_${box}`] || { value: "" }).value.trim();
  const [date, month, year] = [part("day"), part("month"), part("year")];
  return /^\d{1,2}$/.test(date) && /^\d{1,2}$/.test(month) && /^\d{4}$/.test(year) ? `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}` : "";
}

function isPlanned(when) {
  const said = form.elements.is_planned;
  const now = new Date();
  const today = [now.getFullYear(), String(now.getMonth() + 1).padStart(2, "0"), String(now.getDate()).padStart(2, "0")].join("-");
  return when > today || (said && said.checked);
}

async function look() {
  const when = day("when");
  const query = new URLSearchParams({ when, until: day("until") });
  for (const [name, value] of new FormData(form)) {
    if (name === "who" && String(value).startsWith("organisation:")) query.append("who", value);
    if (name === "communities") query.append("community", value);
  }
  if (!when || !isPlanned(when)) query.set("when", "");
  const address = `${place.dataset.url}?${query}`;
  if (address === asked) return;
  asked = address;
  if (!query.get("when")) return place.replaceChildren();
  try {
    const answer = await fetch(address);
    if (answer.ok && !answer.redirected && address === asked) place.innerHTML = await answer.text();
  } catch {
    asked = ""; // no connection: nothing is said, and it is tried again at the next change
  }
}

if (form) {
  const soon = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, 500);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  // What pickers put into the form makes no event of its own.
  new MutationObserver(soon).observe(form, { childList: true, subtree: true });
  soon();
}
