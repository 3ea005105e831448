// Keeps what was said in the browser until the server has thanked for it: it survives a reload and a cut line, and is
// sent one after the other under ids that the server knows again, so that sending twice keeps once.
//
// `send(entry)` resolves with nothing when it was kept, or with `{ problems }` when it has to be mended first;
// it rejects when the server cannot be reached, and is tried again. An entry is known by its `send_id`, so that a
// correction can wait beside what it corrects, or else by its `contribution_id`.

const SHORTEST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10000;

export function newId() {
  // crypto.randomUUID is missing where a page comes over http from another machine in the room.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function outbox({ name, send, onChange = () => {} }) {
  // Each entry has a key of its own: one list would lose what another tab adds between reading and writing it.
  const prefix = `asset_map_outbox_${name}/`;
  const problems = new Map();
  const idOf = (entry) => entry.send_id ?? entry.contribution_id;
  let isSending = false;
  let waitMs = SHORTEST_WAIT_MS;
  let timer = 0;

  const kept = () =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .map((key) => JSON.parse(localStorage.getItem(key) ?? "null"))
      .filter(Boolean)
      .sort((one, other) => one.at - other.at);
  const waiting = () => kept().map((one) => one.entry);
  const tell = (sent) => onChange({ waiting: waiting(), sent, problems });

  async function sendAll() {
    for (let entry = waiting()[0]; entry; entry = waiting()[0]) {
      const answer = await send(entry);
      localStorage.removeItem(prefix + idOf(entry));
      waitMs = SHORTEST_WAIT_MS;
      if (answer?.problems) problems.set(idOf(entry), { entry, problems: answer.problems });
      tell(answer?.problems ? null : entry);
    }
  }

  async function work() {
    if (isSending) return;
    isSending = true;
    clearTimeout(timer);
    let isCut = false;
    try {
      // One tab sends at a time. Over plain http there are no locks, and the server keeps once what two tabs send.
      if (navigator.locks) await navigator.locks.request(prefix, sendAll);
      else await sendAll();
    } catch {
      isCut = true;
      timer = setTimeout(work, waitMs);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      tell(null);
    } finally {
      isSending = false;
    }
    if (!isCut && waiting().length) work(); // added while the lock was given back
  }

  function add(entry) {
    problems.delete(idOf(entry));
    const key = prefix + idOf(entry);
    const at = Math.max(Date.now(), 1 + (kept().at(-1)?.at ?? 0));
    if (localStorage.getItem(key) === null) localStorage.setItem(key, JSON.stringify({ at, entry }));
    tell(null);
    work();
  }

  addEventListener("online", work);
  addEventListener("storage", (event) => {
    if (event.key?.startsWith(prefix)) tell(null);
  });
  work();
  return { add, waiting, problems, work };
}
