// The entries that wait on this device for a connection: one IndexedDB store, for pages and for the service worker.
// An entry belongs to the person who wrote it; `key` is that of its form, so that the server takes it once.
self.entryStore = (() => {
  const STORE = "entries";

  function open() {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open("listening-post", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }

  async function act(mode, work) {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(STORE, mode);
        const asked = work(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(asked.result); // written to the disk, not only asked for
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  }

  // What was typed, without the token of the session and without files: those cannot wait.
  function entryOf(data, facts) {
    const pairs = [...data].filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "written_by"].includes(name));
    const files = [...data].filter(([, value]) => typeof value !== "string" && value.size > 0).length;
    return { ...facts, pairs, files, key: data.get("submission_key"), writtenAt: new Date().toISOString() };
  }

  return {
    entryOf,
    keep: (entry) => act("readwrite", (store) => store.put(entry)),
    remove: (key) => act("readwrite", (store) => store.delete(key)),
    async of(user) {
      const all = await act("readonly", (store) => store.getAll());
      return all.filter((entry) => entry.user === user).sort((one, other) => one.writtenAt.localeCompare(other.writtenAt));
    },
  };
})();
