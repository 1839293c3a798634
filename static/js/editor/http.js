// What the editor asks of the server, in JSON both ways.
import { csrfToken } from "../csrf.js";

// The server said no, and why: `code`, a sentence, `details`.
export class Refusal extends Error {
  constructor(status, { code, message, details }) {
    super(message);
    Object.assign(this, { status, code, details });
  }
}

// Nobody answered, or somebody who cannot help now: trying again later may work.
export class NoAnswer extends Error {}

const SIGNED_OUT = {
  code: "unauthenticated",
  message: "You are signed out. Sign in in another tab, then go on here.",
  details: {},
};

export async function ask(url, body, options = {}) {
  const response = await send(url, body, options);
  if (response.type === "opaqueredirect") throw new Refusal(401, SIGNED_OUT);
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  if (!answer?.error || response.status === 429 || response.status >= 500) throw new NoAnswer();
  throw new Refusal(response.status, answer.error);
}

async function send(url, body, options) {
  const post = { method: "POST", body: JSON.stringify(body) };
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
  try {
    return await fetch(url, { ...(body && post), headers, redirect: "manual", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new NoAnswer();
  }
}
