// Copies of the two forms, of the page for "no connection" and of their files, for the service worker. They belong to one person.
const PREFIX = "listening-post-copies-";
const FORMAT = "1";
const FRESH = 60 * 60 * 1000;

export async function forgetCopies() {
  if (!window.caches) return;
  for (const name of await caches.keys()) if (name.startsWith(PREFIX)) await caches.delete(name);
}

function nameFor(user) {
  return `${PREFIX}${FORMAT}-${user}`;
}

export async function forgetOtherCopies(user) {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== nameFor(user)) await caches.delete(name);
}

// On the pages where work starts, at most once an hour. True when everything is there and the worker looks after this page.
export async function keepCopies(addresses, user) {
  const pages = [addresses.logPage, addresses.stallPage, addresses.page];
  if (!navigator.serviceWorker || ![...pages, "/desk/"].includes(window.location.pathname)) return false;
  const taken = new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
  await navigator.serviceWorker.register(addresses.worker);
  const cache = await caches.open(nameFor(user));
  const last = await cache.match(addresses.page);
  if (!last || Date.now() - Number(last.headers.get("X-Copied-At")) > FRESH) {
    const files = new Set();
    await copyNames(cache, addresses.names);
    for (const address of pages.slice(0, 2)) for (const file of await copyPage(cache, address, user)) files.add(file);
    await copyFiles(cache, files);
    await copyPage(cache, addresses.page, user); // last: its age says that the rest is there
  }
  if (!navigator.serviceWorker.controller) {
    (await navigator.serviceWorker.ready).active.postMessage("take this page too"); // it was loading while the worker started
    await taken;
  }
  return true;
}

async function copyPage(cache, address, user) {
  const answer = await fetch(address, { redirect: "manual", cache: "no-store" });
  const text = answer.ok ? await answer.text() : "";
  if (!text.includes(`data-offline data-user="${user}"`)) throw new Error("Somebody else is signed in, or nobody");
  const now = Date.now();
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  headers.set("X-Copied-At", now);
  const page = new DOMParser().parseFromString(text, "text/html");
  page.documentElement.dataset.copiedAt = now;
  page.querySelector("[data-drafts]")?.remove(); // drafts stay on the server
  await cache.put(address, new Response(`<!DOCTYPE html>${page.documentElement.outerHTML}`, { headers }));
  const named = [...page.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map((link) => link.getAttribute("href"));
  return [...named, ...[...page.querySelectorAll("script[src]")].map((script) => script.getAttribute("src"))];
}

// With what scripts import.
async function copyFiles(cache, files) {
  for (const file of files) {
    const address = new URL(file, window.location.href).href;
    const answer = await fetch(address);
    if (!answer.ok) continue;
    await cache.put(address, answer.clone());
    if (!address.split("?")[0].endsWith(".js")) continue;
    for (const found of (await answer.text()).matchAll(/(?:^|[;\s])import\s*(?:[\w{},*\s]+from\s*)?["'](\.[^"']+)["']/g)) files.add(new URL(found[1], address).href);
  }
}

async function copyNames(cache, address) {
  const last = await cache.match(address);
  const headers = last?.headers.get("ETag") ? { "If-None-Match": last.headers.get("ETag") } : {};
  const answer = await fetch(address, { headers, redirect: "manual", cache: "no-store" });
  if (answer.ok) await cache.put(address, answer);
}
