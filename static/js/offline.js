// Logging without a connection: keeps copies of the two forms, keeps what is written meanwhile on this device, and sends it later.
import "./offline-store.js";
import { forgetSent } from "./log_draft.js";
import { forgetOtherCopies, keepCopies } from "./offline-copies.js";

const shell = document.querySelector("[data-offline]");
const form = document.querySelector("form[data-log], form[data-stall]");
const user = Number(shell.dataset.user);
const store = window.entryStore;
const copiedAt = document.documentElement.dataset.copiedAt;
const words = shell.querySelector("[data-offline-words]");
const news = shell.querySelector("[data-offline-news]");
const PATIENCE = 6000;
const KEPT = "listening-post-just-kept";
const [NO_CONNECTION, SIGNED_OUT, SOMEBODY_ELSE] = ["no connection", "signed out", "somebody else"];
const chipsAtStart = new Set(document.querySelectorAll(".lp-picker__chip"));

function make(tag, attributes, ...parts) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...parts);
  return element;
}

function button(text, act) {
  const element = make("button", { type: "button", class: "lp-link-button" }, text);
  element.addEventListener("click", act);
  return element;
}

function entries(number) {
  return number === 1 ? "1 entry" : `${number} entries`;
}

function moment(text) {
  const at = new Date(text);
  const day = at.toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "long" });
  return `${day}, ${at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`;
}

function say(...parts) {
  shell.hidden = false;
  words.replaceChildren(...parts);
}

function tell(...parts) {
  shell.hidden = false;
  news.append(make("li", {}, ...parts));
}

// Null: nobody answers. Without a user: nobody is signed in, or this person may not log.
async function askState() {
  try {
    const answer = await fetch(shell.dataset.state, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok) return await answer.json();
    return answer.type === "opaqueredirect" || answer.status === 403 ? { user: 0 } : null;
  } catch {
    return null;
  }
}

async function showWaiting() {
  const waiting = await store.of(user);
  const box = shell.querySelector("[data-offline-entries]");
  box.hidden = !waiting.length;
  shell.querySelector("[data-offline-list]").replaceChildren(...waiting.map(showEntry));
  const none = document.querySelector("[data-offline-none]"); // on the page for "no connection", whatever address it stands in for
  if (none) {
    none.hidden = waiting.length > 0;
    box.open = true;
  }
  return waiting.length;
}

function showEntry(entry) {
  const item = make("li", {});
  const files = entry.files ? ` · without ${entry.files === 1 ? "its file" : `its ${entry.files} files`}` : "";
  const ask = button("Discard", () => {
    const yes = button("Yes, discard it for good", async () => {
      await store.remove(entry.key);
      sayWaiting(await showWaiting(), "Discarded.");
      words.focus();
    });
    const no = button("No, keep it", () => {
      questions.replaceWith(ask);
      ask.focus();
    });
    const questions = make("span", {}, yes, " · ", no);
    ask.replaceWith(questions);
    no.focus();
  });
  ask.setAttribute("aria-label", `Discard: ${entry.title}`);
  item.append(make("strong", {}, entry.title || "Without a title"), ` · written ${moment(entry.writtenAt)}${files} · `, ask);
  if (entry.problem) item.append(make("br", {}), entry.problem);
  return item;
}

function sayWaiting(number, before = "") {
  if (number) say(before, before && " ", `${number === 1 ? "1 entry waits" : `${entries(number)} wait`} on this device for a connection.`);
  else if (before) say(before);
  else if (!news.children.length) shell.hidden = true;
}

async function post(entry, token) {
  const data = new FormData();
  for (const [name, value] of entry.pairs) data.append(name, value);
  data.set("submission_key", entry.key);
  data.set("csrfmiddlewaretoken", token);
  const headers = { "X-Written-At": entry.writtenAt, Accept: "application/json" };
  const answer = await fetch(entry.url, { method: "POST", body: data, headers, redirect: "manual" });
  if (answer.status === 409) return { refused: (await answer.json()).refused };
  if (!answer.ok) throw new Error(`The server answered ${answer.status}`);
  return answer.json();
}

// One tab sends at a time; what it sent is gone when the next one looks.
function send() {
  const work = () => sendWaiting().catch(() => say("Something went wrong while sending. What waits is still on this device."));
  return navigator.locks ? navigator.locks.request("listening-post-send", work) : work();
}

async function sendWaiting() {
  const waiting = await store.of(user);
  if (!waiting.length) return void (await showWaiting());
  const state = await askState();
  if (!state) return sayWaiting(await showWaiting(), "No connection.");
  if (!state.user) return saySignIn(await showWaiting());
  if (state.user !== user) return saySomebodyElse(await showWaiting());
  const done = { saved: 0, kept: 0 };
  for (const entry of waiting) {
    try {
      const answer = await post(entry, state.token);
      if (answer.refused) {
        await store.keep({ ...entry, problem: answer.refused });
        continue;
      }
      await store.remove(entry.key);
      if (answer.saved) tell("Saved: ", make("a", { href: answer.saved.address }, `${answer.saved.title} ${answer.saved.reference}`));
      else tell("Kept as a draft: ", make("a", { href: answer.kept.address }, answer.kept.title || "Finish it"), `. ${answer.kept.problem}`);
      done[answer.saved ? "saved" : "kept"] += 1;
    } catch {
      break; // it stays, with its key: sent again it is still one record
    }
  }
  const arrived = [done.saved && `${entries(done.saved)} saved.`, done.kept && `${entries(done.kept)} kept as a draft: something is missing.`];
  sayWaiting(await showWaiting(), arrived.filter(Boolean).join(" ") || "The server did not take it.");
}

