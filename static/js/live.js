// The live connection of a signed-in page. Each message becomes an event on <body> under its own
// name, the same that HX-Trigger fires. After a gap the server tells what was missed since the last
// event here, or, when that is too much, `liveReconnected`: regions fetch again.
const PING_EVERY = 25_000;
const ANSWER_WITHIN = 10_000;
const LONGEST_WAIT = 30_000;
const REMEMBERED = 200;
const SEEN = "craftify.seen";

const words = { connecting: "Connecting", live: "Live", reconnecting: "Reconnecting" };
const { live: address, told, place } = document.body.dataset;
// What this tab was told before it came to this page is in the page already.
const seen = new Set(JSON.parse(sessionStorage.getItem(SEEN) ?? "[]"));
let after = told;
let socket;
let attempts = 0;
let pinger;
let deadline;

function connect() {
  const url = new URL(address, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  url.search = new URLSearchParams({ after, place });
  socket = new WebSocket(url);
  socket.addEventListener("open", opened);
  socket.addEventListener("message", ({ data }) => received(JSON.parse(data)));
  socket.addEventListener("close", closed);
}

function opened() {
  attempts = 0;
  show("live");
  pinger = setInterval(ping, PING_EVERY);
}

// A sleeping laptop leaves sockets that look open: no answer within ten seconds ends them.
function ping() {
  socket.send('{"type":"ping"}');
  clearTimeout(deadline);
  deadline = setTimeout(() => socket.close(), ANSWER_WITHIN);
}

function received({ id, type, told, data }) {
  clearTimeout(deadline);
  if (told > after) after = told;
  if (type === "pong" || seen.has(id)) return;
  if (id) remember(id);
  document.body.dispatchEvent(new CustomEvent(type, { detail: data }));
}

// Delivery is at least once, so ids are kept for a while.
function remember(id) {
  seen.add(id);
  if (seen.size > REMEMBERED) seen.delete(seen.values().next().value);
}

// 4401: the session ended. The next request leads to the sign-in page; trying again would not help.
function closed({ code }) {
  clearInterval(pinger);
  clearTimeout(deadline);
  show("reconnecting");
  if (code === 4401) return;
  const ceiling = Math.min(LONGEST_WAIT, 500 * 2 ** attempts);
  attempts += 1;
  setTimeout(connect, ceiling / 2 + Math.random() * ceiling / 2);
}

function show(state) {
  for (const element of document.querySelectorAll("[data-live-state]")) {
    if (state === "reconnecting") element.setAttribute("role", "status");
    element.dataset.liveState = state;
    element.querySelector("[data-live-word]").textContent = words[state];
  }
}

if (address) {
  addEventListener("pagehide", () => sessionStorage.setItem(SEEN, JSON.stringify([...seen])));
  connect();
}
