{% load kit %}// Keeps the log and the stall page usable without a connection. The network comes first; copies only where it fails.
"use strict";
const SETTINGS = {{ settings|as_json|safe }};
const PATIENCE = 8000; // a line that neither works nor fails: then the copy of a form is better than waiting
importScripts(SETTINGS.store);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  const opens = request.mode === "navigate";
  if (opens && request.method === "GET") event.respondWith(page(request, url.pathname));
  else if (opens && request.method === "POST" && SETTINGS.forms.includes(url.pathname)) event.respondWith(send(request, url.pathname));
  else if (request.method === "GET" && url.pathname.startsWith(SETTINGS.files)) event.respondWith(file(request));
  else if (request.method === "GET" && url.pathname === SETTINGS.suggest) event.respondWith(suggestions(request, url.searchParams));
});

function copyOf(address) {
  return caches.match(address, { ignoreVary: true, ignoreSearch: true });
}

async function page(request, path) {
  const copy = SETTINGS.forms.includes(path) ? await copyOf(path) : undefined;
  try {
    const answer = fetch(request);
    if (!copy) return await answer;
    return await Promise.race([answer, new Promise((resolve) => setTimeout(() => resolve(copy), PATIENCE))]);
  } catch {
    return copy || (await copyOf(SETTINGS.page)) || Response.error();
  }
}

async function file(request) {
  try {
    return await fetch(request);
  } catch {
    return (await copyOf(request.url)) || Response.error();
  }
}

// A form that did not arrive, or of which nobody knows whether it did: its key makes sure that it becomes one record.
async function send(request, path) {
  const again = request.clone();
  try {
    const answer = await fetch(request);
    if (![502, 503, 504].includes(answer.status)) return answer;
  } catch {
    // no answer: kept below
  }
  const data = await again.formData();
  const user = Number(data.get("written_by"));
  if (!user || !data.get("submission_key")) return Response.error();
  const title = ["title", "line", "venue", "heard"].map((name) => (data.get(name) || "").trim()).find(Boolean) || "";
  await self.entryStore.keep(self.entryStore.entryOf(data, { user, url: path, title: title.slice(0, 80) }));
  return Response.redirect(`${SETTINGS.page}?kept=1`, 303);
}

async function suggestions(request, query) {
  try {
    return await fetch(request);
  } catch {
    const list = await copyOf(SETTINGS.partners);
    if (!list) return Response.error();
    return Response.json(matches(await list.json(), (query.get("q") || "").toLowerCase(), (query.get("kind") || "").split(",")));
  }
}

function matches(names, text, kinds) {
  const words = text.split(/\s+/).filter(Boolean);
  const open = names.filter((item) => kinds.includes(item.value.split(":")[0]) && words.every((word) => item.label.toLowerCase().includes(word)));
  const starts = (item) => Number(item.label.toLowerCase().startsWith(text));
  return open.sort((one, other) => starts(other) - starts(one)).slice(0, 10);
}