function saySignIn(number) {
  const address = `${shell.dataset.signIn}?next=${encodeURIComponent(window.location.pathname)}`;
  say(make("a", { href: address }, `Sign in to send ${entries(number)}`), ". Until then they stay on this device.");
}

function saySomebodyElse(number) {
  say(`Somebody else is signed in on this device now. ${entries(number)} of yours ${number === 1 ? "stays" : "stay"} here until you sign in again.`);
}

function titleOf(data) {
  const chosen = [...form.querySelectorAll("[data-name=who] .lp-picker__chip span")].map((chip) => chip.textContent).join(", ");
  const venue = (data.get("venue") || "").trim();
  const stall = form.hasAttribute("data-stall") ? `Stall${venue && `: ${venue}`}` : "";
  const found = stall || [data.get("title"), data.get("line"), chosen, data.get("heard")].find((text) => text && text.trim()) || "Without a title";
  return found.trim().slice(0, 80);
}

async function keep(why) {
  const data = new FormData(form);
  await store.keep(store.entryOf(data, { user, url: form.dataset.sendTo, title: titleOf(data) }));
  forgetSent(form.dataset.user, { saved: false }); // it waits as an entry now, not as a draft
  sessionStorage.setItem(KEPT, why);
  if (why !== NO_CONNECTION) {
    form.hidden = true; // another form would be somebody else's, or nobody's
    await welcome();
  } else if (navigator.serviceWorker?.controller && (await caches.match(form.dataset.sendTo, { ignoreVary: true, ignoreSearch: true }))) {
    window.location.assign(form.dataset.sendTo); // a clean form, from the network or from the copy
  } else {
    form.reset();
    for (const chip of form.querySelectorAll(".lp-picker__chip")) if (!chipsAtStart.has(chip)) chip.remove();
    form.elements.submission_key.value = crypto.randomUUID();
    await welcome();
  }
}

// After an entry was kept the page starts anew; this says where it went.
async function welcome() {
  const why = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  const number = await showWaiting();
  if (why === SIGNED_OUT) saySignIn(number);
  else if (why === SOMEBODY_ELSE) saySomebodyElse(number);
  else sayWaiting(number, why === null ? "" : "Kept on this device.");
  if (why !== null) words.focus();
}

function startForm() {
  form.dataset.sendTo = form.hasAttribute("data-log") ? shell.dataset.logPage : shell.dataset.stallPage;
  form.append(make("input", { type: "hidden", name: "written_by", value: user })); // for the service worker
  if (copiedAt) startCopy();
  let passes = false;
  let asking = false;
  window.addEventListener("pageshow", () => (passes = asking = false));
  form.addEventListener("submit", async (event) => {
    if (passes) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    const saves = !event.submitter?.name || ["_save", "_another"].includes(event.submitter.name);
    const state = copiedAt || !navigator.onLine ? null : await askState();
    if (state && state.user === user) {
      passes = true;
      form.requestSubmit(event.submitter);
    } else if (saves) {
      const cannot = () => say("This browser cannot keep entries. What you wrote is still here: leave the page open and save when the connection is back.");
      await keep(!state ? NO_CONNECTION : state.user ? SOMEBODY_ELSE : SIGNED_OUT).catch(cannot);
    } else {
      say("This button needs a connection. What you wrote is still here.");
    }
    asking = false;
  });
}

// A copy was made earlier, perhaps yesterday: it gets a key of its own and today's date, and never goes the usual way.
function startCopy() {
  form.elements.submission_key.value = crypto.randomUUID();
  const today = new Date();
  const parts = { when_day: today.getDate(), when_month: today.getMonth() + 1, when_year: today.getFullYear() };
  for (const [name, value] of Object.entries(parts)) if (form.elements[name]) form.elements[name].value = value;
  const note = make("p", { class: "lp-quiet" }, "No connection. Go on writing: it is kept on this device and sent later. Files cannot wait.");
  form.before(note);
  window.addEventListener("online", () => (note.textContent = "The connection is back. Go on writing: it is sent when you save."));
}

async function start() {
  if (form) startForm();
  shell.querySelector("[data-offline-send]").addEventListener("click", send);
  window.addEventListener("online", send);
  await forgetOtherCopies(user);
  await welcome();
  if (navigator.onLine) await send();
  if (!copiedAt && (await keepCopies(shell.dataset, user))) shell.dataset.ready = "yes"; // from here on it works without a connection
}

start().catch(() => {}); // a browser without a store for us: everything else works
