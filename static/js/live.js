// The live connection of a signed-in page. Each message becomes an event on <body> under its own
// name, the same that HX-Trigger fires; after a gap `liveReconnected` lets regions fetch again.
const PING_EVERY = 25_000;
const ANSWER_WITHIN = 10_000;
const LONGEST_WAIT = 30_000;
const REMEMBERED = 200;

const words = { connecting: "Connecting", live: "Live", reconnecting: "Reconnecting" };
const seen = new Set();
let socket;
let attempts = 0;
let pinger;
let deadline;
let wasLive = false;

function connect() {
  const url = new URL(document.body.dataset.live, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  socket = new WebSocket(url);
  socket.addEventListener("open", opened);
  socket.addEventListener("message", ({ data }) => received(JSON.parse(data)));
  socket.addEventListener("close", closed);
}

function opened() {
  attempts = 0;
  show("live");
  pinger = setInterval(ping, PING_EVERY);
  if (wasLive) dispatch("liveReconnected", {});
  wasLive = true;
}

// A sleeping laptop leaves sockets that look open: no answer within ten seconds ends them.
function ping() {
  socket.send('{"type":"ping"}');
  clearTimeout(deadline);
  deadline = setTimeout(() => socket.close(), ANSWER_WITHIN);
}

function received({ id, type, data }) {
  clearTimeout(deadline);
  if (type === "pong" || seen.has(id)) return;
  if (id) remember(id);
  dispatch(type, data);
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

function dispatch(type, detail) {
  document.body.dispatchEvent(new CustomEvent(type, { detail }));
}

function show(state) {
  for (const element of document.querySelectorAll("[data-live-state]")) {
    if (state === "reconnecting") element.setAttribute("role", "status");
    element.dataset.liveState = state;
    element.querySelector("[data-live-word]").textContent = words[state];
  }
}

if (document.body.dataset.live) connect();
