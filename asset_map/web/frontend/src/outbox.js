// Keeps what was said in the browser until the server has thanked for it: it survives a reload and a cut line, and is
// sent one after the other under ids that the server knows again, so that sending twice keeps once.
//
// `send(entry)` resolves with nothing when it was kept, or with `{ problems }` when it has to be mended first;
// it rejects when the server cannot be reached, and is tried again.

const SHORTEST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10000;

export function newId() {
  // crypto.randomUUID is missing where a page comes over http from another machine in the room.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What is done to one contribution waits in line: entered, corrected, taken back.
const idOf = (entry) => entry.outbox_id ?? entry.contribution_id;

export function outbox({ name, send, onChange = () => {} }) {
  const key = `asset_map_outbox_${name}`;
  const problems = new Map();
  let isSending = false;
  let waitMs = SHORTEST_WAIT_MS;
  let timer = 0;

  const waiting = () => JSON.parse(localStorage.getItem(key) ?? "[]");
  const keep = (entries) => localStorage.setItem(key, JSON.stringify(entries));
  const remove = (entry) => keep(waiting().filter((one) => idOf(one) !== idOf(entry)));

  async function work() {
    if (isSending) return;
    isSending = true;
    clearTimeout(timer);
    try {
      for (let entry = waiting()[0]; entry; entry = waiting()[0]) {
        const answer = await send(entry);
        remove(entry);
        waitMs = SHORTEST_WAIT_MS;
        if (answer?.problems) problems.set(entry.contribution_id, { entry, problems: answer.problems });
        onChange({ waiting: waiting(), sent: answer?.problems ? null : entry, problems });
      }
    } catch {
      timer = setTimeout(work, waitMs);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      onChange({ waiting: waiting(), sent: null, problems });
    } finally {
      isSending = false;
    }
  }

  function add(entry) {
    problems.delete(entry.contribution_id);
    if (!waiting().some((one) => idOf(one) === idOf(entry))) keep([...waiting(), entry]);
    onChange({ waiting: waiting(), sent: null, problems });
    work();
  }

  addEventListener("online", work);
  work();
  return { add, waiting, problems };
}
